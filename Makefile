# Everything a machine with git, make and Python 3.11 needs: `make demo`, `make test`.
# Each target sets up what it needs; once set up, nothing reaches for the network.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PY     := $(BIN)/python
STAMP  := $(VENV)/.ready
ROOMS  := cli tui reports locales sync models catalogues
# Three files at a time on two cores: tests of the screens wait more than they work.
# xdist would begin with the files of most tests; ours are in the order of how long they take.
PYTEST := $(PY) -m pytest -n 3 --dist loadfile --no-loadscope-reorder

.DEFAULT_GOAL := help
.PHONY: help setup demo test check lint types contracts fuzz faults conformance bench tour province-demo lock locales clean

help: ## Show this list
	@awk 'BEGIN {FS = ":.*## "; print "make TARGET, where TARGET is one of:\n"} \
	     /^[a-z-]+:.*## / {printf "  %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(STAMP) ## Make .venv with everything, every version and hash from requirements.lock

# pip is quiet unless something fails; the last step ships byte code, without which the start takes twice as long.
$(STAMP): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "xaso needs Python 3.11 or newer; '$(PYTHON)' is older. Try: make PYTHON=python3.11 setup"; exit 1; }
	@echo "Setting up .venv (once, about a minute) ..."
	@test -x $(PY) || $(PYTHON) -m venv $(VENV)
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@$(PY) -m compileall -q $(ROOMS)
	@touch $@

demo: $(STAMP) ## Run the main job on demo data, then open the screen as commune 22810
	@$(BIN)/xaso demo

test: $(STAMP) ## Run the tests
	@$(PYTEST) -q

check: $(STAMP) lint types contracts test ## Everything a commit must pass: style, types, contracts, tests

lint: $(STAMP) ## Style: ruff check and format
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types: $(STAMP) ## Types: mypy strict
	@$(BIN)/mypy

contracts: $(STAMP) ## Room contracts: import-linter
	@$(BIN)/lint-imports

fuzz: $(STAMP) ## Hostile files against the envelope reader (SECONDS=300)
	@$(PY) scripts/fuzz_bundles.py --seconds $(or $(SECONDS),300)

faults: $(STAMP) ## Long runs: what is tried at random twenty times as often, imports killed (KILLS=100 SEED=56)
	@$(PYTEST) -q --hypothesis-profile=xaso-long tests/sync
	@$(PY) scripts/kill_import.py --kills $(or $(KILLS),100) --seed $(or $(SEED),56)

conformance: $(STAMP) ## Real workbooks: compiled, or refused with a true complaint (FOLDER=../shared/xlsforms)
	@$(PY) scripts/conformance.py --folder $(or $(FOLDER),../shared/xlsforms)

bench: $(STAMP) ## Benchmarks, quick; each prints ratios measured in its own run
	@for file in benchmarks/*.py; do echo "== $$file"; $(PY) $$file --quick || exit 1; done

province-demo: $(STAMP) ## 65 communes, three months, real-life defects: tables and five documents in demo/province
	@$(PY) -m scripts.province_demo --dir demo/province

tour: $(STAMP) ## A picture of every screen with the demo's data, in docs/tour
	@$(PY) scripts/tour.py

locales: $(STAMP) ## Compile the message catalogues
	@for domain in $$(ls locales/vi/LC_MESSAGES/*.po | xargs -n1 basename | sed 's/\.po$$//'); do \
	  $(BIN)/pybabel -q compile -d locales -D $$domain; done

lock: ## Write requirements.lock anew (needs uv; the only target that asks the network each time)
	@uv pip compile pyproject.toml --all-extras --generate-hashes --universal --no-emit-index-url \
	  --python-version 3.11 --no-header -q -o requirements.lock

clean: ## Remove what the other targets made, .venv included
	@rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

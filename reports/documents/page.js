
"use strict";
(() => {
  const language = document.documentElement.lang;
  const compare = new Intl.Collator(language, { numeric: true }).compare;
  const key = (cell) => {
    if (!cell) return "";
    const kept = cell.getAttribute("data-v");
    if (kept === null) return cell.textContent;
    if (kept === "") return null;
    return isNaN(Number(kept)) ? kept : Number(kept);
  };
  const order = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : compare(String(a), String(b)));

  const close = (table) => table.querySelectorAll("tr.trace").forEach((row) => row.remove());

  // Sort the rows of each group; what has no value stays at the end, whichever way.
  const sort = (heading) => {
    const table = heading.closest("table");
    const column = heading.cellIndex;
    const down = heading.getAttribute("aria-sort") === "ascending";
    close(table);
    table.querySelectorAll("thead th").forEach((other) => other.removeAttribute("aria-sort"));
    heading.setAttribute("aria-sort", down ? "descending" : "ascending");
    for (const body of table.tBodies) {
      const rows = [...body.rows].filter((row) => !row.classList.contains("group"));
      const keyed = rows.map((row, place) => ({ row, place, key: key(row.cells[column]) }));
      keyed.sort((a, b) => {
        if (a.key === null || b.key === null) return (a.key === null) - (b.key === null) || a.place - b.place;
        return (down ? -1 : 1) * order(a.key, b.key) || a.place - b.place;
      });
      body.append(...keyed.map((one) => one.row));
    }
  };

  // Show below the row where a figure comes from; the same click hides it again.
  const trace = (cell) => {
    const row = cell.parentElement;
    const open = row.nextElementSibling;
    const same = open && open.classList.contains("trace") && open.dataset.of === String(cell.cellIndex);
    close(cell.closest("table"));
    if (same) return;
    const told = document.createElement("tr");
    told.className = "trace";
    told.dataset.of = String(cell.cellIndex);
    const text = document.createElement("td");
    text.colSpan = row.cells.length;
    text.textContent = cell.title;
    told.append(text);
    row.after(told);
  };

  const step = (cell, across, down) => {
    let row = cell.parentElement;
    if (across) return row.cells[cell.cellIndex + across];
    do row = down > 0 ? row.nextElementSibling : row.previousElementSibling;
    while (row && (row.classList.contains("group") || row.classList.contains("trace")));
    return row && row.cells[cell.cellIndex];
  };

  const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  document.querySelectorAll("table").forEach((table) => {
    const first = table.querySelector("td.f");
    if (first) first.tabIndex = 0;
    table.addEventListener("click", (event) => {
      const heading = event.target.closest("thead th");
      const cell = event.target.closest("td.f");
      if (heading) sort(heading);
      else if (cell) trace(cell);
    });
    table.addEventListener("keydown", (event) => {
      const heading = event.target.closest("thead th");
      if (heading && (event.key === "Enter" || event.key === " ")) {
        event.preventDefault();
        sort(heading);
      }
      const cell = event.target.closest("td");
      if (!cell) return;
      const move = moves[event.key];
      const next = move && step(cell, ...move);
      if (event.key === "Enter" && cell.classList.contains("f")) trace(cell);
      else if (next) {
        cell.tabIndex = -1;
        next.tabIndex = 0;
        next.focus();
      } else return;
      event.preventDefault();
    });
  });
})();

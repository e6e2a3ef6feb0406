"""0010: on PostgreSQL values and history lie in a partition a province and year (see docs/adr/0012).

A file has no use for it: a laptop holds one commune, and a province that outgrows a file has a server.
"""

from __future__ import annotations

from sqlalchemy import Connection

from models.store.migrations.step import Change, Migration
from models.store.partitions import Part, make_partition

# The province of every unit that a catalogue ever named, as the newest one says it.
UNITS = (
    """CREATE TABLE unit_home (
        unit TEXT COLLATE "C" NOT NULL PRIMARY KEY,
        province TEXT COLLATE "C" NOT NULL
    )""",
    """CREATE FUNCTION unit_homes(content TEXT) RETURNS void LANGUAGE plpgsql AS $$ BEGIN
        INSERT INTO unit_home (unit, province)
        WITH RECURSIVE named AS (
            SELECT code, parent, kind FROM jsonb_to_recordset(content::jsonb -> 'units')
                AS unit (code TEXT, parent TEXT, kind TEXT)
        ), below (code, province) AS (
            SELECT code, code FROM named WHERE kind = 'province'
            UNION
            SELECT named.code, below.province FROM named JOIN below ON named.parent = below.code
        )
        SELECT DISTINCT ON (code) code, province FROM below ORDER BY code, province
        ON CONFLICT (unit) DO UPDATE SET province = excluded.province;
    EXCEPTION WHEN invalid_text_representation OR invalid_parameter_value THEN
        NULL; -- no catalogue of ours: its units have no province
    END $$""",
    """CREATE FUNCTION catalogue_homes() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        PERFORM unit_homes(NEW.content);
        RETURN NULL;
    END $$""",
    """CREATE TRIGGER catalogue_homes AFTER INSERT ON catalogue
        FOR EACH ROW EXECUTE FUNCTION catalogue_homes()""",
    "SELECT unit_homes(content) FROM (SELECT content FROM catalogue ORDER BY installed_at, kit_id) AS known",
)
# Where an entry lies is decided when it arrives, and never again: its values and history follow it.
ENTRIES = (
    """CREATE FUNCTION home_of(unit_code TEXT) RETURNS TEXT LANGUAGE sql STABLE AS
        $$ SELECT COALESCE((SELECT province FROM unit_home WHERE unit = unit_code), '') $$""",
    """CREATE FUNCTION year_of(period TEXT) RETURNS SMALLINT LANGUAGE sql IMMUTABLE AS
        $$ SELECT CASE WHEN period ~ '^[0-9][0-9][0-9][0-9]' THEN LEFT(period, 4)::smallint
            ELSE 0::smallint END $$""",
    """ALTER TABLE entry ADD COLUMN province TEXT COLLATE "C" NOT NULL DEFAULT '',
        ADD COLUMN year SMALLINT NOT NULL DEFAULT 0""",
    "UPDATE entry SET province = home_of(unit), year = year_of(period)",
    """CREATE FUNCTION entry_home() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        NEW.province := home_of(NEW.unit);
        NEW.year := year_of(NEW.period);
        RETURN NEW;
    END $$""",
    "CREATE TRIGGER entry_home BEFORE INSERT ON entry FOR EACH ROW EXECUTE FUNCTION entry_home()",
)
TABLES = {
    "entry_value": """CREATE TABLE entry_value (
        province TEXT COLLATE "C" NOT NULL,
        year SMALLINT NOT NULL,
        entry_id TEXT COLLATE "C" NOT NULL,
        path TEXT COLLATE "C" NOT NULL,
        value TEXT COLLATE "C" NOT NULL
    ) PARTITION BY LIST (province)""",
    "history": """CREATE TABLE history (
        province TEXT COLLATE "C" NOT NULL,
        year SMALLINT NOT NULL,
        number BIGINT NOT NULL DEFAULT nextval('history_counter'),
        entry_id TEXT COLLATE "C" NOT NULL,
        kind TEXT COLLATE "C" NOT NULL CHECK (kind IN ('value', 'note', 'explanation', 'state')),
        path TEXT COLLATE "C" NOT NULL,
        old_value TEXT COLLATE "C" NOT NULL,
        new_value TEXT COLLATE "C" NOT NULL,
        at TEXT COLLATE "C" NOT NULL,
        author TEXT COLLATE "C" NOT NULL,
        why TEXT COLLATE "C" NOT NULL
    ) PARTITION BY LIST (province)""",
}
COLUMNS = {
    "entry_value": "entry_id, path, value",
    "history": "number, entry_id, kind, path, old_value, new_value, at, author, why",
}
GUARDS = {"entry_value": "entry_value_frozen", "history": "history_append_only"}  # their functions are there
KEPT = (
    # What the foreign key said: an entry that has values or history stays.
    """CREATE FUNCTION entry_kept() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF EXISTS (SELECT 1 FROM entry_value WHERE entry_id = OLD.id AND province = OLD.province
                AND year = OLD.year)
            OR EXISTS (SELECT 1 FROM history WHERE entry_id = OLD.id AND province = OLD.province
                AND year = OLD.year) THEN
            RAISE foreign_key_violation USING MESSAGE = 'entry ' || OLD.id || ' has values or history';
        END IF;
        RETURN OLD;
    END $$""",
    "CREATE TRIGGER entry_kept BEFORE DELETE ON entry FOR EACH ROW EXECUTE FUNCTION entry_kept()",
)


def _apply(change: Change) -> None:
    connection = change.connection
    if connection.dialect.name != "postgresql":
        return
    for statement in (*UNITS, *ENTRIES):
        connection.exec_driver_sql(statement)
    last = connection.exec_driver_sql("SELECT COALESCE(MAX(number), 0) FROM history").scalar_one()
    connection.exec_driver_sql(f"CREATE SEQUENCE history_counter START WITH {last + 1}")
    for table in TABLES:
        _part(connection, table)
    connection.exec_driver_sql("ALTER SEQUENCE history_counter OWNED BY history.number")
    for statement in KEPT:
        connection.exec_driver_sql(statement)


def _part(connection: Connection, table: str) -> None:
    """Put a parted table in a table's place and move its rows, province by province and year by year."""
    run = connection.exec_driver_sql
    run(f"ALTER TABLE {table} RENAME TO {table}_whole")
    run(TABLES[table])
    run(
        f"CREATE TRIGGER {GUARDS[table]} BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {GUARDS[table]}()"
    )
    for province, year in run("SELECT DISTINCT province, year FROM entry ORDER BY 1, 2").all():
        part = Part(province, year)
        make_partition(connection, table, part)
        columns = ", ".join(f"old.{name}" for name in COLUMNS[table].split(", "))
        run(
            f"INSERT INTO {part.table(table)} ({COLUMNS[table]}) SELECT {columns} "  # noqa: S608
            f"FROM {table}_whole old JOIN entry ON entry.id = old.entry_id "
            "WHERE entry.province = %s AND entry.year = %s",
            (province, year),
        )
    run(f"DROP TABLE {table}_whole")


MIGRATION = Migration(10, "partitions", _apply)

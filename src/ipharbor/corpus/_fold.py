# ruff: noqa: S608 - paths are our own and quoted, numbers are cast; no text of a user gets in
"""Folding statements of one key into one document, in DuckDB.

A statement says what one source row told of one publication. Of several statements of a
key, the one on the later publication speaks last, then the later import, then the later
row; for each field the last that says anything holds. Publication numbers are gathered;
``published_on`` is the first publication; one announcement of grant makes a grant.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb

from ipharbor.corpus._laying import lay
from ipharbor.corpus.documents import DOCUMENT

ROWS_A_GROUP = 2048  # small: a page that shows one document reads one group of long columns

_FIRST = ("key", "serial", "publication_numbers", "stage", "published_on", "granted_on")
_LISTS = ("applicants", "inventors", "ipc", "cites", "priority_numbers")
_LATER = ("cites", "priority_numbers")  # lists that volumes of earlier versions lack
_OWN = ("known_on", "first_vintage")
_PLAIN = tuple(name for name in DOCUMENT.names if name not in _FIRST + _LISTS + _OWN)


def open_views(
    con: duckdb.DuckDBPyConnection, incoming: Path, volumes: Sequence[Path], next_serial: int
) -> None:
    """Views ``incoming``, ``past`` (statements), ``present`` (key, serial, first_vintage,
    volume of every current document) and the macro ``next_serial()``."""
    con.execute(
        f"CREATE VIEW incoming AS SELECT * EXCLUDE (seq) FROM read_parquet({_quoted([incoming])})"
    )
    con.execute(f"CREATE MACRO next_serial() AS {int(next_serial)}")
    if volumes:
        con.execute(f"CREATE VIEW past AS SELECT * FROM {files(volumes, 'statements')}")
        documents = current_documents(volumes)
        con.execute(
            "CREATE TABLE present AS SELECT key, serial, first_vintage, known_on, volume "
            f"FROM ({documents})"
        )
        return
    con.execute("CREATE VIEW past AS SELECT *, 0::INTEGER AS seq FROM incoming WHERE false")
    con.execute(
        "CREATE TABLE present (key VARCHAR, serial BIGINT, first_vintage INTEGER, "
        "known_on DATE, volume INTEGER)"
    )


def files(volumes: Sequence[Path], name: str) -> str:
    """What stands after FROM to read ``statements`` or ``documents`` of volumes of any version:
    lists that a volume lacks are empty."""
    paths = _quoted([volume / f"{name}.parquet" for volume in volumes])
    lacking = ", ".join(f"NULL::VARCHAR[] AS {column}" for column in _LATER)
    whole = ", ".join(f"coalesce({column}, []) AS {column}" for column in _LATER)
    return (
        f"(SELECT * REPLACE ({whole}) FROM ("
        f"SELECT * FROM read_parquet({paths}, union_by_name = true) "
        f"UNION ALL BY NAME SELECT {lacking} WHERE false))"
    )


def current_documents(volumes: Sequence[Path], columns: str = "*") -> str:
    """A query for the documents that stand, each from the last volume that touched it."""
    superseded = _quoted([volume / "superseded.parquet" for volume in volumes])
    return (
        f"SELECT {columns} FROM {files(volumes, 'documents')} d WHERE NOT EXISTS "
        f"(SELECT 1 FROM read_parquet({superseded}) s "
        "WHERE s.serial = d.serial AND s.volume = d.volume)"
    )


def judge(con: duckdb.DuckDBPyConnection) -> tuple[int, int]:
    """Make ``fresh`` (pos, key, is_new): statements not yet held. Gives (stored, merged)."""
    con.execute("""
        CREATE TABLE fresh AS
        WITH once AS (
            SELECT min(pos) AS pos, key, hash FROM incoming GROUP BY key, hash
        ), unheld AS (
            SELECT pos, key FROM once o
            WHERE NOT EXISTS (SELECT 1 FROM past p WHERE p.key = o.key AND p.hash = o.hash)
        )
        SELECT pos, key,
               row_number() OVER (PARTITION BY key ORDER BY pos) = 1
               AND NOT EXISTS (SELECT 1 FROM present d WHERE d.key = u.key) AS is_new
        FROM unheld u
    """)
    counted = con.execute(
        "SELECT count(*) FILTER (is_new), count(*) FILTER (NOT is_new) FROM fresh"
    ).fetchone()
    stored, merged = counted or (0, 0)
    con.execute("""
        CREATE TABLE serials AS
        SELECT key, row_number() OVER (ORDER BY pos) - 1 + next_serial() AS serial
        FROM fresh WHERE is_new
    """)
    return int(stored), int(merged)


def conflicts(con: duckdb.DuckDBPyConnection) -> list[tuple[int, str, str, str, str]]:
    """Fresh statements that disagree with another on the same publication: (row, column,
    number, value, other value), first by row."""
    con.execute("""
        CREATE TEMP TABLE told AS
        WITH contested AS (
            SELECT key FROM fresh WHERE NOT is_new
        ), every AS (
            SELECT i.key, coalesce(publication_number, i.key) AS number, row, 1 AS mine, i.pos,
                   title, title_en, filed_on
            FROM incoming i JOIN fresh f ON f.pos = i.pos
            WHERE i.key IN (SELECT key FROM contested)
            UNION ALL
            SELECT key, coalesce(publication_number, key), row, 0, -1, title, title_en, filed_on
            FROM past WHERE key IN (SELECT key FROM contested)
        )
        SELECT * FROM every
    """)
    found = con.execute("""
        WITH pairs AS (
            SELECT a.row, a.number, a.title, a.title_en, a.filed_on,
                   b.title AS title_b, b.title_en AS title_en_b, b.filed_on AS filed_b
            FROM told a JOIN told b ON a.number = b.number
            WHERE a.mine = 1 AND b.pos < a.pos
        )
        SELECT row, 'title', number, title, title_b FROM pairs WHERE title != title_b
        UNION SELECT row, 'title_en', number, title_en, title_en_b FROM pairs
              WHERE lower(title_en) != lower(title_en_b)
        UNION SELECT row, 'filing_date', number, filed_on::VARCHAR, filed_b::VARCHAR FROM pairs
              WHERE filed_on != filed_b
        ORDER BY 1, 2
    """).fetchall()
    con.execute("DROP TABLE told")
    return found


def write(
    con: duckdb.DuckDBPyConnection, made: Path, *, seq: int, on: date
) -> tuple[int, int, int]:
    """Write the volume's files, its statements unless they are there already; gives the rows of
    statements, documents, superseded."""
    if not (made / "statements.parquet").exists():
        con.execute(f"""
            COPY (SELECT i.*, {seq}::INTEGER AS seq FROM incoming i
                  JOIN fresh f ON f.pos = i.pos ORDER BY i.pos)
            TO {_quoted_path(made / "statements.parquet")}
            (FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {ROWS_A_GROUP})
        """)
    con.execute(f"""
        COPY (SELECT p.key, p.serial, p.volume FROM present p
              WHERE p.key IN (SELECT key FROM fresh) ORDER BY p.serial)
        TO {_quoted_path(made / "superseded.parquet")} (FORMAT parquet, COMPRESSION zstd)
    """)
    _repeated(con, made / "statements.parquet")
    lay(
        con, made / "statements.parquet", _folded(seq, on), made / "documents.parquet",
        seq=seq, on=on, rows_a_group=ROWS_A_GROUP,
    )  # fmt: skip
    counts = [
        con.execute(f"SELECT count(*) FROM {_quoted_path(made / name)}").fetchone() or (0,)
        for name in ("statements.parquet", "documents.parquet", "superseded.parquet")
    ]
    return counts[0][0], counts[1][0], counts[2][0]


def _repeated(con: duckdb.DuckDBPyConnection, statements: Path) -> None:
    """Make ``every``, the statements on all fresh keys, and ``repeated``, the keys on which there
    are several."""
    con.execute(f"""
        CREATE VIEW every AS
        SELECT * FROM read_parquet({_quoted([statements])})
        UNION ALL BY NAME
        SELECT * FROM past WHERE key IN (SELECT key FROM fresh)
    """)
    con.execute("CREATE TABLE repeated AS SELECT key FROM every GROUP BY key HAVING count(*) > 1")


def _folded(seq: int, on: date) -> str:
    day = f"DATE '{on.isoformat()}'"
    several = ", ".join(
        [f"arg_max({name}, rank) FILTER ({name} IS NOT NULL) AS {name}" for name in _PLAIN]
        + [f"arg_max({name}, rank) FILTER (len({name}) > 0) AS {name}" for name in _LISTS]
    )
    chosen = ", ".join(_chosen(name, seq, day) for name in DOCUMENT.names)
    return f"""
        WITH ranked AS (
            SELECT * EXCLUDE (raw, row, hash), row_number() OVER (
                PARTITION BY key ORDER BY published_on NULLS FIRST, seq, pos) AS rank
            FROM every WHERE key IN (SELECT key FROM repeated)
        ), folded AS (
            SELECT key, {several},
                   list_sort(list(DISTINCT publication_number)
                             FILTER (publication_number IS NOT NULL)) AS publication_numbers,
                   CASE WHEN bool_or(stage = 'grant') THEN 'grant'
                        WHEN bool_or(stage = 'application') THEN 'application' END AS stage,
                   min(published_on) AS published_on,
                   coalesce(arg_max(granted_on, rank) FILTER (granted_on IS NOT NULL),
                            min(published_on) FILTER (stage = 'grant')) AS granted_on
            FROM ranked GROUP BY key
        )
        SELECT {chosen}, {seq}::INTEGER AS volume
        FROM folded f LEFT JOIN serials n USING (key) LEFT JOIN present p USING (key)
    """


def _chosen(name: str, seq: int, day: str) -> str:
    if name == "serial":
        return "coalesce(p.serial, n.serial)::BIGINT AS serial"
    if name == "first_vintage":
        return f"coalesce(p.first_vintage, {seq})::INTEGER AS first_vintage"
    if name == "known_on":
        return (
            f"least(coalesce(f.published_on, p.known_on, {day}), "
            f"coalesce(p.known_on, {day}), {day})::DATE AS known_on"
        )
    if name in (*_LISTS, "publication_numbers"):
        return f"coalesce(f.{name}, []::VARCHAR[]) AS {name}"
    return f"f.{name}"


def _quoted(paths: Sequence[Path]) -> str:
    return "[" + ", ".join(_quoted_path(path) for path in paths) + "]"


def _quoted_path(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"

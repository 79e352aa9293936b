# ruff: noqa: S608 - column names and numbers of our own; no text of a user gets in
"""What taking up a region comes to: documents beside dockets, in columns.

Nothing is written here but the numbers that new rows will have.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import duckdb
import pyarrow as pa

from ipharbor.actions.rights._told import SCHEMA, TOLD, told
from ipharbor.corpus.reading import Corpus
from ipharbor.records import columns
from ipharbor.records.models import Firm, Right
from ipharbor.vocabulary.holders import kind_by_name
from ipharbor.vocabulary.places import Region

if TYPE_CHECKING:
    import ibis

LONGEST_NAME = 200
_NUMBERED = pa.field("id", pa.int64())
_HELD = pa.schema([_NUMBERED, ("firm_id", pa.int64()), ("key", pa.string()), *SCHEMA])
_DIFFERS = " OR ".join(
    f"d.{name} IS DISTINCT FROM h.{name}" for name in TOLD if name != "stated_on"
)
# Of every document the first applicant who is a holder, by the place in the list.
_OWNED = """
    CREATE TABLE owned AS
    SELECT key, arg_min(firm.id, place) AS firm_id
    FROM (SELECT key, unnest(applicants) AS name, generate_subscripts(applicants, 1) AS place
          FROM documents) JOIN firm USING (name)
    GROUP BY key
"""
# Applicants who come first in a document that belongs to nobody yet, with what the newest of
# these documents tells of them.
_UNKNOWN = f"""
    SELECT name, count(*) AS rights,
           arg_max(town, coalesce(published_on, filed_on, DATE '1900-01-01')) AS town,
           arg_max(credit_code, coalesce(published_on, filed_on, DATE '1900-01-01')) AS credit_code
    FROM (SELECT *, applicants[1] AS name FROM documents
          WHERE key NOT IN (SELECT key FROM owned) AND key NOT IN (SELECT key FROM held))
    WHERE name IS NOT NULL AND length(name) <= {LONGEST_NAME}
    GROUP BY name ORDER BY name
"""


@dataclass(frozen=True)
class NewHolder:
    """An applicant who becomes a holder: with the town and the credit code the documents tell,
    and the number of rights that come with it. A person's name is personal data."""

    name: str
    kind: str
    town: str
    credit_code: str
    rights: int


@dataclass(frozen=True)
class Wanted:
    """What is to be written. ``dated`` are rights of which nothing but the day of the stated
    status is new, by ``id``; ``changed`` those of which more is, with all columns."""

    holders: tuple[NewHolder, ...]
    holder_rows: pa.Table
    added: pa.Table
    changed: pa.Table
    dated: pa.Table
    changed_keys: int
    left_out: int


def documents(corpus: Corpus, region: Region) -> pa.Table:
    """The Chinese documents of the region's towns, as the register would hold them."""
    towns = [town.code for town in region.towns]
    manifest = corpus.manifest

    def question(those: ibis.Table) -> pa.Table:
        chosen = those.filter(those.office == "CN", those.town.isin(towns))
        return told(chosen, manifest).to_pyarrow()

    return corpus.ask(question)


def wanted(told_rows: pa.Table) -> Wanted:
    """What must be written so that the dockets hold these documents.

    Within the transaction that writes it: the numbers of new rows are reserved.
    """
    firms = columns.drawn(
        Firm, pa.schema([_NUMBERED, ("name", pa.string()), ("credit_code", pa.string())])
    )
    with duckdb.connect() as con:
        con.register("documents", told_rows)
        con.register("firms", firms)
        con.register("register", columns.drawn(Right, _HELD))
        con.execute("CREATE TABLE firm AS SELECT id, name FROM firms")
        con.execute(
            "CREATE TABLE held AS SELECT r.* FROM register r SEMI JOIN documents USING (key)"
        )
        con.execute(_OWNED)
        holders = _new_holders(con, set(firms["credit_code"].to_pylist()))
        first = columns.reserve(Firm, len(holders)) if holders else 0
        rows = _holder_rows(holders, first)
        con.register("made", rows)
        con.execute(
            "INSERT INTO owned SELECT d.key, m.id FROM documents d JOIN made m "
            "ON m.name = d.applicants[1] WHERE d.key NOT IN (SELECT key FROM owned)"
        )
        return _compared(con, holders, rows)


def _compared(
    con: duckdb.DuckDBPyConnection, holders: tuple[NewHolder, ...], rows: pa.Table
) -> Wanted:
    named = ", ".join(f"d.{name}" for name in TOLD)
    added = _rows(
        con,
        f"""
        SELECT o.firm_id, d.key, {named} FROM documents d JOIN owned o USING (key)
        WHERE d.key NOT IN (SELECT key FROM held) ORDER BY o.firm_id, d.key
    """,
    )
    changed = _rows(
        con,
        f"""
        SELECT h.id, {named} FROM documents d JOIN held h USING (key) WHERE {_DIFFERS} ORDER BY h.id
    """,
    )
    dated = _rows(
        con,
        f"""
        SELECT h.id, d.stated_on FROM documents d JOIN held h USING (key)
        WHERE d.stated_on IS DISTINCT FROM h.stated_on AND NOT ({_DIFFERS}) ORDER BY h.id
    """,
    )
    counted = con.execute(f"""
        SELECT count(DISTINCT d.key) FILTER ({_DIFFERS} OR d.stated_on IS DISTINCT FROM h.stated_on)
        FROM documents d JOIN held h USING (key)
    """).fetchone()
    aside = con.execute(
        "SELECT count(*) FROM documents WHERE key NOT IN (SELECT key FROM owned) "
        "AND key NOT IN (SELECT key FROM held)"
    ).fetchone()
    first = columns.reserve(Right, added.num_rows) if added.num_rows else 0
    return Wanted(
        holders=holders,
        holder_rows=rows,
        added=_numbered(added, first),
        changed=changed,
        dated=dated,
        changed_keys=int(counted[0]) if counted else 0,
        left_out=int(aside[0]) if aside else 0,
    )


def _new_holders(con: duckdb.DuckDBPyConnection, taken: set[str]) -> tuple[NewHolder, ...]:
    """A credit code is taken over from the documents where nobody else has it."""
    made = []
    for name, rights, town, code in con.execute(_UNKNOWN).fetchall():
        own = code if code and code not in taken else ""
        taken.add(own)
        made.append(NewHolder(name, kind_by_name(name), town or "", own, rights))
    return tuple(made)


def _holder_rows(holders: tuple[NewHolder, ...], first: int) -> pa.Table:
    said = {
        name: [getattr(one, name) for one in holders]
        for name in ("name", "kind", "town", "credit_code")
    }
    empty = dict.fromkeys(("trade", "industry", "size", "address"), [""] * len(holders))
    told_columns = {name: pa.array(cells, pa.string()) for name, cells in (said | empty).items()}
    return _numbered(pa.table(told_columns), first)


def _numbered(rows: pa.Table, first: int) -> pa.Table:
    numbers = pa.array(range(first, first + rows.num_rows), pa.int64())
    return rows.add_column(0, _NUMBERED, numbers)


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> pa.Table:
    found = con.sql(query).to_arrow_table()
    return cast(pa.Table, found.cast(pa.schema([_plain(one) for one in found.schema])))


def _plain(one: pa.Field) -> pa.Field:
    return pa.field(one.name, pa.string()) if pa.types.is_large_string(one.type) else one

"""Patent classes: IPC symbols in every written form, their short labels, and the 35 fields.

The technology fields are WIPO's concordance of IPC and technology (U. Schmoch, *Concept of a
Technology Classification for Country Comparisons*, WIPO, 2008, as revised since). The labels
of classes and subclasses are IPHarbor's own short words, not the titles of the IPC scheme.
Nothing here raises on bad text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import yaml

from ipharbor.vocabulary.provenance import Stated

_LOOKED_AT = 80  # characters: no written symbol is longer, and a cell may hold a megabyte
_LEAD = re.compile(r"^(?:INT\.?\s*CL\.?\s*[1-8]?)?[^A-Z0-9]*")
_SYMBOL = re.compile(
    r"""(?P<section>[A-H])
        (?:[\s\-]*(?P<cls>\d{2})
          (?:[\s\-]*(?P<subclass>[A-Z])
            (?:[\s\-]*(?P<group>\d{1,4})
              (?:\s*[/:]\s*(?P<subgroup>\d{1,6}))?
            )?
          )?
        )?
        (?P<rest>.*)$""",
    re.VERBOSE | re.DOTALL | re.ASCII,
)
_PADDED = re.compile(r"^([A-H])(\d{2})([A-Z])(\d{4})(\d{6})$", re.ASCII)
_AFTER_GROUP = re.compile(r"^\s*(?:\(\s*(?:\d{4}\.\d{2}|\d)\s*\))?[\s,;]*[A-Z]{0,2}[\s\-,;.\])]*$")
_AFTER_LETTER = re.compile(r"^[^A-Z0-9]*$")
_LOCARNO = re.compile(r"^(?:LOC\s*\(?\d*\)?\s*CL\.?)?\s*\d{2}\s*-\s*\d{2}\b")


@dataclass(frozen=True)
class IpcSymbol:
    """A symbol of the International Patent Classification, at any level.

    ``section`` is a letter A to H; what the text left open (class of two digits, subclass
    letter, main group, subgroup) is an empty string. Groups carry no leading zeros,
    subgroups at least two digits and no idle zeros after them. ``str`` gives
    ``F21V 29/83``, ``F21V 29``, ``F21V``, ``F21`` or ``F``.
    """

    section: str
    cls: str = ""
    subclass: str = ""
    group: str = ""
    subgroup: str = ""

    @property
    def class_code(self) -> str:
        """``F21``; the section alone when the class is not stated."""
        return self.section + self.cls

    @property
    def subclass_code(self) -> str:
        """``F21V``; what is stated above it when the subclass is not."""
        return self.section + self.cls + self.subclass

    def __str__(self) -> str:
        text = self.subclass_code
        if self.group:
            text += f" {self.group}"
        if self.subgroup:
            text += f"/{self.subgroup}"
        return text


def ipc_symbol(text: str) -> Stated[IpcSymbol]:
    """Read an IPC symbol in any written form; edition and inventive marks are passed over.

    ``F21V29/83(2015.01)I``, ``F21V 29/83 (2006.01)``, ``f21v29/830``, ``F21V-029/83`` and
    ``F21V0029830000`` are the same symbol. ``why`` is ``class.ipc.unreadable`` when no
    symbol was found, ``class.ipc.locarno`` when the text is a Locarno class of a design,
    ``class.ipc.subgroup_cut`` when a subgroup of one digit was written (the symbol is then
    read down to its main group), and empty for empty text.
    """
    bare = unicodedata.normalize("NFKC", text[:_LOOKED_AT]).upper().strip()
    if not bare:
        return Stated(text, None)
    if _LOCARNO.match(bare):
        return Stated(text, None, "class.ipc.locarno")
    bare = _LEAD.sub("", bare, count=1)
    fixed = _PADDED.match(bare)
    if fixed is not None:
        return _stated(text, *fixed.groups())
    found = _SYMBOL.match(bare)
    if found is None:
        return Stated(text, None, "class.ipc.unreadable")
    after = _AFTER_GROUP if found["group"] else _AFTER_LETTER
    if not after.match(found["rest"]):
        return Stated(text, None, "class.ipc.unreadable")
    parts = (found[name] or "" for name in ("section", "cls", "subclass", "group", "subgroup"))
    return _stated(text, *parts)


def _stated(
    text: str, section: str, cls: str, subclass: str, group: str, subgroup: str
) -> Stated[IpcSymbol]:
    if cls == "00" or (group and not group.strip("0")):
        return Stated(text, None, "class.ipc.unreadable")
    main = group.lstrip("0")
    if len(subgroup) == 1:  # a lost zero: 7/4 may have been 7/04 or 7/40
        return Stated(text, IpcSymbol(section, cls, subclass, main), "class.ipc.subgroup_cut")
    tail = subgroup[2:].rstrip("0")
    return Stated(text, IpcSymbol(section, cls, subclass, main, subgroup[:2] + tail))


@dataclass(frozen=True)
class TechnologyField:
    """One of WIPO's 35 technology fields.

    ``prefixes`` are the subclasses (``F21V``) and main groups (``H04N 5``) that make up the
    field; no prefix belongs to two fields, so the longest that fits a symbol decides.
    ``later`` are those among them that are younger than the published concordance and were
    put with the symbols they were taken from.
    """

    number: int
    sector_en: str
    sector_zh: str
    name_en: str
    name_zh: str
    prefixes: tuple[str, ...]
    later: tuple[str, ...] = ()


@cache
def technology_fields() -> tuple[TechnologyField, ...]:
    """The 35 fields in the order of their numbers."""
    loaded = _data("technology_fields.yaml")
    return tuple(_field(entry, loaded["sectors"]) for entry in loaded["fields"])


def technology_field(symbol: str | IpcSymbol) -> TechnologyField | None:
    """The field of a symbol by the longest matching prefix; text is read as ``ipc_symbol`` does.

    None for unreadable text, for a symbol above the subclass, for a subclass that several
    fields share when no main group is stated, and for the few symbols without a field.
    """
    read = ipc_symbol(symbol).clean if isinstance(symbol, str) else symbol
    if read is None or not read.subclass:
        return None
    numbers = _field_of_prefix()
    found = numbers.get(f"{read.subclass_code} {read.group}") or numbers.get(read.subclass_code)
    return technology_fields()[found - 1] if found else None


def field_numbers(main_symbols: pa.Array | pa.ChunkedArray) -> pa.Int32Array:
    """The field's number of each main symbol, null where there is none.

    Takes canonical text (``F21V 29/83``), plain or dictionary-encoded; every distinct
    symbol is looked up once.
    """
    column = main_symbols
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if not pa.types.is_dictionary(column.type):
        column = pc.dictionary_encode(column)
    found = [None if text is None else _number_of(text) for text in _texts(column)]
    numbers = pa.array(found, pa.int32())
    return pc.take(numbers, column.indices)


def class_label(symbol: str, lang: str) -> str:
    """Our short label of a symbol's class in ``zh`` or ``en``; the code where there is none."""
    code = symbol[:3].upper()
    return _label("classes", code, lang) or code


def subclass_label(symbol: str, lang: str) -> str:
    """Our short label of a symbol's subclass, else its class's, else the code itself."""
    code = symbol[:4].upper()
    return _label("subclasses", code, lang) or _label("classes", code[:3], lang) or code


@lru_cache(maxsize=50_000)
def _number_of(text: str) -> int | None:
    field = technology_field(text)
    return None if field is None else field.number


def _texts(column: pa.DictionaryArray) -> list[str | None]:
    texts: list[str | None] = column.dictionary.to_pylist()
    return texts


def _label(level: str, code: str, lang: str) -> str | None:
    pair = _data("ipc_classes.yaml")[level].get(code)
    return None if pair is None else str(pair[0 if lang == "zh" else 1])


@cache
def _field_of_prefix() -> Mapping[str, int]:
    return {prefix: field.number for field in technology_fields() for prefix in field.prefixes}


def _field(entry: Mapping[str, Any], sectors: Mapping[str, Mapping[str, str]]) -> TechnologyField:
    sector = sectors[entry["sector"]]
    later = _prefixes(entry.get("later", {}))
    return TechnologyField(
        number=entry["number"],
        sector_en=sector["en"],
        sector_zh=sector["zh"],
        name_en=entry["en"],
        name_zh=entry["zh"],
        prefixes=_prefixes(entry) + later,
        later=later,
    )


def _prefixes(entry: Mapping[str, Any]) -> tuple[str, ...]:
    whole = [
        cls + letter for cls, letters in entry.get("classes", {}).items() for letter in letters
    ]
    parts = [
        f"{sub} {group}" for sub, groups in entry.get("groups", {}).items() for group in groups
    ]
    return tuple(whole + parts)


@cache
def _data(name: str) -> Mapping[str, Any]:
    text = files("ipharbor.vocabulary").joinpath("data", name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded

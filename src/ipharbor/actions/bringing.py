"""What imports of tables share: firms found, towns looked at, a receipt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ipharbor.records.models import Firm
from ipharbor.vocabulary.credit_codes import credit_code
from ipharbor.vocabulary.findings import Finding
from ipharbor.vocabulary.names import name as read_name

_AT_ONCE = 500


@dataclass(frozen=True)
class TableReceipt:
    """``read = stored + changed + unchanged + set_aside``; findings in the order of rows."""

    file: str
    read: int
    stored: int
    changed: int
    unchanged: int
    set_aside: int
    findings: tuple[Finding, ...]

    def adds_up(self) -> bool:
        return self.read == self.stored + self.changed + self.unchanged + self.set_aside


def receipt(
    file: str, read: int, set_aside: int, counts: Mapping[str, int], findings: Iterable[Finding]
) -> TableReceipt:
    """The receipt; what was neither stored nor changed nor set aside is unchanged."""
    stored, changed = counts["stored"], counts["changed"]
    return TableReceipt(
        file=file,
        read=read,
        stored=stored,
        changed=changed,
        unchanged=read - set_aside - stored - changed,
        set_aside=set_aside,
        findings=tuple(sorted(findings, key=lambda one: one.row)),
    )


def firms_named(texts: Iterable[str]) -> dict[str, Firm]:
    """By what rows say, a credit code or a whole name, the firms of the register that are meant."""
    wanted = {text for text in texts if text}
    codes = {text: credit_code(text[:64]).clean or "" for text in wanted}
    names = {text: read_name(text) for text in wanted if not codes[text]}
    by_code = _held("credit_code", {code for code in codes.values() if code})
    by_name = _held("name", set(names.values()))
    found = {text: by_code[code] for text, code in codes.items() if code in by_code}
    return found | {text: by_name[name] for text, name in names.items() if name in by_name}


def _held(column: str, values: set[str]) -> dict[str, Firm]:
    found: dict[str, Firm] = {}
    every = sorted(values)
    for start in range(0, len(every), _AT_ONCE):
        asked = Firm.objects.filter(**{f"{column}__in": every[start : start + _AT_ONCE]})
        found |= {getattr(firm, column): firm for firm in asked}
    return found

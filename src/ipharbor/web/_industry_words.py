"""The figures of industries in words: what a firm is cultivated for, what an index says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ipharbor.analysis.industry.figures import Criterion, FirmRow, Met, Verdict

Words = str | Promise

CRITERIA: Mapping[Criterion, Words] = {
    Criterion.RIGHTS: gettext_lazy("Rights held"),
    Criterion.GROWTH: gettext_lazy("Growth"),
    Criterion.INVENTIONS: gettext_lazy("Inventions"),
    Criterion.CITATIONS: gettext_lazy("Citations received"),
    Criterion.CLAIMS: gettext_lazy("Claims"),
    Criterion.KEPT: gettext_lazy("Years kept"),
}
VERDICTS: Mapping[Verdict, Words] = {
    Verdict.MORE: gettext_lazy("stronger than elsewhere"),
    Verdict.LESS: gettext_lazy("weaker than elsewhere"),
    Verdict.EVEN: gettext_lazy("no difference shown"),
    Verdict.FEW: gettext_lazy("too few to say"),
}
SIGNS: Mapping[Verdict, str] = {
    Verdict.MORE: "▲",
    Verdict.LESS: "▼",
    Verdict.EVEN: "≈",
    Verdict.FEW: "·",
}
LACKS: Mapping[str, Words] = {
    "without_class": gettext_lazy("the others have no class and count by their holder"),
    "without_place": gettext_lazy("the addresses of the others do not tell it"),
    "without_publication_day": gettext_lazy("the others state no day of publication"),
}


@dataclass(frozen=True)
class Reason:
    """Why a firm is worth looking after, or is not, by one criterion; ``met`` is None where it
    cannot be told."""

    name: str
    told: str
    met: bool | None

    @property
    def mark(self) -> str:
        """Told apart without colour."""
        return {True: "✓", False: "–", None: "?"}[self.met]

    @property
    def marked(self) -> str:
        """The reason behind its mark."""
        return f"{self.mark} {self.told}"


def reasons(row: FirmRow) -> list[Reason]:
    """All criteria of a firm in words, those that are met in front."""
    told = [Reason(str(CRITERIA[one.criterion]), _told(row, one), one.met) for one in row.criteria]
    return sorted(told, key=lambda one: {True: 0, False: 1, None: 2}[one.met])


def _told(row: FirmRow, met: Met) -> str:
    return _untold(met) if met.met is None else _TELLING[met.criterion](row, met)


def _rights(_row: FirmRow, met: Met) -> str:
    return _("%(value)s in force; the upper quarter begins at %(bar)s") % {
        "value": f"{met.value:,.0f}",
        "bar": f"{met.bar or 0:,.0f}",
    }


def _growth(row: FirmRow, _met: Met) -> str:
    return _("%(recent)s publications in three years, %(before)s in the three before") % {
        "recent": f"{row.recent:,}",
        "before": f"{row.before:,}",
    }


def _inventions(_row: FirmRow, met: Met) -> str:
    return _("%(value)s of %(of)s documents; the upper quarter begins at %(bar)s") % {
        "value": _share(met.value),
        "of": f"{met.of:,}",
        "bar": _share(met.bar),
    }


def _citations(_row: FirmRow, met: Met) -> str:
    return _("cited %(value)s times as often as documents of its type and year") % {
        "value": f"{met.value:.2f}"
    }


def _claims(_row: FirmRow, met: Met) -> str:
    return _("%(value)s times as many claims as documents of its type") % {
        "value": f"{met.value:.2f}"
    }


def _kept(row: FirmRow, _met: Met) -> str:
    return _("%(kept)s of %(of)s rights of five years and more are in force") % {
        "kept": f"{row.kept:,}",
        "of": f"{row.kept_of:,}",
    }


_TELLING: Mapping[Criterion, Callable[[FirmRow, Met], str]] = {
    Criterion.RIGHTS: _rights,
    Criterion.GROWTH: _growth,
    Criterion.INVENTIONS: _inventions,
    Criterion.CITATIONS: _citations,
    Criterion.CLAIMS: _claims,
    Criterion.KEPT: _kept,
}


def _untold(met: Met) -> str:
    if met.criterion is Criterion.GROWTH:
        return _("the documents do not reach back far enough")
    if met.criterion is Criterion.KEPT and met.of:
        return _("told for the newest day only, and from five such rights on")
    return _("fewer than five documents tell it")


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f}%"

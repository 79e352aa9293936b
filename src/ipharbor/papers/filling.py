"""Papers of each form, filled from a matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

from ipharbor.fees.due import Status
from ipharbor.papers import _pledging
from ipharbor.papers._change import change
from ipharbor.papers._lines import bare, payable
from ipharbor.papers._restoring import restoring
from ipharbor.papers.asking import Filling, Matter, Subject, yuan
from ipharbor.papers.paper import Line, Paper
from ipharbor.statutes.values import Money
from ipharbor.vocabulary.errors import HarborError


def fill(matter: Matter) -> tuple[Paper, ...]:
    """The papers of a matter: one, or one for each right where the form is about one.

    What nobody knows is left blank. Raises ``papers.rights.none`` for a form that needs a
    right and has none, ``papers.nothing_due`` for a list without a line.
    """
    if matter.form.rights != "any" and not matter.subjects:
        raise HarborError("papers.rights.none", fields=("right",), form=matter.form.code)
    return tuple(_FILLED[matter.form.code](matter))


def _fee_list(matter: Matter) -> Iterable[Paper]:
    filling = Filling(matter)
    lines = []
    for subject in matter.subjects:
        line = payable(subject, filling)
        if line is not None:
            lines.append(line)
        elif any(due.status is Status.LAPSED for due in subject.dues):
            filling.note("papers.note.too_late", number=subject.number)
        else:
            filling.note("papers.note.nothing_due", number=subject.number)
    if not lines:
        raise HarborError("papers.nothing_due", fields=("right",), day=matter.on.isoformat())
    unsure = sum(not line.certain for line in lines)
    if unsure:
        filling.note("papers.note.uncertain", count=unsure)
    filling.know("payer", matter.firm)
    filling.know("credit_code", matter.credit_code)
    filling.know("count", str(len(lines)))
    filling.know("total", yuan(Money(sum((line.payable for line in lines), Decimal(0)))))
    yield _paper(filling, lines)


def _bibliographic_change(matter: Matter) -> Iterable[Paper]:
    for subject in matter.subjects:
        filling = Filling(matter)
        change(subject, filling)
        yield _paper(filling, (bare(subject),), subject)


def _restoration(matter: Matter) -> Iterable[Paper]:
    for subject in matter.subjects:
        filling = Filling(matter)
        restoring(subject, filling)
        yield _paper(filling, (bare(subject),), subject)


def _fee_reduction(matter: Matter) -> Iterable[Paper]:
    filling = Filling(matter)
    filling.know("applicant", matter.firm)
    filling.know("credit_code", matter.credit_code)
    filling.know("year", str(matter.on.year))
    recorded = "；".join(f"{first} 年至 {last} 年" for first, last in matter.recorded)
    filling.know("recorded", recorded or "无")
    for name, provision in _REDUCTION_LAW.items():
        filling.rule(name, provision)
    for provision in ("reduction.each_must_qualify", "reduction.record_per_year"):
        filling.law(provision, needed=False)
    lines = [bare(subject) for subject in matter.subjects]
    for line in lines:
        if len(line.holders) > 1:
            holders = "、".join(line.holders)
            filling.note("papers.note.joint", number=line.number, holders=holders)
    yield _paper(filling, lines)


def _of_pledge(fill_in: Callable[[Filling], list[Line]]) -> Callable[[Matter], Iterable[Paper]]:
    def made(matter: Matter) -> Iterable[Paper]:
        filling = Filling(matter)
        yield _paper(filling, fill_in(filling))

    return made


_REDUCTION_LAW = {
    "enterprise_line": "reduction.enterprise.taxable_income",
    "individual_line": "reduction.individual.monthly_income",
    "rate_single": "reduction.rate.single",
    "rate_joint": "reduction.rate.joint",
    "covered": "reduction.covered",
    "annuity_years": "reduction.annuity_years",
}

_FILLED: Mapping[str, Callable[[Matter], Iterable[Paper]]] = {
    "fee_list": _fee_list,
    "bibliographic_change": _bibliographic_change,
    "fee_reduction": _fee_reduction,
    "restoration": _restoration,
    "pledge_contract": _of_pledge(_pledging.contract),
    "pledge_registration": _of_pledge(_pledging.registration),
    "pledge_double_filing": _of_pledge(_pledging.double_filing),
    "pledge_undertaking": _of_pledge(_pledging.undertaking),
}


def _paper(filling: Filling, lines: Iterable[Line], subject: Subject | None = None) -> Paper:
    grounds = tuple(filling.grounds.values())
    if any(not ground.certain for ground in grounds):
        filling.note("papers.note.unverified")
    matter = filling.matter
    return Paper(
        form=matter.form,
        firm=matter.firm,
        on=matter.on,
        known_on=matter.known_on,
        subject=subject.number if subject else "",
        entries=filling.entries(),
        lines=tuple(lines),
        grounds=grounds,
        notes=tuple(filling.notes),
    )

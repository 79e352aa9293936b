"""Official forms filled for a firm: which rights, which values, as which file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from ipharbor.papers import payment
from ipharbor.papers.asking import Matter, Subject, read
from ipharbor.papers.filling import fill
from ipharbor.papers.kinds import Form, Rights, forms
from ipharbor.papers.paper import LANG, Paper
from ipharbor.queries.docket import HORIZONS, IN_GRACE, Docket, Line, account
from ipharbor.queries.law import calendar
from ipharbor.queries.sheets import Sheet
from ipharbor.records.models import FeeReduction, Firm
from ipharbor.records.models import Right as RightRecord
from ipharbor.register.moves import IN_FORCE, PENDING, RESTORABLE
from ipharbor.statutes.book import Book
from ipharbor.vocabulary.errors import HarborError

__all__ = [
    "DUE_WITHIN", "MOST_FORMS", "MOST_RIGHTS", "candidates", "due_keys", "forms", "keys_of",
    "papers", "payment_sheets",
]  # fmt: skip

DUE_WITHIN = HORIZONS[-1]  # days: what "all that is due" means
MOST_RIGHTS, MOST_FORMS = 500, 100  # at once: rights on one form, forms of one right each
_RESTORABLE = frozenset(map(str, RESTORABLE))
_STANDS = frozenset(map(str, IN_FORCE))
_ALIVE = frozenset(map(str, (*PENDING, *IN_FORCE)))


def due_keys(told: Docket) -> list[str]:
    """The rights of a docket with an annuity that is late or due within ``DUE_WITHIN`` days."""
    until = told.on + timedelta(days=DUE_WITHIN)
    return [
        line.record.key
        for line in told.lines
        if line.due and (line.due.status == IN_GRACE or line.due.pay_by <= until)
    ]


def candidates(told: Docket, form: Form) -> list[Line]:
    """The rights of a docket, those the form is meant for first: with an annuity to pay, with
    a loss that may be restored, alive."""
    return sorted(told.lines, key=lambda line: not _meant(line, form))


def keys_of(firm: Firm, numbers: Iterable[str]) -> list[str]:
    """The keys of a firm's rights by key or application number. HarborError
    ``papers.right.unknown``."""
    held: dict[str, str] = {}
    for key, number in RightRecord.objects.filter(firm=firm).values_list(
        "key", "application_number"
    ):
        held[_bare(number or key)] = held[_bare(key)] = key
    found = []
    for number in numbers:
        if _bare(number) not in held:
            raise HarborError(
                "papers.right.unknown", fields=("right",), number=number, firm=firm.name
            )
        found.append(held[_bare(number)])
    return list(dict.fromkeys(found))


def papers(
    form: Form,
    firm: Firm,
    keys: Sequence[str],
    *,
    typed: Mapping[str, str],
    law: Book,
    on: date,
    data_until: date,
) -> tuple[Paper, ...]:
    """The papers of ``form`` on the rights ``keys`` of ``firm`` on ``on``.

    ``typed`` is what a person typed, by name of field. Raises ``papers.right.unknown``,
    ``papers.rights.too_many`` beyond ``MOST_RIGHTS`` or ``MOST_FORMS``, and the codes of
    ``papers.asking.read`` and ``papers.filling.fill``.
    """
    most = MOST_FORMS if form.rights is Rights.ONE else MOST_RIGHTS
    if len(keys) > most:
        raise HarborError("papers.rights.too_many", fields=("right",), most=most, count=len(keys))
    accounts = [account(record, law=law, on=on, data_until=data_until)
                for record in _records(firm, keys)]  # fmt: skip
    known = max((told.standing.known_on for told in accounts), default=data_until)
    matter = Matter(
        form=form,
        firm=firm.name,
        credit_code=firm.credit_code,
        recorded=tuple(
            FeeReduction.objects.filter(firm=firm).order_by("since").values_list("since", "until")
        ),
        subjects=tuple(
            Subject(
                key=told.record.key,
                number=str(told.record),
                title=told.record.title,
                patent_type=told.record.patent_type,
                standing=told.standing,
                dues=told.dues,
                filed_on=told.record.filed_on,
                granted_on=told.record.granted_on,
                twin=told.twin.key if told.twin else "",
            )
            for told in accounts
        ),
        typed=read(form, typed, book=law, on=on),
        on=on,
        known_on=known if known > date.min else None,
        book=law,
        calendar=calendar(),
    )
    return fill(matter)


def payment_sheets(paper: Paper) -> list[Sheet]:
    """A fee list in the columns of the office's payment workbook, and a sheet that tells what
    it rests on. A sheet takes as many rows as the office's; what is over stands on the next.
    """
    rows = payment.rows(paper)
    sheets = []
    for at in range(0, max(1, len(rows)), payment.MOST_ROWS):
        part = rows[at : at + payment.MOST_ROWS]
        name = payment.SHEET if not at else f"{payment.SHEET} ({at // payment.MOST_ROWS + 1})"
        sheets.append(Sheet(name, payment.HEADINGS, part))
    return [*sheets, _explained(paper)]


def _explained(paper: Paper) -> Sheet:
    known = paper.known_on.isoformat() if paper.known_on else "无数据"
    told = [("填写所依之日", paper.on.isoformat()), ("数据截至", known)]
    told += [("草稿", line) for line in _ADVICE]
    told += [("待填", one.label(LANG)) for one in paper.blanks]
    told += [("待核对", note.told(LANG)) for note in paper.notes]
    told += [
        ("依据", f"{one.title(LANG)}：{one.cited(LANG) or '出处未载'}（{one.provision}）")
        for one in paper.grounds
    ]
    return Sheet("说明", ("事项", "内容"), told)


_ADVICE = (
    "本表列次依公开资料中网上缴费导入表的九列；请将各行复制到专利业务办理系统当期下载的导入表后再上传。",
    "业务类型须按导入表的下拉项选择；本系统不知其可选内容，故留空。",
    "付款前请核对每行的费用种类与金额。",
)


def _meant(line: Line, form: Form) -> bool:
    if form.code == "fee_list":
        return line.due is not None
    if form.code == "restoration":
        return line.state in _RESTORABLE or line.untold
    if form.code == "pledge_double_filing":
        return line.record.patent_type == "utility_model" and line.state in _STANDS
    return line.state in (_STANDS if form.code.startswith("pledge_") else _ALIVE)


def _records(firm: Firm, keys: Sequence[str]) -> list[RightRecord]:
    asked = list(dict.fromkeys(keys))
    held = {
        record.key: record
        for record in RightRecord.objects.select_related("firm").filter(firm=firm, key__in=asked)
    }
    absent = next((key for key in asked if key not in held), None)
    if absent is not None:
        raise HarborError("papers.right.unknown", fields=("right",), number=absent, firm=firm.name)
    return [held[key] for key in asked]


def _bare(number: str) -> str:
    bare = "".join(sign for sign in number.upper() if sign.isalnum())
    return bare.removeprefix("ZL").removeprefix("CN")

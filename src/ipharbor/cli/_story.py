"""Who lives in the demonstration, what they watch, and the months they look back on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ipharbor.analysis.sweeping.known import Known
    from ipharbor.cli._building import Building
    from ipharbor.cli.showing import Bar
    from ipharbor.records.models import Person

PASSWORD = "demo"  # noqa: S105 - published on purpose; the demonstration answers on loopback alone
SINCE = date(2026, 7, 31)
ROUNDS = (date(2026, 8, 31), date(2026, 9, 30), date(2026, 10, 31))
_FIELDS = (
    ("灯光音响 · 散热与舞台灯", "ipc:F21V29 OR ipc:F21W131"),
    ("新能源汽车零部件", "ipc:H01M OR ipc:B60L OR ipc:B60K"),
    ("珠宝首饰", "ipc:A44C"),
    ("动漫游戏与游艺设备", "ipc:A63F OR ipc:A63G"),
)
MANY = 100_000  # rights above which a demonstration does not wait for the sweeps of the region
_RIVALS = 3
_PRODUCTS = 3  # of the firm, each with a watch of its own


def accounts() -> tuple[tuple[str, str], ...]:
    """User names with what each person is; the password of all is ``demo``."""
    return (
        ("office", "district office 区知识产权局"),
        ("firm", "a lighting firm of the region 灯光企业"),
        ("colleague", "works for the same firm 同一企业的同事"),
        ("station", "service station of the firm's town 镇街服务站"),
        ("bank", "a lender to whom the firm disclosed its docket 银行"),
        ("officer", "enforcement officer 执法人员"),
        ("agency", "a service agency 服务机构"),
        ("admin", "administrator 系统管理员"),
        ("station-…", "the other fifteen stations, by town, and bank-2 to bank-6 其他服务站与银行"),
    )


def tell(made: Building, *, at: datetime) -> None:
    """People at their desks, what they watch, and the rounds of some months."""
    made.step("people", lambda building, bar: _people(at))
    made.step("loans", lambda building, bar: _loans(at))
    made.step("rounds", lambda building, bar: _rounds(bar, at))


def _people(at: datetime) -> str:
    """Accounts, watches and a disclosure, all of them or none."""
    from django.db import transaction

    from ipharbor.cli._cast import disclose_to_the_bank, other_desks, people_of_the_region

    firm, rivals = _lighting_firm_and_rivals()
    with transaction.atomic():
        town = _town_of(firm)
        people = people_of_the_region(firm, town, password=PASSWORD, at=at)
        others = other_desks(town, password=PASSWORD, at=at)
        disclose_to_the_bank(people, at=at)
        for name, query in _FIELDS:
            _watch(people["office"], name, query=query, at=at)
        for rival in rivals:
            _watch(people["firm"], f"竞争对手：{rival}", applicant=rival, at=at)
        _watch(people["firm"], "舞台灯散热", query="ipc:F21V29 AND 舞台", at=at)
        _watches_on_incidents(people, at=at)
    return f"{len(people) + others} desks; the firm is {firm}"


def _loans(at: datetime) -> str:
    """The firm's loans with two banks, all of them or none."""
    from django.db import transaction

    from ipharbor.cli._cast import disclose_to_the_agency
    from ipharbor.cli._lent import lend
    from ipharbor.records.models import Person

    found = Person.objects.select_related("organisation", "firm")
    people = {one.username: one for one in found}
    firm = people["firm"].firm
    if firm is None:
        return "no loans"
    with transaction.atomic():
        disclose_to_the_agency(people, at=at)
        return lend(firm, people)


def _rounds(bar: Bar, at: datetime) -> str:
    """The rounds of some months; the last one sweeps the region, too. The sweeps of a whole
    district take minutes and are left to a round that a worker is asked for."""
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.warning.round import run
    from ipharbor.queries.law_effects import effects
    from ipharbor.queries.swept import known
    from ipharbor.records.models import IssuedWarning, Right
    from ipharbor.settings import current

    many = Right.objects.count() > MANY
    seen = None if many else known(wiring.corpus(), region=current().region)
    if seen is not None:
        _look_over_loans(seen, at)
    for done, as_of in enumerate(ROUNDS, start=1):
        run(
            corpus=wiring.corpus(),
            mailer=wiring.mailer(),
            as_of=as_of,
            base_url=current().base_url,
            by=permits.operator(),
            at=at,
            known=seen if as_of == ROUNDS[-1] else None,
            region=current().region,
            effects=effects(wiring.corpus(), current().region, on=as_of),
        )
        bar("rounds", done, len(ROUNDS))
    if many:
        _ask_for_a_round(at)
    return f"{IssuedWarning.objects.count()} warnings"


def _look_over_loans(seen: Known, at: datetime) -> None:
    """The night's look over pledged loans as of the last round."""
    from ipharbor.actions import permits
    from ipharbor.actions.collateral.look import look
    from ipharbor.queries import watched_loans
    from ipharbor.settings import current

    on = ROUNDS[-1]
    told = watched_loans.watched(seen, on)
    titles = watched_loans.titles(seen, told)
    done = look(told, rights=titles, book=seen.book, on=on, by=permits.operator(), at=at)
    watched_loans.keep(current().collateral, told, done.found, on)


def _ask_for_a_round(at: datetime) -> None:
    """Lay a round over the region and a look over its loans before the worker, once for this
    home."""
    from django.utils import timezone

    from ipharbor.actions import permits
    from ipharbor.actions.jobs.fire import lay_out, run_now

    lay_out(zone=timezone.get_default_timezone(), at=at)
    run_now("collateral.look", once="demo", by=permits.operator(), at=at)
    run_now("warning.round", once="demo", by=permits.operator(), at=at)


def _watches_on_incidents(people: Mapping[str, Person], *, at: datetime) -> None:
    """What each desk is warned of besides documents."""
    from ipharbor.records.models import Product

    firm = people["firm"]
    _watch(firm, "自有权利", kind="own_rights", at=at)
    _watch(firm, "灯具领域动态", kind="field", subject="F21V|F21S", at=at)
    made = Product.objects.filter(firm=firm.firm, ended_at=None).order_by("pk")
    for name in made.values_list("name", flat=True)[:_PRODUCTS]:
        _watch(firm, f"产品：{name}"[:120], kind="product", subject=name, at=at)
    _watch(people["office"], "全区动态", kind="region", raise_from="orange", at=at)
    _watch(people["station"], "本镇街动态", kind="town", raise_from="orange", at=at)
    _watch(people["bank"], "质物", kind="collateral", at=at)
    for owner in ("firm", "office"):
        _watch(people[owner], "法规与费用", kind="law", at=at)


def _watch(owner: Person, name: str, *, at: datetime, **told: Any) -> None:
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.watch.add import add
    from ipharbor.settings import current

    add(
        owner=owner,
        name=name,
        since=SINCE,
        vintage=wiring.corpus().manifest.number,
        region=current().region,
        by=permits.operator(),
        at=at,
        **told,
    )


def _lighting_firm_and_rivals() -> tuple[str, tuple[str, ...]]:
    """The largest applicant of a town of the region in lighting, and the largest ones from
    outside, as any reader of the corpus can see them."""
    from ipharbor import wiring
    from ipharbor.corpus.query import parse
    from ipharbor.vocabulary.places import region

    index = wiring.corpus().index
    towns = " OR ".join(f"town:{town.code}" for town in region().towns)
    lighting = "ipc:F21V OR ipc:F21S"
    at_home = index.facets(parse(f"({lighting}) AND ({towns})"), 1).applicant
    outside = index.facets(parse(f"({lighting}) AND NOT ({towns})"), _RIVALS).applicant
    return (at_home[0].value if at_home else "", tuple(bucket.value for bucket in outside))


def _town_of(firm: str) -> str:
    """The code of the town in which the register has the firm."""
    from ipharbor.records.models import Firm

    return Firm.objects.get(name=firm).town

"""A loan on patents in a browser: a firm applies, an independent person values, two banks offer,
both sides sign, the pledge is registered and the money paid; then an annuity is missed, and bank
and firm read a red warning with the new loan-to-value. Each figure is reckoned here anew."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.utils import timezone
from test_walk import (  # noqa: F401
    CHROMIUM,
    DESK,
    PASSWORD,
    PHONE,
    Walk,
    chromium,
    compiled,
    database_beside_the_loop,
    pictures,
)

from ipharbor.vocabulary.numbers import check_character

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(not CHROMIUM.exists(), reason=f"no browser at {CHROMIUM}"),
]
DIGITS = ("201710000001", "201710000002")
MISSED, KEPT = (f"CN{one}.{check_character(one)}" for one in DIGITS)
PAPER = b"%PDF-1.4 pledge contract"
WANTED, NUMBER = 800_000, "Y2026440000123"
SALES = {MISSED: 8_000_000, KEPT: 4_000_000}  # CNY of the first year
AHEAD = 12  # days from today to the day on which an annuity falls due
LATER = 26  # days from today to the night that sees it missed, past any row of rest days


def back(day: date, years: int) -> date:
    """The day so many years before."""
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - years, day=28 if leap else day.day)


@dataclass
class Region:
    """A house with a firm of two patents, an appraiser, and two banks."""

    base: str
    today: date
    filed: dict[str, date]
    people: dict[str, Any]


@pytest.fixture
def region(transactional_db: None, home: Path, live_server: Any, tmp_path: Path) -> Region:
    from financing_world import World, fang_, seated
    from ipharbor.actions.disclosure.give import give
    from ipharbor.corpus.loading import Brought, Loading
    from ipharbor.records.models import Payment, Right, RightEvent
    from statements import statement, table

    now, today = timezone.now(), timezone.localdate()
    filed = {MISSED: back(today + timedelta(days=AHEAD), 9), KEPT: back(today, 8)}
    filed[KEPT] -= timedelta(days=120)  # its annuity was paid and is not due again for months
    with Loading(home / "corpus") as loading:
        loading.add(table(*[statement(n, key[2:14], published_on=today - timedelta(days=900),
                                      filed_on=filed[key], applicants=["番禺明灯有限公司"],
                                      title=f"一种走马灯{n}")
                            for n, key in enumerate(filed, 1)]))  # fmt: skip
        loading.finish(Brought("a.csv", "exchange", "a".ljust(64, "0")), on=today)
    fang = fang_()
    for n, (key, day) in enumerate(filed.items(), 1):
        granted = day + timedelta(days=730)
        Right.objects.create(
            key=key, application_number=key[2:], firm=fang.firm, patent_type="invention",
            title=f"一种走马灯{n}", holders=fang.firm.name, filed_on=day, granted_on=granted,
            published_on=day + timedelta(days=540), taken_up_at=now,
        )  # fmt: skip
        RightEvent.objects.create(key=key, code="GR01", on=granted, known_on=granted, source="a")
        begun = 1 + sum(back(today, n) >= day for n in range(1, 20))  # the year that runs
        for year in range(3, begun + 1):
            paid = max(granted, day.replace(year=day.year + year - 1))
            Payment.objects.create(key=key, patent_year=year, paid_on=paid, known_on=paid)
    world = World(tmp_path, fang, list(filed))
    people = {"fang": fang, "linda": world.lin, "meifeng": world.mei,
              "gutai": seated("gutai", "agency", place="广州灯塔评估所")}  # fmt: skip
    for one in people.values():
        one.set_password(PASSWORD)
        one.save()
    give(world.firm, people["gutai"].organisation, purpose="评估", sales=True,
         until=today + timedelta(days=90), by=_as(fang), at=now)  # fmt: skip
    return Region(str(live_server.url), today, filed, people)


def _as(person: Any) -> Any:
    from ipharbor.actions import permits

    return permits.of(person)


@dataclass
class Desks:
    """A browser page for each person."""

    region: Region
    lang: str
    walks: dict[str, Walk]

    def of(self, who: str) -> Walk:
        return self.walks[who]


@pytest.fixture(params=["zh", "en"])
def desks(
    chromium: Any,  # noqa: F811
    region: Region,
    pictures: Path,  # noqa: F811
    request: pytest.FixtureRequest,
) -> Iterator[Desks]:
    lang = str(request.param)
    opened, walks = [], {}
    for who in region.people:
        context = chromium.new_context(viewport={"width": DESK[0], "height": DESK[1]},
                                       locale="zh-CN" if lang == "zh" else "en-GB")  # fmt: skip
        context.set_default_timeout(120_000)  # a busy machine takes its time
        opened.append(context)
        walk = walks[who] = Walk(context.new_page(), region.base, lang, DESK[0], pictures)
        walk.watch()
        walk.go("/login/")
        walk.page.fill("#id_username", who)
        walk.page.fill("#id_password", PASSWORD)
        walk.follow(".gate-form button")
        if lang == "en":
            walk.follow(".language button")
    yield Desks(region, lang, walks)
    for context in opened:
        context.close()


def test_a_loan_from_the_application_to_a_red_warning_about_a_missed_annuity(
    desks: Desks,
) -> None:
    path = apply(desks)
    values = value(desks, path)
    ask_two_banks(desks, path)
    sign_and_register(desks, path)
    pay_out(desks, path, values)
    watch_collateral(desks)
    run_a_night(desks, desks.region.today, warns=False)
    later = desks.region.today + timedelta(days=LATER)
    run_a_night(desks, later, warns=True)
    read_the_warnings(desks, values, later)
    assert [one for walk in desks.walks.values() for one in walk.wrong] == []


def looked_at(walk: Walk, name: str) -> None:
    """The page fits both screens."""
    for walk.width, height in (PHONE, DESK):
        walk.page.set_viewport_size({"width": walk.width, "height": height})
        walk.picture(name, whole=True)


def apply(desks: Desks) -> str:
    """The firm drafts its application and lets it be checked."""
    walk = desks.of("fang")
    page = walk.page
    walk.go("/financing/")
    page.fill("#amount", f"{WANTED:,}")
    page.fill("#months", "12")
    page.fill("#purpose", "扩大产能")
    for key in SALES:
        page.check(f'input[name="keys"][value="{key}"]')
    looked_at(walk, "loan-form")
    walk.follow('form:has(#amount) button[type="submit"]')
    path = re.sub(r"^https?://[^/]+", "", page.url)
    walk.follow('form:has(input[value="check"]) button')
    assert page.locator("#rights + .scroll tbody tr").count() == len(SALES)
    assert page.locator("#rights + .scroll .badge").count() == 0, "no ground of refusal stands"
    return path


def value(desks: Desks, path: str) -> dict[str, Decimal]:
    """The appraiser, who is not of the firm, values both rights and signs; the firm rests on it."""
    walk, firm = desks.of("gutai"), desks.region.people["fang"].firm
    page = walk.page
    walk.go(f"/valuations/new/?firm={firm.pk}&key={MISSED}&key={KEPT}")
    for key, sales in SALES.items():
        page.fill(f'[name="sales:{key}"]', str(sales))
    for name, flat in (("royalty", "5"), ("growth", "0"), ("decay", "0")):
        for end in ("low", "likely", "high"):
            page.fill(f'[name="{name}_{end}"]', flat)
    page.select_option("#lead", "relief")
    page.fill("#open", "0")
    page.fill("#draws", "1000")
    risks = [page.input_value(f"#{name}") for name in
             ("free", "technical", "market", "capital", "management", "policy")]  # fmt: skip
    discount = sum(Decimal(one or "0") for one in risks) / 100
    tax = Decimal(page.input_value("#tax")) / 100
    looked_at(walk, "valuation-form")
    walk.follow('form:has(input[value="draw_up"]) button[type="submit"]')
    walk.follow('form[action$="/sign/"] button')
    looked_at(walk, "valuation")
    today = desks.region.today
    reckoned = {
        key: relief(sales, discount, tax, term_ends(desks.region.filed[key]), today)
        for key, sales in SALES.items()
    }
    from ipharbor.records.models import Valuation

    kept = Valuation.objects.get()
    medians = {one["key"]: Decimal(one["range"]["median"]) for one in kept.result["rights"]}
    for key, ours in reckoned.items():
        # a life is told in years to four places, which is half an hour
        assert abs(medians[key] / ours - 1) < Decimal("0.00001"), (key, medians[key], ours)
    assert (kept.status, kept.signed_by_name) == ("signed", "gutai")
    firm_walk = desks.of("fang")
    firm_walk.go(path)
    firm_walk.follow('form:has(input[value="value_ours"]) button')
    assert f"{kept.median:,.2f}" in firm_walk.page.inner_text("main")
    return medians


def term_ends(filed: date) -> date:
    """The last day of twenty years from filing."""
    return filed.replace(year=filed.year + 20) - timedelta(days=1)


def relief(sales: int, discount: Decimal, tax: Decimal, ends: date, on: date) -> Decimal:
    """Royalties saved, year by year from the middle of each, by plain arithmetic."""
    whole = ends.year - on.year - (back(on, on.year - ends.year) > ends)
    begun, over = (back(on, -n) for n in (whole, whole + 1))
    years, total = whole + (ends - begun).days / (over - begun).days, 0.0
    for n in range(whole + 1):
        part = 1.0 if n < whole else years - whole
        at = n + part / 2
        total += sales * 0.05 * (1 - float(tax)) * part / (1 + float(discount)) ** at
    return Decimal(total)


def ask_two_banks(desks: Desks, path: str) -> None:
    """Sealed requests; neither bank reads the other's offer; the firm accepts the cheaper one."""
    walk = desks.of("fang")
    page = walk.page
    for name in ("番禺创业银行", "广州新银行"):
        page.get_by_label(name).check()
    walk.follow('form:has(input[value="request"]) button')
    rates = {"linda": ("3.85", "6000"), "meifeng": ("3.60", "20000")}
    for who, (rate, fee) in rates.items():
        bank = desks.of(who)
        bank.go("/lending/")
        looked_at(bank, "lending")
        bank.follow(f'a[href="{path}"]')
        bank.page.fill("#offer-rate", rate)
        bank.page.fill("#offer-valuation", fee)
        bank.page.fill("#offer-ceiling", "40")
        looked_at(bank, "lender-application")
        bank.follow('form:has(input[value="offer"]) button')
    theirs = desks.of("meifeng").page.inner_text("main")
    assert "番禺创业银行" not in theirs
    assert "3.85" not in theirs
    walk.go(path)
    offered = page.locator("#offers + .scroll th[translate]").all_inner_texts()
    assert offered == ["番禺创业银行", "广州新银行"], "the cheaper in full first"
    today = desks.region.today
    whole = page.locator("#offers + .scroll tbody tr").first.inner_text()
    assert f"{interest(WANTED, Decimal('0.0385'), today):,.2f}" in whole
    looked_at(walk, "offers")
    walk.follow('form:has(input[value="accept"]) button')


def quarters(today: date) -> list[date]:
    """The day of drawing and the four days on which interest falls due."""
    found = [today]
    for n in range(1, 5):
        month = today.month - 1 + 3 * n
        year, month = today.year + month // 12, month % 12 + 1
        last = (date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)).day
        found.append(date(year, month, min(today.day, last)))
    return found


def interest(principal: int, rate: Decimal, today: date) -> Decimal:
    """Simple interest of each quarter by days over 360, each rounded to the fen."""
    days = quarters(today)
    total = Decimal(0)
    for since, due in pairwise(days):
        part = principal * rate * (due - since).days / 360
        total += part.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return total


def sign_and_register(desks: Desks, path: str) -> None:
    walk, bank = desks.of("fang"), desks.of("linda")
    walk.page.set_input_files('input[name="contract"]', {
        "name": "contract.pdf", "mimeType": "application/pdf", "buffer": PAPER})  # fmt: skip
    walk.follow('form:has(input[value="sign_pledgor"]) button')
    bank.go(path)
    bank.follow('form:has(input[value="sign_pledgee"]) button')
    bank.page.fill("#register-number", NUMBER)
    bank.follow('form:has(input[value="register"]) button')
    assert NUMBER in bank.page.inner_text("#loan + dl")


def pay_out(desks: Desks, path: str, values: dict[str, Decimal]) -> None:
    bank = desks.of("linda")
    bank.follow('form:has(input[value="draw"]) button')
    told = bank.page.inner_text("#loan + dl")
    assert f"{WANTED:,}" in told
    rows = bank.page.locator("#loan ~ .scroll").first.locator("tbody tr").all_inner_texts()
    assert len(rows) == 4
    for row, due in zip(rows, quarters(desks.region.today)[1:], strict=True):
        assert due.isoformat() in row
    looked_at(bank, "drawn")
    bank.go("/lending/loans/")
    share = Fraction(WANTED) / Fraction(sum(values.values(), Decimal(0)))
    assert f"{float(share) * 100:.2f}" in bank.page.inner_text("main")
    looked_at(bank, "lending-loans")
    firm = desks.of("fang")
    firm.go("/financing/")
    looked_at(firm, "financing")


def watch_collateral(desks: Desks) -> None:
    """The bank watches its collateral, the firm its own rights."""
    for who, kind in (("linda", "collateral"), ("fang", "own_rights")):
        walk = desks.of(who)
        walk.go("/watches/")
        walk.page.check(f'input[name="kind"][value="{kind}"]')
        walk.page.fill("#name", "质押" if desks.lang == "zh" else "Pledges")
        walk.follow(".stacked button[type=submit]")


def run_a_night(desks: Desks, on: date, *, warns: bool) -> None:
    """The night's job, then the round of warnings, as the worker has them."""
    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.warning.round import run
    from ipharbor.jobs.at_hand import AtHand
    from ipharbor.jobs.works import WORKS
    from ipharbor.queries.swept import known
    from ipharbor.records.models import Job

    zone = timezone.get_default_timezone()
    moment = datetime(on.year, on.month, on.day, 22, tzinfo=zone)
    job = Job(kind="collateral.look", argument={"moment": moment.isoformat()})
    told = WORKS["collateral.look"](AtHand(job, clock=lambda: moment, stop=Event()))
    assert told["loans"] == 1, "the loan stands here and in the register, and is one"
    wiring.corpus.cache_clear()
    done = run(
        corpus=wiring.corpus(), mailer=wiring.mailer(), as_of=on, by=permits.operator(),
        base_url="http://harbor.example", at=moment, known=known(wiring.corpus(), region="panyu"),
    )  # fmt: skip
    assert bool(done.raised) is warns, done


def loan_to_value(desks: Desks, values: dict[str, Decimal], on: date) -> Fraction:
    """What is owed over half of the right whose annuity is missed and the whole of the other, each
    fallen in a straight line to the end of its term."""
    counted = Fraction(0)
    for key, signed in values.items():
        ends = term_ends(desks.region.filed[key])
        left = Fraction((ends - on).days, (ends - desks.region.today).days)
        counted += Fraction(signed) * left * (Fraction(1, 2) if key == MISSED else 1)
    return Fraction(WANTED) / counted


def read_the_warnings(desks: Desks, values: dict[str, Decimal], on: date) -> None:
    """The bank and the firm each find the red warning with the new loan-to-value."""
    before = Fraction(WANTED) / Fraction(sum(values.values(), Decimal(0)))
    after = loan_to_value(desks, values, on)
    assert before < Fraction(40, 100) < after, "only the missed annuity lifts it over its ceiling"
    words = f"{float(after):.0%}"
    for who in ("linda", "fang"):
        walk = desks.of(who)
        walk.go("/inbox/")
        looked_at(walk, f"inbox-{who}")
        walk.follow(".mail a")
        text = walk.page.inner_text("main")
        assert words in text, (words, text)
        assert walk.page.locator(".grade-red").count() >= 1
        looked_at(walk, f"warning-{who}")
    assert desks.of("meifeng").page.goto(desks.region.base + "/inbox/").status == 200
    assert desks.of("meifeng").page.locator(".mail").count() == 0

"""Watches on incidents: what a sweep found is told once, to those it concerns."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.disclosure.give import give
from ipharbor.actions.disclosure.withdraw import withdraw
from ipharbor.actions.region.import_cases import import_cases
from ipharbor.actions.warning import _bundles as bundles
from ipharbor.actions.warning import round as rounds
from ipharbor.actions.warning._sweeping import sweep
from ipharbor.actions.warning.round import Done, run
from ipharbor.actions.watch.add import add
from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.corpus.loading import Brought, Loading
from ipharbor.corpus.reading import Corpus
from ipharbor.gateways.mail import FolderMailer
from ipharbor.journal import chain
from ipharbor.journal.models import Line
from ipharbor.queries.proposals import for_person
from ipharbor.queries.swept import known
from ipharbor.records.models import (
    Firm,
    IssuedWarning,
    Organisation,
    Person,
    Product,
    Right,
    SeenIncident,
    SweepReach,
    Watch,
)
from ipharbor.vocabulary.errors import HarborError
from ipharbor.warning.audience import KINDS
from ipharbor.warning.grading import Points
from ipharbor.warning.incident import Incident
from ipharbor.warning.signals import Signal
from statements import statement, table

AT = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
ON = AT.date()
OWN, RIVAL, BANK = "番禺明灯有限公司", "佛山远光有限公司", "羊城湾银行"
TOWN = "440113016"
pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> Firm:
    return Firm.objects.create(name=OWN, town=TOWN)


@pytest.fixture
def reader(firm: Firm) -> Person:
    return Person.objects.create(username="he", role="firm", email="he@example.org", firm=firm)


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    with Loading(tmp_path / "corpus") as loading:
        loading.add(
            table(
                statement(
                    1, "202010000001", published_on=date(2021, 11, 2), applicants=[RIVAL],
                    publication_number="CN100000001A", title="一种灯",
                )
            )
        )  # fmt: skip
        loading.finish(Brought("a.csv", "exchange", "a".ljust(64, "0")), on=ON)
    return Corpus(tmp_path / "corpus")


def incident(mark: str, code: str = "signal.surge", day: date = ON, **told: Any) -> Incident:
    facts = (("count", "9"), ("usual", "1.0"), ("windows", "12"), ("chance", "0.01 %"))
    points = (Points("probability", 4, "grade.watched"), Points("impact", 4, "grade.watched"))
    given = {"points": points, "firms": (OWN,)} | told
    return Incident(mark, Signal(code, facts), day, day, **given)


class Sweeps:
    """A sweep that finds what it is given, each time it is asked, and notes the span."""

    def __init__(self, *found: Incident) -> None:
        self.found = list(found)
        self.spans: list[Span] = []

    def __call__(self, shown: Known, span: Span) -> Iterable[Incident]:
        self.spans.append(span)
        return [one for one in self.found if span.since < one.known_on <= span.on]


def go(
    folder: Path, corpus: Corpus, monkeypatch: pytest.MonkeyPatch, sweeps: Sweeps, on: date = ON
) -> Done:
    monkeypatch.setattr(rounds, "SWEEPS", {"test": sweeps})
    return run(
        corpus=corpus,
        mailer=FolderMailer(folder / "mail", "ipharbor@example.org"),
        as_of=on,
        base_url="http://harbor.example",
        by=permits.operator(),
        at=AT,
        known=known(corpus, region="panyu"),
    )


def watch(owner: Person, kind: str, subject: str = "", **said: Any) -> Watch:
    plain = {"name": kind or "申请人", "vintage": 1, "since": date(2021, 10, 31)}
    told = plain | {"kind": kind, "subject": subject} | said
    return add(owner=owner, by=permits.operator(), at=AT, **told)


def test_a_firm_is_warned_of_what_happens_to_it(
    tmp_path: Path, corpus: Corpus, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(reader, "own_rights")
    keys = known(corpus, region="panyu").documents.column("key").to_pylist()
    sweeps = Sweeps(incident("a", documents=tuple(keys), others=(RIVAL,)))
    done = go(tmp_path, corpus, monkeypatch, sweeps)
    assert (done.raised, done.mails) == (1, 1)
    warning = IssuedWarning.objects.get()
    assert (warning.about, warning.grade, warning.score) == ("signal.surge", "red", 16)
    assert warning.evidence["incidents"][0]["mark"] == "a"
    assert [one["title"] for one in warning.evidence["documents"]] == ["一种灯"]
    assert [line.action for line in Line.objects.order_by("seq")] == [
        "watch.add", "warning.sweep", "warning.raise", "warning.round",
    ]  # fmt: skip
    assert chain.verify() is None


def test_the_same_thing_found_again_is_told_once(
    tmp_path: Path, corpus: Corpus, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(reader, "own_rights")
    sweeps = Sweeps(incident("a"))
    go(tmp_path, corpus, monkeypatch, sweeps)
    later = ON + timedelta(days=1)
    sweeps.found = [incident("a", day=later), incident("b", day=later)]
    again = go(tmp_path, corpus, monkeypatch, sweeps, later)
    assert again.raised == 1
    assert IssuedWarning.objects.latest("pk").evidence["incidents"][0]["mark"] == "b"
    assert SeenIncident.objects.count() == 2


def test_a_sweep_goes_on_where_it_ended(
    tmp_path: Path, corpus: Corpus, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweeps = Sweeps()
    go(tmp_path, corpus, monkeypatch, sweeps)
    go(tmp_path, corpus, monkeypatch, sweeps, ON + timedelta(days=7))
    go(tmp_path, corpus, monkeypatch, sweeps, ON + timedelta(days=7))
    assert [span.on for span in sweeps.spans] == [ON, ON + timedelta(days=7)]
    assert sweeps.spans[1].since == ON
    assert SweepReach.objects.get().through == ON + timedelta(days=7)


def test_late_records_let_a_sweep_look_back_to_them(
    tmp_path: Path, corpus: Corpus, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweeps = Sweeps()
    go(tmp_path, corpus, monkeypatch, sweeps)
    with Loading(tmp_path / "corpus") as loading:
        loading.add(
            table(
                statement(
                    1, "202010000002", published_on=date(2021, 6, 1), applicants=[RIVAL],
                    publication_number="CN100000002A",
                )
            )
        )  # fmt: skip
        loading.finish(Brought("b.csv", "exchange", "b".ljust(64, "0")), on=ON)
    go(tmp_path, corpus, monkeypatch, sweeps, ON + timedelta(days=7))
    assert sweeps.spans[1].since == date(2021, 5, 31)


def test_what_the_register_takes_in_late_is_told_all_the_same(
    tmp_path: Path, corpus: Corpus, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(reader, "own_rights")
    sweeps = Sweeps()
    go(tmp_path, corpus, monkeypatch, sweeps)
    table_of_cases = tmp_path / "cases.csv"
    table_of_cases.write_text("number,kind,received_on\n番知1号,mediation,2021-11-05\n", "utf-8")
    import_cases(table_of_cases, by=permits.operator(), at=AT + timedelta(hours=1))
    sweeps.found = [incident("late", day=date(2021, 11, 5))]
    assert go(tmp_path, corpus, monkeypatch, sweeps).raised == 1
    assert sweeps.spans[1].since == ON - timedelta(days=92)


def test_several_incidents_of_one_signal_come_as_one_warning(
    tmp_path: Path, corpus: Corpus, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(reader, "own_rights")
    slight = (Points("probability", 2, "grade.watched"), Points("impact", 3, "grade.watched"))
    found = Sweeps(incident("a", points=slight), incident("b"), incident("c", "signal.entrant"))
    done = go(tmp_path, corpus, monkeypatch, found)
    assert done.raised == 2
    surge = IssuedWarning.objects.get(about="signal.surge")
    assert surge.grade == "red"
    assert [one["mark"] for one in surge.evidence["incidents"]] == ["b", "a"]


def test_slight_incidents_are_held_apart_from_grave_ones_of_the_same_signal(
    tmp_path: Path, corpus: Corpus, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(reader, "own_rights", raise_from="orange")
    slight = (Points("probability", 1, "grade.watched"), Points("impact", 1, "grade.watched"))
    done = go(tmp_path, corpus, monkeypatch, Sweeps(incident("a", points=slight), incident("b")))
    assert (done.raised, done.held) == (1, 1)
    told = {
        one.decision: [seen["mark"] for seen in one.evidence["incidents"]]
        for one in IssuedWarning.objects.all()
    }
    assert told == {"raised": ["b"], "held": ["a"]}


def test_what_was_known_before_the_watch_began_is_not_told(
    tmp_path: Path, corpus: Corpus, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(reader, "own_rights", since=date(2021, 11, 15))
    found = Sweeps(incident("a", day=date(2021, 11, 14)), incident("b", day=date(2021, 11, 16)))
    go(tmp_path, corpus, monkeypatch, found)
    assert [one["mark"] for one in IssuedWarning.objects.get().evidence["incidents"]] == ["b"]


def test_a_watch_set_up_later_takes_what_was_found_since_its_day(
    tmp_path: Path, corpus: Corpus, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    sweeps = Sweeps(incident("a", day=date(2021, 11, 1)), incident("b", day=date(2021, 11, 20)))
    go(tmp_path, corpus, monkeypatch, sweeps)
    watch(reader, "own_rights", since=date(2021, 11, 10))
    assert go(tmp_path, corpus, monkeypatch, sweeps).raised == 1
    assert IssuedWarning.objects.get().evidence["incidents"][0]["mark"] == "b"


def test_a_round_killed_between_watches_brings_nothing_up_twice(
    tmp_path: Path, corpus: Corpus, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(reader, "own_rights")
    watch(reader, "law")
    sweeps = Sweeps(incident("a"), incident("l", "signal.law_changed", firms=()))
    kept = bundles._mark
    seen: list[int] = []

    def killed(*told: Any) -> None:
        seen.append(1)
        if len(seen) == 2:
            raise KeyboardInterrupt
        kept(*told)

    monkeypatch.setattr(bundles, "_mark", killed)
    with pytest.raises(KeyboardInterrupt):
        go(tmp_path, corpus, monkeypatch, sweeps)
    assert IssuedWarning.objects.count() == 1
    monkeypatch.setattr(bundles, "_mark", kept)
    go(tmp_path, corpus, monkeypatch, sweeps)
    assert sorted(IssuedWarning.objects.values_list("about", flat=True)) == [
        "signal.law_changed", "signal.surge",
    ]  # fmt: skip


def test_every_kind_takes_what_concerns_it_and_no_more(
    tmp_path: Path, corpus: Corpus, firm: Firm, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    Product.objects.create(firm=firm, name="摇头灯", made_at=AT, changed_at=AT)
    Right.objects.create(key="CN202110685031.5", firm=firm, patent_type="invention", taken_up_at=AT)
    other = Firm.objects.create(name="番禺乙有限公司", town="440113017")
    bank = Organisation.objects.create(kind="lender", name=BANK, made_at=AT)
    office = Person.objects.create(username="office", role="office")
    lender = Person.objects.create(username="bank", role="lender", organisation=bank)
    made = {
        "own_rights": watch(reader, "own_rights"),
        "product": watch(reader, "product", "摇头灯"),
        "right": watch(reader, "right", "ZL202110685031.5"),
        "field": watch(reader, "field", "F21V, H02J7"),
        "applicant": watch(reader, "", applicant=RIVAL),
        "town": watch(office, "town", TOWN),
        "region": watch(office, "region"),
        "collateral": watch(lender, "collateral"),
        "law": watch(lender, "law"),
    }
    away = (other.name,)
    sweeps = Sweeps(
        incident("mine"),
        incident("product", "signal.product_reads_on", product="摇头灯"),
        incident("right", "signal.title_changed", rights=("CN202110685031.5",)),
        incident("field", "signal.emerging", firms=away, symbols=("F21V 29/83",)),
        incident("rival", "signal.entrant", firms=away, others=(RIVAL,)),
        incident("pledge", "signal.pledge_annuity_missed", firms=away, lenders=(BANK,)),
        incident("law", "signal.law_changed", firms=()),
    )
    go(tmp_path, corpus, monkeypatch, sweeps)
    told: dict[str, set[str]] = {name: set() for name in made}
    names = {one.pk: name for name, one in made.items()}
    for warning in IssuedWarning.objects.exclude(about=""):
        told[names[warning.watch_id]] |= {one["mark"] for one in warning.evidence["incidents"]}
    assert told == {
        "own_rights": {"mine", "product", "right"},
        "product": {"product"},
        "right": {"right"},
        "field": {"field"},
        "applicant": {"rival"},
        "town": {"mine", "product", "right"},
        "region": {"mine", "product", "right", "field", "rival", "pledge", "law"},
        "collateral": {"pledge"},
        "law": {"law"},
    }


def test_an_alliance_is_told_of_what_was_disclosed_to_it_while_it_is(
    tmp_path: Path, corpus: Corpus, firm: Firm, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    silent = Firm.objects.create(name="番禺乙有限公司")
    body = Organisation.objects.create(kind="alliance", name="灯光联盟", made_at=AT)
    desk = Person.objects.create(username="alliance", role="alliance", organisation=body)
    given = give(
        firm, body, purpose="共同防御", until=timezone.localdate() + timedelta(30),
        by=permits.operator(), at=timezone.now(),
    )  # fmt: skip
    watch(desk, "disclosed")
    watch(desk, "field", "F21V")
    sweeps = Sweeps(
        incident("due", "signal.annuity_missed"),
        incident("sold", "signal.product_reads_on", product="摇头灯"),
        incident("silent", "signal.annuity_missed", firms=(silent.name,)),
        incident("field", "signal.emerging", firms=(silent.name,), symbols=("F21V 29/83",)),
    )
    go(tmp_path, corpus, monkeypatch, sweeps)
    told = {
        (one.watch.kind, told["mark"])
        for one in IssuedWarning.objects.all()
        for told in one.evidence["incidents"]
    }
    assert told == {("disclosed", "due"), ("field", "field")}
    withdraw(given, by=permits.operator(), at=timezone.now())
    sweeps.found = [incident("later", "signal.annuity_missed", day=ON + timedelta(1))]
    go(tmp_path, corpus, monkeypatch, sweeps, ON + timedelta(1))
    assert IssuedWarning.objects.count() == 2


def test_an_alliance_is_proposed_what_was_disclosed_and_the_field_of_it(
    corpus: Corpus, firm: Firm
) -> None:
    body = Organisation.objects.create(kind="alliance", name="灯光联盟", made_at=AT)
    desk = Person.objects.create(username="alliance", role="alliance", organisation=body)
    for n in range(2):
        Right.objects.create(key=f"CN{n}", firm=firm, patent_type="invention", ipc="F21V 29/83",
                             taken_up_at=AT)  # fmt: skip

    def proposed() -> dict[str, str]:
        found = for_person(desk, corpus, region="panyu", lang="zh")
        return {one.kind: one.subject for one in found}

    assert set(proposed()) == {"law"}
    give(firm, body, purpose="共同防御", until=timezone.localdate() + timedelta(30),
         by=permits.operator(), at=timezone.now())  # fmt: skip
    assert proposed() == {"law": "", "disclosed": "", "field": "F21V 29"}


def test_a_watch_on_a_standard_takes_its_parts_and_no_other(
    tmp_path: Path, corpus: Corpus, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = watch(reader, "standard", "gb/t 18487-2015")
    assert made.subject == "GB/T 18487"
    sweeps = Sweeps(
        incident("part", "signal.standard_named", standards=("IEC 61850", "GB/T 18487.1")),
        incident("other", "signal.standard_named", standards=("GB/T 184",)),
        incident("secret", "signal.annuity_missed", standards=("GB/T 18487",)),
    )
    go(tmp_path, corpus, monkeypatch, sweeps)
    (warning,) = IssuedWarning.objects.all()
    assert [one["mark"] for one in warning.evidence["incidents"]] == ["part"]


def test_a_family_is_told_of_new_members_and_of_grants_abroad(
    tmp_path: Path, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, day = "202010000002", date(2020, 11, 2)
    number = statement(1, first)["application_number"]

    def load(*told: dict[str, Any]) -> Corpus:
        with Loading(tmp_path / "corpus") as loading:
            loading.add(table(*told))
            name = str(len(told))
            loading.finish(Brought("a.csv", "exchange", name.ljust(64, "0")), on=ON)
        return Corpus(tmp_path / "corpus")

    def abroad(row: int, office: str, **told: Any) -> dict[str, Any]:
        key = f"{office}2021{row:08}"
        return statement(row, f"2021{row:08}", office=office, key=key, applicants=[RIVAL],
                         application_number=None, publication_number=f"{key}A", **told)  # fmt: skip

    held = load(statement(1, first, applicants=[OWN], published_on=day,
                          priority_numbers=["US62123456"]))  # fmt: skip
    made = watch(reader, "family", number, corpus=held, raise_from="blue")
    assert made.subject == f"CN{number}"
    held = load(
        abroad(2, "US", published_on=date(2021, 11, 3), priority_numbers=["US62123456"]),
        abroad(3, "EP", published_on=date(2021, 11, 4), granted_on=date(2021, 11, 20),
               priority_numbers=[f"CN{number}"]),
        abroad(4, "JP", published_on=date(2021, 11, 5), priority_numbers=["JP2020000001"]),
    )  # fmt: skip
    go(tmp_path, held, monkeypatch, Sweeps())
    (warning,) = IssuedWarning.objects.all()
    told = {one["key"]: one["granted"] for one in warning.evidence["documents"]}
    assert told == {"US202100000002": False, "EP202100000003": True}


def test_nobody_learns_of_another_firms_products_by_watching_a_field(
    tmp_path: Path, corpus: Corpus, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Firm.objects.create(name="番禺乙有限公司")
    spy = Person.objects.create(username="spy", role="firm", firm=other)
    watch(spy, "field", "F21V")
    watch(spy, "", applicant=RIVAL)
    secret = {"symbols": ("F21V 29/83",), "others": (RIVAL,)}
    sweeps = Sweeps(
        incident("a", "signal.product_reads_on", product="摇头灯", **secret),
        incident("b", "signal.export_market_right", product="摇头灯", **secret),
        incident("c", "signal.claim_overlap", **secret),
        incident("d", "signal.pledge_annuity_missed", **secret),
        incident("e", "signal.abnormal_filings", **secret),
    )
    go(tmp_path, corpus, monkeypatch, sweeps)
    assert not IssuedWarning.objects.exclude(about="").exists()


@pytest.mark.parametrize("role", list(permits.DESKS))
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in ("applicant", "query")])
def test_each_kind_is_for_the_desks_that_the_table_names(
    kind: str, role: str, firm: Firm, corpus: Corpus
) -> None:
    Product.objects.create(firm=firm, name="灯", made_at=AT, changed_at=AT)
    Right.objects.create(key="CN1", firm=firm, patent_type="invention", taken_up_at=AT)
    body = Organisation.objects.create(kind="town_station", name="站", town=TOWN, made_at=AT)
    person = Person.objects.create(username="p", role=role, firm=firm, organisation=body)
    subject = {"product": "灯", "right": "CN1", "field": "F21V", "industry": _an_industry(),
               "town": TOWN, "family": "CN100000001A",
               "standard": "GB 7000"}.get(kind, "")  # fmt: skip
    wanted = not KINDS[kind] or role in KINDS[kind]
    try:
        watch(person, kind, subject, corpus=corpus)
        made = True
    except HarborError as wrong:
        assert wrong.code == "watch.kind.not_yours"
        made = False
    assert made == wanted


def _an_industry() -> str:
    from ipharbor.vocabulary.chains import industries

    return industries()[0].code


@pytest.mark.parametrize(
    ("kind", "subject", "code"),
    [
        ("product", "没有的产品", "watch.product.unknown"),
        ("right", "202110685031.5", "watch.right.unknown"),
        ("field", "ZZ99", "watch.field.unreadable"),
        ("field", "", "watch.field.unreadable"),
        ("industry", "none", "watch.industry.unknown"),
        ("standard", "灯", "watch.standard.unreadable"),
        ("family", "CN999", "watch.family.unknown"),
        ("moon", "", "watch.kind.unknown"),
    ],
)
def test_a_subject_that_cannot_be_watched_is_refused_with_advice(
    reader: Person, corpus: Corpus, kind: str, subject: str, code: str
) -> None:
    with pytest.raises(HarborError) as wrong:
        watch(reader, kind, subject, corpus=corpus)
    assert wrong.value.code == code
    assert wrong.value.told("zh").next


def test_a_sweep_that_fails_leaves_nothing_of_itself(corpus: Corpus) -> None:
    def broken(shown: Known, span: Span) -> Iterable[Incident]:
        yield incident("a")
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        sweep(
            known(corpus, region="panyu"), {"broken": broken}, on=ON, by=permits.operator(), at=AT
        )
    assert not SeenIncident.objects.exists()
    assert not SweepReach.objects.exists()

"""What a change of the law moves of a firm's own rights, told with the warning of it."""

from __future__ import annotations

import email
import email.policy
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ipharbor.actions import permits
from ipharbor.actions.law.correct import correct
from ipharbor.actions.warning import round as rounds
from ipharbor.actions.watch.add import add
from ipharbor.analysis.sweeping.lawful import law as law_sweep
from ipharbor.corpus.loading import Brought, Loading
from ipharbor.corpus.reading import Corpus
from ipharbor.gateways.mail import FolderMailer
from ipharbor.queries import renewals
from ipharbor.queries.law import book
from ipharbor.queries.law_effects import effects
from ipharbor.queries.swept import known
from ipharbor.queries.warnings import account
from ipharbor.records.models import Firm, IssuedWarning, Person, Right
from ipharbor.statutes import book as books
from ipharbor.statutes.book import written_value
from ipharbor.statutes.values import Money, Row, Table
from ipharbor.vocabulary.errors import HarborError
from ipharbor.warning.altered import altered
from ipharbor.warning.lawbook import changes
from statements import statement, table

AT = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
ON = AT.date()
PANYU, FEE = "440113", "fees.annuity"
pytestmark = pytest.mark.django_db


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    with Loading(tmp_path / "corpus") as loading:
        loading.add(table(statement(1, "202010000001", published_on=date(2021, 11, 2))))
        loading.finish(Brought("a.csv", "exchange", "a".ljust(64, "0")), on=ON)
    return Corpus(tmp_path / "corpus")


@pytest.fixture
def reader() -> Person:
    firm = Firm.objects.create(name="番禺明灯有限公司", town="440113016")
    for n, kind in enumerate(("invention", "design")):
        Right.objects.create(
            firm=firm, key=f"CN20181000000{n}", application_number=f"20181000000{n}.X",
            patent_type=kind, title=f"走马灯{n}", holders=firm.name, filed_on=date(2018, 3, 5),
            granted_on=date(2020, 6, 1), stated_status="in_force", stated_on=date(2021, 11, 1),
            taken_up_at=AT,
        )  # fmt: skip
    return Person.objects.create(username="he", role="firm", email="he@example.org", firm=firm)


def dearer(kind: str) -> None:
    """An officer enters twice the annuities of one kind of patent."""
    old = book(PANYU).on(ON)[FEE].table
    rows = [
        Row(row.kind, row.low, row.high, Money(row.value.amount * 2))
        if row.kind == kind and isinstance(row.value, Money) else row
        for row in old.rows
    ]  # fmt: skip
    value, unit = written_value(Table(tuple(rows)))
    office = permits.of(Person.objects.create(username="lin", role="office"))
    correct(FEE, since=None, value=value, unit=unit, reason="对照原文", law=book(PANYU),
            by=office, at=AT)  # fmt: skip


def entered() -> list[object]:
    shipped = books.load(books.regional(PANYU))
    found = changes(book(PANYU), shipped, date(2021, 11, 1), ON)
    return [altered(one.provision, one.was, by=one.by) for one in found]


def test_twice_the_annuity_of_inventions_moves_the_inventions_fees_alone(
    corpus: Corpus, reader: Person
) -> None:
    plain = renewals.plan(reader.firm, law=book(PANYU), on=ON, data_until=ON, years=25)
    dearer("invention")
    found = effects(corpus, "panyu", on=ON)(reader.firm, entered())
    assert found is not None
    assert (found.rights, found.terms) == (2, 0)
    assert {one.key for one in found.moved} == {"CN201810000000"}
    (mine,) = [line for line in plain.lines if line.record.key == "CN201810000000"]
    assert found.dues == len(plain.fees(mine))
    owed = sum((fee.sums.payable for fee in plain.fees(mine)), Decimal(0))
    assert Decimal(found.more.replace(",", "")) == owed


def test_what_enters_no_reckoning_is_not_reckoned(corpus: Corpus, reader: Person) -> None:
    law = book(PANYU)
    one = altered(law.history("export.catalogue")[-1], None)
    found = effects(corpus, "panyu", on=ON)(reader.firm, [one])
    assert found is not None
    assert not found.reached


def test_where_the_law_before_has_no_answer_nothing_is_said(
    corpus: Corpus, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    dearer("invention")
    told = entered()

    def none(*_args: object, **_told: object) -> None:
        raise HarborError("statutes.unknown", name="x", nearest="—")

    monkeypatch.setattr(renewals, "plan", none)
    assert effects(corpus, "panyu", on=ON)(reader.firm, told) is None


def test_page_and_letter_tell_in_both_languages_what_changed_and_what_it_moves(
    tmp_path: Path, corpus: Corpus, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(owner=reader, by=permits.operator(), at=AT, name="法律", kind="law", subject="",
        vintage=1, since=date(2021, 10, 31))  # fmt: skip
    dearer("invention")
    monkeypatch.setattr(rounds, "SWEEPS", {"law": law_sweep})
    rounds.run(
        corpus=corpus, mailer=FolderMailer(tmp_path / "mail", "a@example.org"), as_of=ON,
        base_url="http://harbor.example", by=permits.operator(), at=AT,
        known=known(corpus, region="panyu"), effects=effects(corpus, "panyu", on=ON),
    )  # fmt: skip
    warning = IssuedWarning.objects.get()
    for lang, title, kind in (("zh", "年费", "发明 1–3: 1,800 元"), ("en", "annuity, full",
                                                          "Invention 1–3: CNY 1,800")):  # fmt: skip
        seen = account(reader, warning.pk, lang=lang)
        assert seen is not None
        (change,) = seen.incidents[0].changes
        assert title in change.title
        assert change.now.startswith(kind)
        assert seen.own is not None
        assert {one.right for one in seen.own.moved} == {"CN201810000000"}
    (mail,) = (tmp_path / "mail").iterdir()
    letter = email.message_from_bytes(mail.read_bytes(), policy=email.policy.default)
    body = letter.get_body(("plain",)).get_content()
    assert "改了什么" in body
    assert "发明 1–3: 1,800 元" in body
    assert "对你们自己权利的影响" in body
    assert FEE not in body

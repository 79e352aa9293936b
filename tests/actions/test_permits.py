"""Every action, for every role, both ways, through the door itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from ipharbor.actions import permits
from ipharbor.actions.corpus.begin_upload import begin_upload
from ipharbor.actions.corpus.import_file import import_file
from ipharbor.actions.installation.backup import backup
from ipharbor.actions.installation.restore import restore
from ipharbor.actions.law.correct import correct
from ipharbor.actions.people.create import create
from ipharbor.actions.people.set_language import set_language
from ipharbor.actions.people.set_password import set_password
from ipharbor.actions.rights.import_events import import_events
from ipharbor.actions.rights.record_reduction import record_reduction
from ipharbor.actions.rights.take_up import take_up
from ipharbor.actions.warning.acknowledge import acknowledge
from ipharbor.actions.warning.act import act
from ipharbor.actions.warning.close import close
from ipharbor.actions.warning.round import run
from ipharbor.actions.watch.add import add
from ipharbor.actions.watch.end import end
from ipharbor.corpus.reading import Corpus
from ipharbor.gateways.mail import FolderMailer
from ipharbor.records.models import Firm, IssuedWarning, Person, Watch
from ipharbor.statutes.book import load
from ipharbor.vocabulary.errors import HarborError

AT = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
ROLES = ("operator", "administrator", "office", "firm")
pytestmark = pytest.mark.django_db

# Written out by hand, so that a slip in the table of permits is seen.
MAY: dict[str, set[str]] = {
    "corpus.import": {"operator", "administrator", "office"},
    "watch.add": {"operator", "administrator", "office", "firm"},
    "watch.end": {"operator", "administrator", "office", "firm"},
    "warning.round": {"operator", "administrator", "office"},
    "warning.acknowledge": {"operator", "administrator", "office", "firm"},
    "warning.act": {"operator", "administrator", "office", "firm"},
    "warning.close": {"operator", "administrator", "office", "firm"},
    "rights.take_up": {"operator", "administrator", "office", "firm"},
    "rights.import_events": {"operator", "administrator", "office"},
    "rights.record_reduction": {"operator", "administrator", "office", "firm"},
    "law.correct": {"operator", "administrator", "office"},
    "people.create": {"operator", "administrator"},
    "people.set_language": {"operator", "administrator", "office", "firm"},
    "installation.backup": {"operator", "administrator"},
    "installation.restore": {"operator", "administrator"},
}
READ_ONLY = {"corpus.search", "imports.read", "warning.read", "docket.read", "law.read"}


def actor(role: str) -> permits.Actor:
    if role == "operator":
        return permits.operator()
    return permits.of(Person.objects.create(username=f"a-{role}", role=role))


def owner_for(by: permits.Actor) -> Person:
    return by.person or Person.objects.create(username="someone", role="firm")


def watch_of(owner: Person) -> Watch:
    return add(owner=owner, name="灯", query="灯", vintage=0, by=permits.operator(), at=AT)


def warning_of(owner: Person, tmp: Path) -> IssuedWarning:
    watch = watch_of(owner)
    done = run(
        corpus=Corpus(tmp / "corpus"), mailer=FolderMailer(tmp, "x@y"), as_of=AT.date(),
        base_url="", by=permits.operator(), at=AT,
    )  # fmt: skip
    return IssuedWarning.objects.create(
        round_id=done.round, watch=watch, person=owner, decision="raised", reason="decision.x",
        grade="yellow", score=5, signals="", as_of=AT.date(), evidence={}, evidence_sha256="",
        created_at=AT, changed_at=AT,
    )  # fmt: skip


def firm_of(by: permits.Actor) -> Firm:
    """The caller's own firm; for those without one, any."""
    firm, _ = Firm.objects.get_or_create(name="番禺明灯有限公司")
    if by.person is not None and by.role == "firm":
        by.person.firm = firm
        by.person.save()
    return firm


def events_table(tmp: Path) -> Path:
    path = tmp / "events.csv"
    path.write_text(
        "application_number,event_code,event_date\n201910000001.8,GR01,2021-01-05\n",
        encoding="utf-8",
    )
    return path


def attempts(by: permits.Actor, tmp: Path) -> dict[str, Callable[[], object]]:
    """One try at every action by its real door, on the caller's own things."""
    csv = tmp / "one.csv"
    csv.write_text("publication_number,publication_date,title,application_number\n"
                   "CN199999999A,2020-01-03,灯,201910000001.8\n", encoding="utf-8")  # fmt: skip
    return {
        "corpus.import": lambda: import_file(csv, home=tmp, memory_mb=256, by=by, at=AT),
        "watch.add": lambda: add(
            owner=owner_for(by), name="新", query="灯", vintage=0, by=by, at=AT
        ),
        "watch.end": lambda: end(watch_of(owner_for(by)).pk, by=by, at=AT),
        "warning.round": lambda: run(
            corpus=Corpus(tmp / "corpus"), mailer=FolderMailer(tmp, "x@y"), as_of=AT.date(),
            base_url="", by=by, at=AT,
        ),
        "warning.acknowledge": lambda: acknowledge(
            warning_of(owner_for(by), tmp).pk, by=by, at=AT
        ),
        "warning.act": lambda: act(
            warning_of(owner_for(by), tmp).pk, step="检索", due_on=date(2021, 12, 31), by=by, at=AT
        ),
        "warning.close": lambda: close(
            warning_of(owner_for(by), tmp).pk, verdict="useful", by=by, at=AT
        ),
        "rights.take_up": lambda: take_up(
            firm_of(by).name, corpus=Corpus(tmp / "corpus"), by=by, at=AT
        ),
        "rights.import_events": lambda: import_events(events_table(tmp), by=by, at=AT),
        "rights.record_reduction": lambda: record_reduction(
            firm_of(by), since=2021, until=2022, by=by, at=AT
        ),
        "law.correct": lambda: correct(
            "fees.annuity.surcharge", since=None, value="", reason="已核对原文",
            law=load(), by=by, at=AT,
        ),
        "people.create": lambda: create(
            username="new", password="correct-horse-battery", role="firm", by=by, at=AT
        ),
        "people.set_language": lambda: set_language(owner_for(by), "en", by=by, at=AT),
        "installation.backup": lambda: backup(tmp / "b.tar", home=tmp, by=by, at=AT),
        "installation.restore": lambda: restore(tmp / "none.tar", home=tmp / "r", by=by, at=AT),
    }  # fmt: skip


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("action", sorted(MAY))
def test_the_door_of_an_action_opens_for_whom_the_table_names_and_no_other(
    action: str, role: str, tmp_path: Path
) -> None:
    attempt = attempts(actor(role), tmp_path)[action]
    refused = False
    try:
        attempt()
    except HarborError as error:
        refused = error.code == "permit.denied"
        assert refused or role in MAY[action]
    except OSError:  # a backup of a register that lives in memory
        assert role in MAY[action]
    assert refused is (role not in MAY[action])


def test_the_hand_written_table_covers_every_action() -> None:
    assert set(MAY) | READ_ONLY == set(permits.TABLE)


@pytest.mark.parametrize("role", ["administrator", "office", "firm"])
def test_nobody_touches_the_watches_and_warnings_of_another(role: str, tmp_path: Path) -> None:
    other = Person.objects.create(username="other", role="firm")
    warning = warning_of(other, tmp_path)
    by = actor(role)
    for attempt in (
        lambda: end(warning.watch_id, by=by, at=AT),
        lambda: acknowledge(warning.pk, by=by, at=AT),
        lambda: act(warning.pk, step="x", due_on=None, by=by, at=AT),
        lambda: close(warning.pk, verdict="useful", by=by, at=AT),
        lambda: add(owner=other, name="n", query="灯", vintage=0, by=by, at=AT),
    ):
        with pytest.raises(HarborError) as refused:
            attempt()
        assert refused.value.code in ("watch.unknown", "warning.unknown", "permit.denied")
    warning.refresh_from_db()
    assert warning.state == "new"


def test_a_firms_person_sees_and_changes_the_docket_of_that_firm_alone(tmp_path: Path) -> None:
    by = actor("firm")
    own, other = firm_of(by), Firm.objects.create(name="佛山远光有限公司")
    for action in ("docket.read", "rights.take_up", "rights.record_reduction"):
        assert permits.allowed(by, action, firm=own)
        assert not permits.allowed(by, action, firm=other)
        assert not permits.allowed(by, action)
    for name in (other.name, "没有这家公司"):
        with pytest.raises(HarborError) as refused:
            take_up(name, corpus=Corpus(tmp_path / "c"), by=by, at=AT)
        assert refused.value.code == "permit.denied"
    assert Firm.objects.count() == 2


def test_a_name_nobody_knows_makes_no_firm(tmp_path: Path) -> None:
    with pytest.raises(HarborError) as unknown:
        take_up("没有这家公司", corpus=Corpus(tmp_path / "c"), by=permits.operator(), at=AT)
    assert unknown.value.code == "docket.firm.no_documents"
    assert not Firm.objects.exists()


def test_a_new_password_is_given_by_an_administrator_alone() -> None:
    person = Person.objects.create(username="p", role="firm")
    with pytest.raises(HarborError):
        set_password(person, "correct-horse-battery", by=permits.of(person), at=AT)
    set_password(person, "correct-horse-battery", by=permits.operator(), at=AT)
    assert person.check_password("correct-horse-battery")


def test_an_upload_is_refused_to_a_firm_and_bounded_for_the_office(tmp_path: Path) -> None:
    given = {"uploads": tmp_path / "u", "limit_mb": 1, "start": lambda run, path: 1, "at": AT}
    with pytest.raises(HarborError) as denied:
        begin_upload([b"x"], "a.csv", by=actor("firm"), **given)  # type: ignore[arg-type]
    assert denied.value.code == "permit.denied"
    with pytest.raises(HarborError) as large:
        begin_upload([b"x" * 2**20, b"y"], "a.csv", by=actor("office"), **given)  # type: ignore[arg-type]
    assert large.value.code == "upload.too_large"
    assert list((tmp_path / "u").iterdir()) == []

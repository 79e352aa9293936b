"""Invitations, desks, hand-over and locking, as the register sees them."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from permit_world import AT, actor, body, seated, warning_of

from ipharbor.actions import permits
from ipharbor.actions.people import accept as accepting
from ipharbor.actions.people import invite as inviting
from ipharbor.actions.people.accept import accept, invitation_for, join
from ipharbor.actions.people.appoint import appoint
from ipharbor.actions.people.create import at_the_machine, create
from ipharbor.actions.people.leave import HandedOver, leave, to_hand_over
from ipharbor.actions.people.lock import end_sessions, lock
from ipharbor.actions.people.take_desk import take_desk
from ipharbor.actions.token.make import bearer, make
from ipharbor.actions.token.revoke import revoke
from ipharbor.journal.models import Line, Outgoing
from ipharbor.records.models import (
    Invitation,
    IssuedWarning,
    Membership,
    Organisation,
    Person,
    Token,
    Watch,
)
from ipharbor.vocabulary.errors import HarborError

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=1)
GOOD = "correct-horse-battery"


def code(attempt: object) -> str:
    with pytest.raises(HarborError) as refused:
        attempt()  # type: ignore[operator]
    return refused.value.code


@pytest.fixture
def firm() -> Organisation:
    return body("firm", "番禺明灯有限公司")


@pytest.fixture
def head(firm: Organisation) -> Person:
    return seated("fang", firm, manager=True)


def invited(
    to: Organisation, by: Person, key: str = "key-1", email: str = "liu@example.org"
) -> Invitation:
    return inviting.invite(
        email, to, key=key, address=lambda one: f"http://h/accept/{one}/", by=actor(by), at=AT
    )


def taken(key: str = "key-1", name: str = "liu") -> Person:
    return accept(key, username=name, password=GOOD, lang="zh", at=LATER)


def place(person: Person, organisation: Organisation) -> Membership:
    return Membership.objects.get(person=person, organisation=organisation, until=None)


def test_an_invitation_is_mailed_and_its_key_is_kept_nowhere_but_in_the_mail(
    firm: Organisation, head: Person
) -> None:
    made = invited(firm, head)
    mail = Outgoing.objects.get(once=f"invitation:{made.pk}")
    assert mail.to == "liu@example.org"
    assert "http://h/accept/key-1/" in mail.body
    assert "番禺明灯有限公司" in mail.subject
    assert "2021-12-07" in mail.body
    assert "key-1" not in made.proof
    assert not any("key-1" in str(line.details) for line in Line.objects.all())


def test_an_invitation_is_good_once(firm: Organisation, head: Person) -> None:
    invited(firm, head)
    person = taken()
    assert (person.role, person.firm, person.organisation) == ("firm", firm.firm, firm)
    assert person.email == "liu@example.org"
    assert code(lambda: taken(name="wang")) == "invitation.over"
    assert not Person.objects.filter(username="wang").exists()


def test_an_invitation_runs_out_after_seven_days(firm: Organisation, head: Person) -> None:
    invited(firm, head)
    last = AT + timedelta(days=7)
    assert invitation_for("key-1", at=last - timedelta(seconds=1)).organisation == firm
    assert code(lambda: invitation_for("key-1", at=last)) == "invitation.over"


def test_an_invitation_that_was_withdrawn_or_followed_by_another_opens_nothing(
    firm: Organisation, head: Person
) -> None:
    first = invited(firm, head)
    invited(firm, head, key="key-2", email="LIU@example.org")
    assert code(taken) == "invitation.over"
    assert code(lambda: inviting.withdraw(first, by=actor(head), at=AT)) == "invitation.over"
    second = Invitation.objects.get(withdrawn_at=None)
    inviting.withdraw(second, by=actor(head), at=AT)
    assert code(lambda: taken("key-2")) == "invitation.over"
    assert Line.objects.filter(action="people.invite").latest("seq").details["replaces"] == [
        first.pk
    ]


def test_an_invitation_to_an_organisation_that_has_closed_opens_nothing(
    firm: Organisation, head: Person
) -> None:
    invited(firm, head)
    Organisation.objects.update(closed_at=AT)
    assert code(taken) == "invitation.over"
    firm.refresh_from_db()
    assert code(lambda: invited(firm, head, key="key-3")) == "organisation.closed"


@pytest.mark.parametrize("address", ["", "liu", "liu@", "a b@example.org", "x\n@example.org"])
def test_an_invitation_needs_a_mail_address(firm: Organisation, head: Person, address: str) -> None:
    assert code(lambda: invited(firm, head, email=address)) == "invitation.email.wrong"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("fang", "person.exists"),
        ("operator", "person.exists"),
        ("OPERATOR", "person.exists"),
        ("ｏｐｅｒａｔｏｒ", "person.exists"),  # wide letters
        ("", "person.name.missing"),
        ("x" * 81, "person.name.missing"),
        ("<b>liu</b>", "person.name.unfit"),
        ("liu wang", "person.name.unfit"),
    ],
)
def test_nobody_takes_the_name_of_another_or_of_the_operator(
    firm: Organisation, head: Person, name: str, why: str
) -> None:
    at_the_machine(at=AT)
    invited(firm, head)
    assert code(lambda: taken(name=name)) == why
    assert (
        code(
            lambda: create(
                username=name, password=GOOD, role="office", by=permits.operator(), at=AT
            )
        )
        == why
    )
    assert taken().username == "liu"  # the invitation was not used up


@pytest.mark.parametrize("password", ["short", "12345678901", "password123", "liu@example.org"])
def test_a_weak_password_does_not_use_the_invitation_up(
    firm: Organisation, head: Person, password: str
) -> None:
    invited(firm, head)
    assert (
        code(lambda: accept("key-1", username="liu", password=password, lang="zh", at=LATER))
        == "person.password.weak"
    )
    assert taken().pk


def test_a_person_with_an_account_takes_a_further_desk_and_changes_between_them(
    firm: Organisation, head: Person
) -> None:
    bank = body("lender", "番禺农商银行")
    lin = seated("lin", bank)
    invited(firm, head)
    join("key-1", lin, at=LATER)
    lin.refresh_from_db()
    assert (lin.role, lin.firm) == ("firm", firm.firm)
    take_desk(lin, bank.pk, by=actor(lin), at=LATER)
    lin.refresh_from_db()
    assert (lin.role, lin.firm, lin.organisation) == ("lender", None, bank)
    assert code(lambda: take_desk(lin, 7777, by=actor(lin), at=LATER)) == "membership.unknown"
    invited(firm, head, key="key-2")
    assert code(lambda: join("key-2", lin, at=LATER)) == "person.member_already"


def test_a_stale_page_does_not_undo_a_password_set_meanwhile(
    firm: Organisation, head: Person
) -> None:
    lin = seated("lin", body("lender", "番禺农商银行"))
    stale = Person.objects.get(pk=lin.pk)
    lin.set_password("a-brand-new-horse")
    lin.save()
    invited(firm, head)
    join("key-1", stale, at=LATER)
    assert Person.objects.get(pk=lin.pk).check_password("a-brand-new-horse")


def test_the_one_who_leaves_hands_watches_and_open_warnings_over(
    firm: Organisation, head: Person
) -> None:
    leaving = seated("liu", firm)
    open_one, closed = warning_of(leaving), warning_of(head)
    IssuedWarning.objects.filter(pk=closed.pk).update(state="closed", verdict="useful")
    assert to_hand_over(place(leaving, firm)) == HandedOver(1, 1)
    with pytest.raises(HarborError) as missing:
        leave(place(leaving, firm), by=actor(head), at=LATER)
    assert missing.value.code == "handover.successor.missing"
    stranger = seated("other", body("firm", "佛山远光有限公司"))
    assert (
        code(lambda: leave(place(leaving, firm), successor=stranger, by=actor(head), at=LATER))
        == "handover.successor.elsewhere"
    )
    assert place(leaving, firm)
    done = leave(place(leaving, firm), successor=head, by=actor(head), at=LATER)
    assert done == HandedOver(1, 1)
    open_one.refresh_from_db()
    assert open_one.person == head
    leaving.refresh_from_db()
    assert (leaving.role, leaving.organisation, leaving.firm) == ("nobody", None, None)
    assert permits.of(leaving).role == "nobody"


def test_names_of_watches_that_meet_at_the_hand_over_are_told_apart(
    firm: Organisation, head: Person
) -> None:
    leaving = seated("liu", firm)
    long = "灯" * 120
    for owner in (head, leaving):
        for name in ("灯", long):
            Watch.objects.create(
                owner=owner, name=name, kind="query", query="灯", created_at=AT, since=AT.date()
            )
    Watch.objects.create(
        owner=leaving, name="灯 · liu", kind="query", query="灯", created_at=AT, since=AT.date()
    )
    leave(place(leaving, firm), successor=head, by=actor(head), at=LATER)
    names = list(Watch.objects.filter(owner=head).values_list("name", flat=True))
    assert len(names) == len(set(names)) == 5
    assert {"灯", "灯 · liu", "灯 · liu · liu", long} < set(names)
    assert all(len(name) <= 120 for name in names)


def test_who_has_another_desk_keeps_the_watches_and_sits_there(
    firm: Organisation, head: Person
) -> None:
    bank = body("lender", "番禺农商银行")
    liu = seated("liu", firm)
    Membership.objects.create(person=liu, organisation=bank, since=AT)
    warning_of(liu)
    assert leave(place(liu, firm), by=actor(head), at=LATER) == HandedOver(0, 0)
    liu.refresh_from_db()
    assert (liu.role, liu.organisation) == ("lender", bank)
    assert liu.watches.count() == 1


def test_an_organisation_with_people_keeps_one_who_looks_after_them(
    firm: Organisation, head: Person
) -> None:
    liu = seated("liu", firm)
    mine = place(head, firm)
    assert code(lambda: appoint(mine, False, by=actor(head), at=AT)) == "organisation.last_manager"
    assert code(lambda: leave(mine, by=actor(head), at=AT)) == "organisation.last_manager"
    appoint(place(liu, firm), True, by=actor(head), at=AT)
    appoint(mine, False, by=actor(head), at=AT)
    head.refresh_from_db()
    assert not head.manager
    assert code(lambda: invited(firm, head)) == "permit.denied"


def test_a_locked_manager_does_not_count(firm: Organisation, head: Person) -> None:
    liu = seated("liu", firm, manager=True)
    seated("wang", firm)
    lock(liu, True, by=permits.operator(), at=AT)
    assert (
        code(lambda: leave(place(head, firm), by=actor(head), at=AT)) == "organisation.last_manager"
    )


def test_locking_ends_sessions_and_tokens_at_once(firm: Organisation, head: Person) -> None:
    before = head.get_session_auth_hash()
    token_for(head)
    assert bearer("iph_the-key", at=AT).person == head
    lock(head, True, by=permits.operator(), at=AT)
    head.refresh_from_db()
    assert head.get_session_auth_hash() != before
    assert code(lambda: bearer("iph_the-key", at=AT)) == "token.refused"
    assert permits.of(head).role == "nobody"
    lock(head, False, by=permits.operator(), at=AT)
    assert bearer("iph_the-key", at=AT).person == head
    ada = seated("ada", body("installation", "IPHarbor"))
    assert code(lambda: lock(ada, True, by=actor(ada), at=AT)) == "person.lock.own"


def test_signing_out_everywhere_reaches_sessions_begun_since_the_page_was_loaded(
    head: Person,
) -> None:
    stale = Person.objects.get(pk=head.pk)
    end_sessions(head, by=actor(head), at=AT)
    since = Person.objects.get(pk=head.pk).get_session_auth_hash()
    end_sessions(stale, by=actor(stale), at=AT)
    assert Person.objects.get(pk=head.pk).get_session_auth_hash() != since


def token_for(person: Person, key: str = "iph_the-key") -> Token:
    return make(
        person, "报表", key=key, scopes=["docket.read"], ends_at=AT + timedelta(days=30),
        by=actor(person), at=AT,
    )  # fmt: skip


def test_a_token_is_kept_as_its_hash_and_works_until_its_end(head: Person) -> None:
    made = token_for(head)
    assert "the-key" not in made.proof
    by = bearer("iph_the-key", at=AT)
    assert by.scopes == {"docket.read"}
    assert code(lambda: bearer("iph_the-key", at=made.ends_at)) == "token.refused"
    assert code(lambda: bearer("iph_another", at=AT)) == "token.refused"
    assert not any("the-key" in str(line.details) for line in Line.objects.all())
    made.refresh_from_db()
    assert made.used_at == AT
    revoke(made, by=actor(head), at=AT)
    revoke(made, by=actor(head), at=AT)
    assert code(lambda: bearer("iph_the-key", at=AT)) == "token.refused"
    assert Line.objects.filter(action="token.revoke").count() == 1


def test_a_token_rests_while_its_person_sits_at_another_desk(
    firm: Organisation, head: Person
) -> None:
    bank = body("lender", "番禺农商银行")
    Membership.objects.create(person=head, organisation=bank, since=AT)
    token_for(head)
    take_desk(head, bank.pk, by=actor(head), at=AT)
    assert code(lambda: bearer("iph_the-key", at=AT)) == "token.refused"
    take_desk(head, firm.pk, by=actor(head), at=AT)
    assert bearer("iph_the-key", at=AT).role == "firm"


def test_tokens_of_a_desk_end_with_the_place(firm: Organisation, head: Person) -> None:
    liu = seated("liu", firm)
    token_for(liu)
    leave(place(liu, firm), by=actor(head), at=LATER)
    assert Token.objects.get().revoked_at == LATER


@pytest.mark.parametrize(
    ("name", "scopes", "days", "why"),
    [
        ("  ", ["docket.read"], 30, "token.name.missing"),
        ("n", [], 30, "token.scope.missing"),
        ("n", ["docket.write", "world.rule"], 30, "token.scope.unknown"),
        ("n", ["docket.read"], 0, "token.end.unfit"),
        ("n", ["docket.read"], 367, "token.end.unfit"),
    ],
)
def test_a_token_names_what_for_how_far_and_until_when(
    head: Person, name: str, scopes: list[str], days: int, why: str
) -> None:
    ends_at = AT + timedelta(days=days)
    assert (
        code(
            lambda: make(head, name, key="k", scopes=scopes, ends_at=ends_at, by=actor(head), at=AT)
        )
        == why
    )
    assert not Token.objects.exists()


def test_a_role_and_an_organisation_that_do_not_go_together_are_refused() -> None:
    bank = body("lender", "番禺农商银行")
    given = {"password": GOOD, "by": permits.operator(), "at": AT}
    assert (
        code(
            lambda: create(username="x", role="office", organisation=bank, **given)  # type: ignore[arg-type]
        )
        == "person.organisation.unfit"
    )
    assert code(lambda: create(username="x", role="lender", **given)) == (  # type: ignore[arg-type]
        "person.organisation.missing"
    )
    made = create(username="x", role="lender", organisation=bank, **given)  # type: ignore[arg-type]
    assert made.manager  # the first looks after the others
    assert not create(username="y", role="lender", organisation=bank, **given).manager  # type: ignore[arg-type]


def test_of_two_browsers_with_one_invitation_one_enters_and_the_other_is_told(
    firm: Organisation, head: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The second has seen the invitation open before the first took it."""
    invited(firm, head)

    def seen_open(key: str, *, at: datetime) -> Invitation:
        found = invitation_for(key, at=at)
        monkeypatch.setattr(accepting, "invitation_for", invitation_for)
        taken(name="liu")
        return found

    monkeypatch.setattr(accepting, "invitation_for", seen_open)
    assert code(lambda: taken(name="wang")) == "invitation.over"
    assert not Person.objects.filter(username="wang").exists()

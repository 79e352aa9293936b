"""One-time passwords: the test values of RFC 6238, drift, and that none works twice."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from permit_world import actor, body, seated

from ipharbor.actions.people import second_factor
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal.models import Line
from ipharbor.records.models import Person, RecoveryCode, SecondFactor
from ipharbor.vocabulary.errors import HarborError

pytestmark = pytest.mark.django_db
SEED = b"12345678901234567890"  # RFC 6238, appendix B
SEALS = Sealer("the installation's secret", "second factor")
# Appendix B gives eight digits; six-digit passwords are the last six of them (RFC 4226, 5.3).
VECTORS = {
    59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924",
    2000000000: "69279037", 20000000000: "65353130",
}  # fmt: skip


def moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def guarded(at: datetime, recovery: tuple[str, ...] = ("ABCDE-23456",)) -> Person:
    person = seated("fang", body("firm", "番禺明灯有限公司"))
    by = actor(person)
    second_factor.begin(person, SEED, seals=SEALS, by=by, at=at)
    SecondFactor.objects.update(confirmed_at=at)
    second_factor.renew_codes(person, recovery)
    return person


@pytest.mark.parametrize("seconds", VECTORS)
def test_the_values_of_rfc_6238_are_right_and_work_once(seconds: int) -> None:
    at, code = moment(seconds), VECTORS[seconds][-6:]
    person = guarded(at)
    assert second_factor.check(person, code, seals=SEALS, at=at)
    assert not second_factor.check(person, code, seals=SEALS, at=at)


@pytest.mark.parametrize(
    ("late", "fits"), [(-61, False), (-30, True), (0, True), (30, True), (61, False)]
)
def test_a_clock_may_be_one_step_ahead_or_behind_and_no_more(late: int, fits: bool) -> None:
    at = moment(1111111110)
    person = guarded(at)
    code = VECTORS[1111111111][-6:]
    assert second_factor.check(person, code, seals=SEALS, at=at + timedelta(seconds=late)) is fits


def test_a_code_older_than_the_one_used_last_does_not_work() -> None:
    at = moment(1111111111)
    person = guarded(at)
    assert second_factor.check(person, VECTORS[1111111111][-6:], seals=SEALS, at=at)
    assert not second_factor.check(person, VECTORS[1111111109][-6:], seals=SEALS, at=at)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=12))
def test_what_is_no_code_never_opens_and_never_breaks(typed: str) -> None:
    at = moment(59)
    person = Person.objects.filter(username="fang").first() or guarded(at)
    bare = "".join(sign for sign in typed.upper() if sign.isalnum())
    if bare not in ("ABCDE23456", VECTORS[59][-6:]):
        assert not second_factor.check(person, typed, seals=SEALS, at=at)


def test_recovery_codes_work_once_each_and_the_journal_tells_of_it() -> None:
    at = moment(59)
    person = guarded(at, ("ABCDE-23456", "FGHJK-23456"))
    assert second_factor.check(person, "abcde23456", seals=SEALS, at=at)
    assert not second_factor.check(person, "ABCDE-23456", seals=SEALS, at=at)
    assert second_factor.check(person, "FGHJK 23456", seals=SEALS, at=at)
    assert Line.objects.filter(action="people.use_recovery_code").count() == 2


def test_recovery_codes_are_kept_salted_and_those_of_an_earlier_version_still_open() -> None:
    at = moment(59)
    person = guarded(at)
    assert len(RecoveryCode.objects.get().salt) == 32
    plain = hashlib.sha256(b"FGHJK23456").hexdigest()
    RecoveryCode.objects.create(person=person, proof=plain)
    assert second_factor.check(person, "FGHJK-23456", seals=SEALS, at=at)
    assert not second_factor.check(person, "FGHJK-23456", seals=SEALS, at=at)
    assert second_factor.check(person, "ABCDE-23456", seals=SEALS, at=at)


def test_it_is_in_force_only_after_its_first_code_and_not_set_up_over_another() -> None:
    at = moment(59)
    person = seated("fang", body("firm", "番禺明灯有限公司"))
    by = actor(person)
    assert second_factor.begin(person, SEED, seals=SEALS, by=by, at=at).startswith("otpauth://totp")
    assert not second_factor.needed(person)
    with pytest.raises(HarborError) as wrong:
        second_factor.confirm(person, "000000", seals=SEALS, recovery=["A"], by=by, at=at)
    assert wrong.value.code == "second_factor.wrong"
    assert not second_factor.needed(person)
    code = VECTORS[59][-6:]
    second_factor.confirm(person, code, seals=SEALS, recovery=["A"], by=by, at=at)
    assert second_factor.needed(person)
    with pytest.raises(HarborError) as again:
        second_factor.begin(person, b"1" * 20, seals=SEALS, by=by, at=at)
    assert again.value.code == "second_factor.in_force"


def test_the_secret_is_sealed_in_the_register_and_unreadable_under_another_key() -> None:
    at = moment(59)
    person = guarded(at)
    held = SecondFactor.objects.get(person=person)
    assert SEED.hex() not in held.secret
    assert SEALS.open(held.secret) == SEED.hex()
    with pytest.raises(HarborError) as unreadable:
        second_factor.check(person, "287082", seals=Sealer("another", "second factor"), at=at)
    assert unreadable.value.code == "second_factor.unreadable"


def test_taking_it_away_asks_for_the_password() -> None:
    at = moment(59)
    person = guarded(at)
    person.set_password("correct-horse-battery")
    person.save()
    with pytest.raises(HarborError) as wrong:
        second_factor.remove(person, password="wrong", by=actor(person), at=at)
    assert wrong.value.code == "person.password.wrong"
    second_factor.remove(person, password="correct-horse-battery", by=actor(person), at=at)
    assert not second_factor.needed(person)
    assert not RecoveryCode.objects.exists()

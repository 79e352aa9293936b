"""Time stamps after RFC 3161: got, read, and refused where they are not what was asked for."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stamping import NOW, Authority, refusal, serving

from ipharbor.actions import permits
from ipharbor.actions.installation.sign import sign
from ipharbor.gateways import timestamp
from ipharbor.gateways.timestamp import HttpTimestamper, StampRefused
from ipharbor.journal import heads
from ipharbor.journal.models import Head

AT = datetime(2021, 11, 30, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
TEXT = "番禺的日志".encode()


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


@pytest.fixture
def stamper(authority: Authority) -> Iterator[HttpTimestamper]:
    with serving(authority) as url:
        yield HttpTimestamper(url, timeout=5)


def test_a_time_stamp_says_when_and_over_what(
    stamper: HttpTimestamper, authority: Authority
) -> None:
    stamp = stamper.stamp(TEXT)
    told = timestamp.read(stamp)
    assert told.at == NOW
    assert told.serial == 7
    assert timestamp.covers(stamp, TEXT)
    assert not timestamp.covers(stamp, TEXT + b" ")
    assert timestamp.signed_under(stamp, TEXT, [authority.root_pem()])
    assert not timestamp.signed_under(stamp, TEXT + b" ", [authority.root_pem()])


def test_the_authoritys_signature_counts_under_its_own_root_alone(
    stamper: HttpTimestamper,
) -> None:
    stamp = stamper.stamp(TEXT)
    assert not timestamp.signed_under(stamp, TEXT, [Authority().root_pem()])
    with pytest.raises(ValueError, match=r".+"):
        timestamp.signed_under(stamp, TEXT, [b"no certificate"])


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl here")
def test_openssl_takes_the_stamp_as_well(
    stamper: HttpTimestamper, authority: Authority, tmp_path: Path
) -> None:
    for name, data in (
        ("text", TEXT), ("stamp.tsr", stamper.stamp(TEXT)), ("root.pem", authority.root_pem()),
    ):  # fmt: skip
        (tmp_path / name).write_bytes(data)
    done = subprocess.run(
        ["openssl", "ts", "-verify", "-data", "text", "-in", "stamp.tsr", "-CAfile", "root.pem"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "Verification: OK" in done.stdout + done.stderr, done.stderr


@pytest.mark.parametrize(
    "answer",
    [
        lambda asked, was: (200, refusal()),
        lambda asked, was: (200, b"<html>no</html>"),
        lambda asked, was: (200, b""),
        lambda asked, was: (500, b"broken"),
        lambda asked, was: (302, b""),
        lambda asked, was: (200, was[-1:] * 70_000),
        lambda asked, was: (200, was),  # the answer to another request
    ],
)
def test_an_answer_that_is_no_time_stamp_is_refused(
    stamper: HttpTimestamper,
    authority: Authority,
    monkeypatch: pytest.MonkeyPatch,
    answer: Callable[[bytes, bytes], tuple[int, bytes]],
) -> None:
    other = stamper.stamp(TEXT)
    monkeypatch.setattr(authority, "answer", lambda asked: answer(asked, other))
    with pytest.raises(StampRefused):
        stamper.stamp(TEXT)


def test_nobody_there_is_an_error_of_the_network() -> None:
    with pytest.raises(OSError, match=r".+"):
        HttpTimestamper("http://127.0.0.1:9/", timeout=1).stamp(TEXT)


@given(st.binary(max_size=200))
def test_bytes_from_outside_never_bring_the_reader_down(data: bytes) -> None:
    with pytest.raises(StampRefused):
        timestamp.read(data)


@pytest.mark.django_db
def test_a_head_is_stamped_when_it_is_signed(stamper: HttpTimestamper, tmp_path: Path) -> None:
    head = sign(home=tmp_path, timestamper=stamper, by=permits.operator(), at=AT)
    kept = Head.objects.get(pk=head.pk)
    assert timestamp.covers(bytes(kept.timestamp or b""), heads.note(kept).text().encode())
    assert kept.timestamp_why == ""


@pytest.mark.django_db
def test_a_head_stands_without_a_stamp_and_says_why(tmp_path: Path) -> None:
    nobody = HttpTimestamper("http://127.0.0.1:9/", timeout=1)
    head = sign(home=tmp_path, timestamper=nobody, by=permits.operator(), at=AT)
    kept = Head.objects.get(pk=head.pk)
    assert kept.timestamp is None
    assert kept.timestamp_why.startswith("StampRefused")

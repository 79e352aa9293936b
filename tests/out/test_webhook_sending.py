"""What goes to an address, signed how, and where nothing goes."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from receiver import receiving

from ipharbor.gateways.webhook_forms import Event, Letter, parcel, signature, written
from ipharbor.gateways.webhooks import HttpSender, NotTaken, checked, public

NOW = datetime(2021, 11, 30, 4, 0, tzinfo=UTC)
SECRET = written(b"the moon is a lamp, and a lamp is")
LETTER = Letter(
    "橙色预警：对手", "新文献 3 件。\n<@all> [点我](http://evil)", "http://h/inbox/7/", "查看"
)
EVENT = Event("msg_lamp", "warning.raised", NOW, {"warning": 7}, LETTER)
HERE = HttpSender(plain=True, private=True, patience=2.0)


def test_a_generic_event_is_signed_as_standard_webhooks_says() -> None:
    with receiving() as told:
        assert HERE.send(told.url, parcel("generic", EVENT, secret=SECRET, now=NOW)) == 200
    got = told.got[0]
    assert got.path == "/hook?key=moon"
    assert got.headers["webhook-id"] == "msg_lamp"
    assert got.headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    signed = b"msg_lamp." + got.headers["webhook-timestamp"].encode() + b"." + got.body
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    proof = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert got.headers["webhook-signature"] == f"v1,{proof}"
    body = json.loads(got.body)
    assert body["type"] == "warning.raised" and body["data"] == {"warning": 7}


def test_the_signature_is_that_of_the_example_of_the_standard() -> None:
    # From the test vectors of the reference libraries of Standard Webhooks.
    made = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1614265330,
        b'{"test": 2432232314}',
    )
    assert made == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_dingtalk_robot_gets_stamp_and_sign_in_its_address() -> None:
    with receiving(says=b'{"errcode":0,"errmsg":"ok"}') as told:
        HERE.send(told.url, parcel("dingtalk", EVENT, secret="SEC1", now=NOW))
    query = parse_qs(urlsplit(told.got[0].path).query)
    stamp = str(int(NOW.timestamp() * 1000))
    proof = hmac.new(b"SEC1", f"{stamp}\nSEC1".encode(), hashlib.sha256).digest()
    assert query == {
        "key": ["moon"], "timestamp": [stamp], "sign": [base64.b64encode(proof).decode()]
    }  # fmt: skip
    told_text = json.loads(told.got[0].body)["markdown"]["text"]
    assert "[查看](http://h/inbox/7/)" in told_text


def test_a_feishu_robot_gets_stamp_and_sign_in_the_body() -> None:
    with receiving(says=b'{"code":0,"msg":"success"}') as told:
        HERE.send(told.url, parcel("feishu", EVENT, secret="moon", now=NOW))
    body = json.loads(told.got[0].body)
    stamp = str(int(NOW.timestamp()))
    proof = hmac.new(f"{stamp}\nmoon".encode(), b"", hashlib.sha256).digest()
    assert (body["timestamp"], body["sign"]) == (stamp, base64.b64encode(proof).decode())
    assert body["card"]["header"]["title"]["content"] == LETTER.title


def test_a_wecom_robot_gets_a_text_that_calls_nobody_and_links_nowhere_else() -> None:
    with receiving(says=b'{"errcode":0,"errmsg":"ok"}') as told:
        HERE.send(told.url, parcel("wecom", EVENT, secret="", now=NOW))
    text = json.loads(told.got[0].body)["markdown"]["content"]
    assert "<@all>" not in text and "](http://evil" not in text
    assert text.endswith("[查看](http://h/inbox/7/)")


@given(text=st.text(max_size=5000), title=st.text(max_size=300))
def test_however_long_a_text_is_no_robot_gets_more_than_it_takes(text: str, title: str) -> None:
    event = Event("m", "job.dead", NOW, {}, Letter(title, text * 3, "https://h/jobs/1/", "see"))
    wecom = json.loads(parcel("wecom", event, secret="", now=NOW).body)
    assert len(wecom["markdown"]["content"].encode()) <= 4096
    assert wecom["markdown"]["content"].endswith("(https://h/jobs/1/)")
    assert len(parcel("feishu", event, secret="", now=NOW).body) < 20_000


@pytest.mark.parametrize(
    "says", [b'{"errcode":93000,"errmsg":"invalid webhook"}', b"<html>", b"[]"]
)
def test_a_robot_that_answers_200_and_refuses_in_the_body_has_not_taken_it(says: bytes) -> None:
    with receiving(says=says) as told, pytest.raises(NotTaken) as refused:
        HERE.send(told.url, parcel("wecom", EVENT, secret="", now=NOW))
    assert refused.value.why == "refused" and refused.value.status == 200


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"answers": [500]}, "refused"),
        ({"answers": [410]}, "refused"),
        ({"answers": [302]}, "redirected"),
        ({"waits": 1.5}, "slow"),
        ({"drips": 0.2, "says": b"x" * 40}, "slow"),
    ],
)
def test_a_receiver_that_fails_dawdles_or_points_elsewhere_has_not_taken_it(
    how: dict[str, object], why: str
) -> None:
    hasty = HttpSender(plain=True, private=True, patience=0.6)
    began = time.monotonic()
    with receiving(**how) as told:
        with pytest.raises(NotTaken) as refused:
            hasty.send(told.url, parcel("generic", EVENT, secret=SECRET, now=NOW))
        assert refused.value.why == why
        assert time.monotonic() - began < 3
    assert [got.path for got in told.got] == ["/hook?key=moon"]


def test_an_endless_answer_is_not_read_to_its_end() -> None:
    with receiving(says=b"x" * 3_000_000) as told:
        assert HERE.send(told.url, parcel("generic", EVENT, secret=SECRET, now=NOW)) == 200


@pytest.mark.parametrize(
    "inside",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.9", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "100.100.100.200", "0.0.0.0", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1",
        "fc00::1", "fd00:ec2::254", "::ffff:127.0.0.1", "::ffff:169.254.169.254",
        "64:ff9b::a00:1", "2002:7f00:1::", "fe80::1%eth0", "nonsense",
    ],
)  # fmt: skip
def test_nothing_goes_to_this_machine_or_a_private_network(inside: str) -> None:
    assert not public(inside)
    for found in ([inside], ["93.184.216.34", inside]):
        careful = HttpSender(resolver=lambda host, port, found=found: found)
        with pytest.raises(NotTaken) as refused:
            careful.send(
                "https://lamp.example/hook", parcel("generic", EVENT, secret=SECRET, now=NOW)
            )
        assert refused.value.why == "private"


@pytest.mark.parametrize("outside", ["93.184.216.34", "2606:2800:220:1::", "::ffff:93.184.216.34"])
def test_addresses_of_the_open_internet_are_public(outside: str) -> None:
    assert public(outside)


def test_the_connection_goes_to_the_address_that_was_looked_at() -> None:
    asked: list[str] = []

    def once(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    with receiving() as told:
        sender = HttpSender(plain=True, private=True, resolver=once)
        address = f"http://lamp.example:{told.port}/hook"
        sender.send(address, parcel("generic", EVENT, secret=SECRET, now=NOW))
    assert asked == ["lamp.example"]
    assert told.got[0].headers["Host"] == f"lamp.example:{told.port}"


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://lamp.example/", "plain"),
        ("ftp://lamp.example/", "address"),
        ("https://", "address"),
        ("https://u:p@lamp.example/", "address"),
        ("https://lamp.example/a b", "address"),
        ("https://lamp.example/\r\nX: y", "address"),
        ("https://lamp.example:99999/", "address"),
        ("file:///etc/passwd", "address"),
    ],
)
def test_what_is_no_address_to_send_to_is_refused_unsent(address: str, why: str) -> None:
    with pytest.raises(NotTaken) as refused:
        checked(address, plain=False)
    assert refused.value.why == why

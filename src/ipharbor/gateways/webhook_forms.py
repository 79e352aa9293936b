"""The forms in which an event is written to an address, and how each is signed.

Sources: Standard Webhooks 1.0.0 (github.com/standard-webhooks/standard-webhooks) for
``generic``; the makers' pages on group robots for the others (WeCom
developer.work.weixin.qq.com/document/path/91770, DingTalk open.dingtalk.com "自定义机器人安全设置",
Feishu open.feishu.cn "自定义机器人使用指南"), read in part through others' accounts of them.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

PREFIX = "whsec_"
LONGEST_TEXT = 3600  # bytes: the least of the robots' limits is 4096 for a text
_JSON = {"Content-Type": "application/json; charset=utf-8"}
# Signs by which robots' texts name people, link and colour, as others that look like them.
_TAME = str.maketrans({"<": "＜", ">": "＞", "[": "［", "]": "］", "@": "＠", "`": "＇", "*": "＊"})


@dataclass(frozen=True)
class Letter:
    """An event in words. ``title`` is a line, ``text`` a few; ``url`` is the page that shows it,
    with ``link`` as its name."""

    title: str
    text: str
    url: str
    link: str


@dataclass(frozen=True)
class Event:
    """An event to be told: its ``message`` (the same at every attempt), kind, data, words."""

    message: str
    kind: str
    at: datetime
    data: Mapping[str, Any]
    letter: Letter


@dataclass(frozen=True)
class Parcel:
    """What goes over the wire. ``robot`` says that the answer's body tells whether it was taken."""

    body: bytes
    headers: Mapping[str, str]
    query: Mapping[str, str] = field(default_factory=dict)
    robot: bool = False


def parcel(form: str, event: Event, *, secret: str, now: datetime) -> Parcel:
    """The event in the form ``generic``, ``wecom``, ``dingtalk`` or ``feishu``, signed at ``now``.

    An empty ``secret`` leaves a robot's message unsigned; ValueError for ``generic``.
    """
    if form == "generic":
        return _generic(event, secret, now)
    if form == "wecom":
        text = _markdown(event.letter, heading="## ")
        told: dict[str, Any] = {"msgtype": "markdown", "markdown": {"content": text}}
        return Parcel(_packed(told), _JSON, robot=True)
    if form == "dingtalk":
        return _dingtalk(event, secret, now)
    if form == "feishu":
        return _feishu(event, secret, now)
    raise ValueError(form)


def signature(secret: str, message: str, stamp: int, body: bytes) -> str:
    """``v1,…`` over ``message.stamp.body`` (HMAC-SHA256, base64), as Standard Webhooks says."""
    made = hmac.new(key_of(secret), b"%s.%d.%s" % (message.encode(), stamp, body), hashlib.sha256)
    return "v1," + base64.b64encode(made.digest()).decode("ascii")


def key_of(secret: str) -> bytes:
    """The bytes of a secret written as ``whsec_`` and base64; ValueError for another."""
    try:
        if secret.startswith(PREFIX):
            return base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as broken:
        raise ValueError("no secret") from broken
    raise ValueError("no secret")


def written(key: bytes) -> str:
    """A secret as it is shown: ``whsec_`` and base64."""
    return PREFIX + base64.b64encode(key).decode("ascii")


def _generic(event: Event, secret: str, now: datetime) -> Parcel:
    letter = event.letter
    body = _packed(
        {
            "type": event.kind,
            "timestamp": event.at.isoformat(),
            "data": dict(event.data),
            "text": {"title": letter.title, "text": letter.text, "url": letter.url},
        }
    )
    stamp = int(now.timestamp())
    headers = {
        **_JSON,
        "webhook-id": event.message,
        "webhook-timestamp": str(stamp),
        "webhook-signature": signature(secret, event.message, stamp, body),
    }
    return Parcel(body, headers)


def _dingtalk(event: Event, secret: str, now: datetime) -> Parcel:
    text = _markdown(event.letter, heading="#### ")
    title = _cut(event.letter.title.translate(_TAME), 100)
    body = _packed({"msgtype": "markdown", "markdown": {"title": title, "text": text}})
    if not secret:
        return Parcel(body, _JSON, robot=True)
    stamp = str(int(now.timestamp() * 1000))
    made = hmac.new(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256).digest()
    query = {"timestamp": stamp, "sign": base64.b64encode(made).decode("ascii")}
    return Parcel(body, _JSON, query, robot=True)


def _feishu(event: Event, secret: str, now: datetime) -> Parcel:
    letter = event.letter
    text = _cut(f"{letter.text.translate(_TAME)}\n[{letter.link}]({letter.url})", LONGEST_TEXT)
    title = _cut(letter.title.translate(_TAME), 200)
    told: dict[str, Any] = {
        "msg_type": "interactive",
        "card": {
            "header": {"title": {"tag": "plain_text", "content": title}},
            "elements": [{"tag": "div", "text": {"tag": "lark_md", "content": text}}],
        },
    }
    if secret:
        stamp = str(int(now.timestamp()))
        # Feishu signs nothing with the text: stamp and secret are the key, the message empty.
        made = hmac.new(f"{stamp}\n{secret}".encode(), b"", hashlib.sha256).digest()
        told |= {"timestamp": stamp, "sign": base64.b64encode(made).decode("ascii")}
    return Parcel(_packed(told), _JSON, robot=True)


def _markdown(letter: Letter, *, heading: str) -> str:
    lines = [heading + " ".join(letter.title.translate(_TAME).split())]
    lines += [f"> {line}" for line in letter.text.translate(_TAME).splitlines() if line.strip()]
    text = _cut("\n\n".join(lines), LONGEST_TEXT - len(letter.url) - 60)
    return f"{text}\n\n[{letter.link}]({letter.url})"


def _cut(text: str, most: int) -> str:
    """No more than ``most`` bytes of UTF-8, no sign halved."""
    held = text.encode("utf-8")
    return text if len(held) <= most else held[: most - 3].decode("utf-8", "ignore") + "…"


def _packed(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode("utf-8")

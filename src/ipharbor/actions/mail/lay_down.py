"""Lay a mail down for a person, as text and as HTML, with the way to end its kind."""

from __future__ import annotations

from datetime import datetime

from django.utils.html import escape

from ipharbor.actions.mail.kinds import token, wants
from ipharbor.actions.mail.sheet import linked
from ipharbor.journal import outbox
from ipharbor.records.models import Person
from ipharbor.vocabulary.messages import message


def lay_down(
    person: Person,
    kind: str,
    once: str,
    *,
    subject: str,
    body: str,
    base_url: str,
    at: datetime,
    html: str = "",
    lang: str = "",
) -> bool:
    """Put the mail into the outbox in the caller's transaction; gives whether it will go.

    ``body`` is plain text; ``html`` is what stands in its place on the page, else it is made of
    the text. ``lang`` is the person's where it is empty. A mail the person does not want is kept
    as withheld, with that reason; without an address nothing is kept.
    """
    if not person.email:
        return False
    base = base_url.rstrip("/")
    link = f"{base}/mail/unsubscribe/{token(person, kind)}/"
    lang = lang or person.lang
    foot = message(f"mail.foot.{kind}", lang, {"choices": f"{base}/account/mail/"}).what
    ending = message("mail.unsubscribe", lang, {}).what
    wanted = wants(person, kind)
    fresh = outbox.put(
        once,
        to=person.email,
        subject=subject,
        body=f"{body.rstrip()}\n\n-- \n{foot}\n{ending}: {link}\n",
        at=at,
        html=page(subject, html or _paragraphs(body), foot, ending, link, lang),
        unsubscribe=link,
        why="" if wanted else "unwanted",
    )
    return fresh and wanted


def page(subject: str, inner: str, foot: str, ending: str, link: str, lang: str) -> str:
    """A mail as HTML around its ``inner`` part; nothing is fetched from anywhere."""
    tag = "zh-Hans" if lang == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{tag}"><head><meta charset="utf-8">'
        f"<title>{escape(subject)}</title></head>\n"
        '<body style="font-family:sans-serif;line-height:1.5;max-width:40em;margin:1em">\n'
        f'<h1 style="font-size:1.2em">{escape(subject)}</h1>\n{inner}\n<hr>\n'
        f'<p style="color:#555;font-size:.9em">{_lines(foot)}<br>\n'
        f'<a href="{escape(link)}">{escape(ending)}</a></p>\n</body></html>\n'
    )


def _paragraphs(body: str) -> str:
    return "\n".join(f"<p>{_lines(part)}</p>" for part in body.strip().split("\n\n"))


def _lines(text: str) -> str:
    """Text with its line breaks and links, everything else escaped."""
    return "<br>\n".join(linked(line) for line in text.split("\n"))

"""Correct an industry's chain, or add an industry."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ipharbor.actions import permits
from ipharbor.actions.industry._links import NAME_EN, NAME_ZH, Draft, code_of, links
from ipharbor.journal import chain
from ipharbor.records.industries import as_rows, standing
from ipharbor.records.models import IndustryVersion
from ipharbor.vocabulary.chains import Industry
from ipharbor.vocabulary.errors import HarborError

__all__ = ["REASON", "Draft", "change", "drafted"]

REASON = 500  # characters


def drafted(code: str, *, name_zh: str, name_en: str, drafts: Sequence[Draft]) -> Industry:
    """The industry that was typed, not saved. Raises HarborErrors ``industry.*``."""
    names = (" ".join(name_zh.split()), " ".join(name_en.split()))
    for field, text, most in zip(("name_zh", "name_en"), names, (NAME_ZH, NAME_EN), strict=True):
        if not text:
            raise HarborError("industry.name.missing", fields=(field,))
        if len(text) > most:
            raise HarborError("form.text.long", fields=(field,), most=most)
    return Industry(code_of(code), *names, links(drafts))


def change(
    code: str,
    *,
    name_zh: str,
    name_en: str,
    drafts: Sequence[Draft],
    reason: str,
    region: str,
    by: permits.Actor,
    at: datetime,
) -> IndustryVersion:
    """Let the industry of that code stand as typed from today on; a code that is not there yet
    makes a new one, one that has ended begins again.

    Raises HarborErrors ``industry.*`` for what cannot be read, ``industry.reason.missing``, and
    ``industry.unchanged`` where it stands so already.
    """
    permits.require(by, "industry.change")
    made = drafted(code, name_zh=name_zh, name_en=name_en, drafts=drafts)
    with transaction.atomic():
        if made in standing(region):
            raise HarborError("industry.unchanged", fields=("reason",), name=made.name_zh)
        return written(made, ended=False, reason=why(reason), by=by, at=at)


def why(reason: str) -> str:
    """The reason given. HarborErrors ``industry.reason.missing`` and ``form.text.long``."""
    told = " ".join(reason.split())
    if not told:
        raise HarborError("industry.reason.missing", fields=("reason",))
    if len(told) > REASON:
        raise HarborError("form.text.long", fields=("reason",), most=REASON)
    return told


def written(
    industry: Industry, *, ended: bool, reason: str, by: permits.Actor, at: datetime
) -> IndustryVersion:
    """The version saved and journalled, in the transaction of its change."""
    version = IndustryVersion.objects.create(
        code=industry.code,
        name_zh=industry.name_zh,
        name_en=industry.name_en,
        links=as_rows(industry.links),
        ended=ended,
        reason=reason,
        on=timezone.localdate(at),
        at=at,
        by=by.person,
        by_name=by.name,
    )
    chain.append(
        "industry.end" if ended else "industry.change",
        f"industry:{industry.code}",
        actor=by.name,
        at=at,
        details={
            "version": version.pk,
            "name_zh": industry.name_zh,
            "name_en": industry.name_en,
            "reason": reason,
            "on": version.on.isoformat(),
            "by": version.by_id,
        },
        enclosed=as_rows(industry.links),
    )
    return version

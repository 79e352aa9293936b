"""Watches, rounds and warnings, done again."""

from __future__ import annotations

from ipharbor.actions.replaying.deed import Deed, Handler, day, moment, the_day
from ipharbor.actions.warning._moves import MOVES
from ipharbor.actions.warning._settle import AT_READERS_WISH
from ipharbor.actions.warning._sweeping import store
from ipharbor.records.models import (
    IssuedWarning,
    Person,
    Sighting,
    SweepReach,
    WarningRound,
    WarningWish,
    Watch,
)
from ipharbor.warning.incident import read


def _add(deed: Deed) -> None:
    owner = Person.objects.using(deed.into).get(username=deed["owner"])
    Watch.objects.using(deed.into).create(
        pk=deed.number,
        owner=owner,
        name=deed["name"],
        kind=deed.details.get("kind") or ("applicant" if deed["applicant"] else "query"),
        applicant=deed["applicant"],
        subject=deed.details.get("subject", ""),
        codes=deed.details.get("codes", ""),
        query=deed["query"],
        raise_from=deed["raise_from"],
        created_at=deed.at,
        since=the_day(deed["since"]),
        seen_vintage=deed["vintage"],
        seen_incident=deed.details.get("incident", 0),
    )


def _end(deed: Deed) -> None:
    Watch.objects.using(deed.into).filter(pk=deed.number).update(ended_at=deed.at)


def _judge(deed: Deed) -> None:
    """A warning raised or held. Its round is there already, or begins with it."""
    told = deed.enclosure()
    evidence = told["evidence"]
    warnings = WarningRound.objects.using(deed.into)
    round_, _ = warnings.get_or_create(
        pk=deed["round"],
        defaults={
            "as_of": the_day(evidence["as_of"]),
            "vintage": evidence["vintage"],
            "started_at": deed.at,
        },
    )
    warning = IssuedWarning.objects.using(deed.into).create(
        pk=deed.number,
        round=round_,
        watch_id=deed["watch"],
        person_id=told["person"],
        about=deed.details.get("about", ""),
        decision="raised" if deed.action == "warning.raise" else "held",
        reason=deed["reason"],
        grade=deed["grade"],
        score=told["score"],
        signals=told["signals"],
        as_of=the_day(evidence["as_of"]),
        evidence=evidence,
        evidence_sha256=deed["evidence_sha256"],
        created_at=deed.at,
        changed_at=deed.at,
    )
    Sighting.objects.using(deed.into).bulk_create(
        Sighting(watch_id=deed["watch"], document=mark, warning=warning)
        for mark in told["sightings"]
    )


def _round(deed: Deed) -> None:
    reached = deed.enclosure()
    WarningRound.objects.using(deed.into).update_or_create(
        pk=deed.number,
        defaults={
            "as_of": the_day(deed["as_of"]),
            "vintage": deed["vintage"],
            "started_at": moment(deed["started_at"]),
            "watches": deed["watches"],
            "documents": deed["documents"],
            "raised": deed["raised"],
            "held": deed["held"],
        },
    )
    for pk, through, vintage, *incident in reached["watches"]:
        Watch.objects.using(deed.into).filter(pk=pk).update(
            seen_through=day(through), seen_vintage=vintage, seen_incident=sum(incident)
        )
    for name, through, vintage in reached.get("sweeps", ()):
        SweepReach.objects.using(deed.into).update_or_create(
            name=name, defaults={"through": the_day(through), "vintage": vintage}
        )
    for pk, once in reached["mailed"]:
        IssuedWarning.objects.using(deed.into).filter(pk=pk).update(mailed_as=once)


def _sweep(deed: Deed) -> None:
    """What a sweep found, and how far it looked."""
    found = deed.enclosed or []
    store(
        (read(one["body"]) for one in found),
        at=deed.at, using=deed.into, numbers=[one["id"] for one in found],
    )  # fmt: skip
    SweepReach.objects.using(deed.into).update_or_create(
        name=deed.subject.partition(":")[2],
        defaults={"through": the_day(deed["through"]), "vintage": deed["vintage"]},
    )


def _settle(deed: Deed) -> None:
    IssuedWarning.objects.using(deed.into).filter(pk=deed.number).update(
        decision=deed["decision"], reason=deed["reason"], follows_id=deed["follows"],
        bundle_id=deed["bundle"],
    )  # fmt: skip


def _mail(deed: Deed) -> None:
    told = deed.enclosure()["warnings"]
    IssuedWarning.objects.using(deed.into).filter(pk__in=told).update(mailed_as=deed["mailed_as"])


def _reconsider(deed: Deed) -> None:
    IssuedWarning.objects.using(deed.into).filter(pk=deed.number).update(
        decision="raised", reason=AT_READERS_WISH, mailed_as=deed["mailed_as"], changed_at=deed.at
    )


def _wish(deed: Deed) -> None:
    WarningWish.objects.using(deed.into).update_or_create(
        person_id=deed.number, defaults=dict(deed.details) | {"changed_at": deed.at}
    )


def _move(deed: Deed) -> None:
    changes = {name: value for name, value in deed.details.items() if name not in ("from", "to")}
    if "due_on" in changes:
        changes["due_on"] = day(changes["due_on"])
    IssuedWarning.objects.using(deed.into).filter(pk=deed.number).update(
        state=deed["to"], changed_at=deed.at, **changes
    )


HANDLERS: dict[str, Handler] = {
    "watch.add": _add,
    "watch.end": _end,
    "warning.raise": _judge,
    "warning.hold": _judge,
    "warning.round": _round,
    "warning.sweep": _sweep,
    "warning.settle": _settle,
    "warning.tell": _mail,
    "warning.reconsider": _reconsider,
    "warning.wish": _wish,
    **dict.fromkeys(MOVES, _move),
    "warning.over": _move,
}

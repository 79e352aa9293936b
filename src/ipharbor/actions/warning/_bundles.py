"""Watches on incidents: what is new for each, decided and kept."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Min

from ipharbor.actions import permits
from ipharbor.actions.warning._scopes import LAW, OF_DOCUMENTS, scopes, tells
from ipharbor.actions.warning._sweeping import documents_of
from ipharbor.actions.warning._telling import about_watch, tell
from ipharbor.analysis.sweeping.known import Known
from ipharbor.records.models import (
    Firm,
    IssuedWarning,
    SeenIncident,
    Sighting,
    WarningRound,
    Watch,
)
from ipharbor.warning.altered import Altered, Effect, effect_told
from ipharbor.warning.bundling import Bundle, bundled
from ipharbor.warning.decision import Decision
from ipharbor.warning.incident import Incident, read, taken, written

LISTED = 50  # incidents kept whole in the evidence; the others are counted
_DOCUMENTS = 200
Effects = Callable[[Firm, Sequence[Altered]], Effect | None]
"""What changes of the law move of a firm's own rights; None where it cannot be reckoned."""


def not_asked(_firm: Firm, _changes: Sequence[Altered]) -> None:
    """For rounds that do not reckon what the law moves."""


def look_at_incidents(
    watches: Sequence[Watch], known: Known, made: WarningRound, region: str,
    *, by: permits.Actor, at: datetime, effects: Effects = not_asked,
) -> None:  # fmt: skip
    """Let each watch take the incidents that are new for it, and decide on them.

    A watch is shown what was found after it last looked and became known after it was set up.
    Each watch is one transaction, so that a round that was broken off brings nothing up twice.
    """
    fresh, upto = _fresh(watches, made.as_of)
    mine = taken(scopes(watches, region), (one for _, one in fresh))
    numbers = {one.mark: number for number, one in fresh}
    for watch in watches:
        found = [
            one
            for one in mine.get(watch.pk, ())
            if numbers[one.mark] > watch.seen_incident
            and one.known_on > watch.since
            and tells(watch, one)
        ]
        with transaction.atomic():
            told = _untold(watch, found)
            for bundle in bundled(told, on=made.as_of, raise_from=watch.raise_from):
                _keep(made, watch, bundle, known, effects, by=by, at=at)
            _mark(watch, made.as_of, upto)


def _mark(watch: Watch, on: date, upto: int) -> None:
    """Set down how far the watch has looked. The day of a watch on documents is set with these."""
    watch.seen_incident = max(upto, watch.seen_incident)
    if watch.kind not in OF_DOCUMENTS:
        watch.seen_through = max(on, watch.seen_through or watch.since)
    watch.save(update_fields=["seen_incident", "seen_through"])


def _fresh(watches: Sequence[Watch], on: date) -> tuple[list[tuple[int, Incident]], int]:
    """The incidents that any watch has not seen and that were known on ``on``, with their
    numbers; and the number up to which every one of them was."""
    after = min((watch.seen_incident for watch in watches), default=0)
    later = SeenIncident.objects.filter(pk__gt=after)
    ahead = later.filter(known_on__gt=on).aggregate(first=Min("pk"))["first"]
    last = later.aggregate(last=Max("pk"))["last"] or after
    rows = later.filter(known_on__lte=on).order_by("pk").values_list("pk", "body")
    return [(pk, read(body)) for pk, body in rows.iterator(2000)], (
        last if ahead is None else ahead - 1
    )


def _untold(watch: Watch, found: Sequence[Incident]) -> list[Incident]:
    """Those that the watch has not brought up: numbers ahead of a gap come by again."""
    marks = [one.mark for one in found]
    told = set(
        watch.sightings.filter(document__in=marks).values_list("document", flat=True)
        if marks
        else ()
    )
    return [one for one in found if one.mark not in told]


def _keep(
    made: WarningRound, watch: Watch, bundle: Bundle, known: Known, effects: Effects,
    *, by: permits.Actor, at: datetime,
) -> None:  # fmt: skip
    decision = bundle.decide(made.as_of)
    evidence = _evidence(made, watch, bundle, decision, known) | _own(watch, bundle, effects)
    canonical = json.dumps(evidence, ensure_ascii=False, sort_keys=True)
    warning = IssuedWarning.objects.create(
        round=made,
        watch=watch,
        person=watch.owner,
        about=bundle.about,
        decision="raised" if decision.raised else "held",
        reason=decision.reason,
        grade=decision.grade.colour,
        score=decision.grade.score,
        signals=bundle.code,
        as_of=made.as_of,
        evidence=evidence,
        evidence_sha256=hashlib.sha256(canonical.encode("utf-8")).hexdigest(),
        settled=not decision.raised,
        created_at=at,
        changed_at=at,
    )
    marks = [one.mark for one in bundle.incidents]
    Sighting.objects.bulk_create(
        Sighting(watch=watch, document=mark, warning=warning) for mark in marks
    )
    tell(warning, marks, by=by, at=at)


def _evidence(
    made: WarningRound, watch: Watch, bundle: Bundle, decision: Decision, known: Known
) -> dict[str, Any]:
    """The account that the page shows ever after, in the form of one about documents."""
    listed = bundle.incidents[:LISTED]
    documents = _listed(listed, known)
    return {
        "as_of": made.as_of.isoformat(),
        "vintage": made.vintage,
        "watch": about_watch(watch),
        "new": len(documents),
        "late": 0,
        "recent": 0,
        "before": 0,
        "quarters": [],
        "documents": documents[:_DOCUMENTS],
        "incidents": [written(one) | {"grade": one.grade.colour} for one in listed],
        "more": len(bundle.incidents) - len(listed),
        "signals": [
            {"code": signal.code, "facts": dict(signal.facts)} for signal in decision.signals
        ],
        "grade": {
            "colour": decision.grade.colour,
            "probability": decision.grade.probability,
            "impact": decision.grade.impact,
            "points": [asdict(points) for points in decision.grade.points],
        },
        "decision": {"raised": decision.raised, "reason": decision.reason},
    }


def _own(watch: Watch, bundle: Bundle, effects: Effects) -> dict[str, Any]:
    """What changes of the law move of the rights of the watch's owner."""
    firm = watch.owner.firm
    if bundle.code != LAW or firm is None:
        return {}
    changes = [change for one in bundle.incidents for change in one.changes]
    found = effects(firm, changes)
    return {"own": effect_told(found)} if found is not None else {}


def _listed(incidents: Sequence[Incident], known: Known) -> list[dict[str, Any]]:
    """The publications that the incidents rest on, each once, in their order."""
    keys = dict.fromkeys(key for one in incidents for key in (*one.documents, *one.rights))
    held: Mapping[str, dict[str, Any]] = documents_of(known, keys)
    return [held[key] for key in keys if key in held]

"""One round over all watches: look, decide, keep, and let the mails go."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.jobs import deliver
from ipharbor.actions.warning._bundles import Effects, look_at_incidents, not_asked
from ipharbor.actions.warning._mails import enclosed_after, weekdays, write_mails
from ipharbor.actions.warning._observe import Look, first_day, look, reader_of
from ipharbor.actions.warning._scopes import OF_DOCUMENTS
from ipharbor.actions.warning._settle import settle_all
from ipharbor.actions.warning._sifting import mark_quiet, sift
from ipharbor.actions.warning._sweeping import sweep
from ipharbor.actions.warning._telling import about_watch, tell
from ipharbor.analysis.sweeping.every import SWEEPS
from ipharbor.analysis.sweeping.known import Known
from ipharbor.corpus.reading import Corpus
from ipharbor.gateways.mail import Mailer
from ipharbor.journal import chain
from ipharbor.journal.models import Line
from ipharbor.records.models import IssuedWarning, Sighting, SweepReach, WarningRound, Watch
from ipharbor.vocabulary.places import HOME
from ipharbor.warning.decision import Decision, decide
from ipharbor.warning.observation import Reader
from ipharbor.warning.wishes import Works

LISTED = 200  # documents listed in the evidence; the rest is counted


@dataclass(frozen=True)
class Done:
    """What a round came to. ``newest`` is the last day on which anything became known."""

    round: int
    as_of: date
    vintage: str
    watches: int
    documents: int
    raised: int
    held: int
    mails: int
    unsent: int
    newest: date | None


def run(
    *,
    corpus: Corpus,
    mailer: Mailer | None,
    as_of: date,
    base_url: str,
    by: permits.Actor,
    at: datetime,
    known: Known | None = None,
    region: str = HOME,
    progress: Callable[[int, int], None] | None = None,
    made: WarningRound | None = None,
    works: Works = weekdays,
    effects: Effects = not_asked,
) -> Done:
    """Let every watch look at the corpus as the world knew it on ``as_of``.

    Watches on documents that nothing new concerns are found together and only marked. With
    ``known`` the sweeps look first, once for all watches; each watch takes the incidents that
    concern it. Each watch is one transaction: killed and run again, a round brings nothing up
    twice. With ``made``, a round that was opened and not closed goes on where it stopped. What
    would be raised is weighed for each reader together, and a reader gets one mail about all
    that is due by their wishes and that no mail has told of; ``works`` says which days are
    working days, ``effects`` what the law moves of a firm's rights. Without a ``mailer`` the
    mails stay in the outbox.
    """
    permits.require(by, "warning.round")
    watches = list(
        Watch.objects.filter(ended_at=None, owner__is_active=True)
        .select_related("owner", "owner__firm")
        .order_by("pk")
    )
    made = made or open_round(corpus, as_of=as_of, by=by, at=at)
    made.vintage, made.watches = corpus.vintage, len(watches)
    if known is not None:
        sweep(known, SWEEPS, on=as_of, by=by, at=at)
        look_at_incidents(watches, known, made, region, by=by, at=at, effects=effects)
    _look_at_documents(watches, corpus, made, progress or (lambda done, of: None), by=by, at=at)
    settle_all(by=by, at=at)
    mails = write_mails(base_url, by=by, at=at, works=works)
    _, unsent = deliver.at_once(mailer, at=at) if mailer is not None else (0, 0)
    return _closed(made, corpus, mails, unsent, by=by, at=at)


def _look_at_documents(
    watches: Sequence[Watch], corpus: Corpus, made: WarningRound,
    said: Callable[[int, int], None], *, by: permits.Actor, at: datetime,
) -> None:  # fmt: skip
    """Let each watch on documents look at those that are new for it."""
    on, told = made.as_of, set(made.warnings.filter(about="").values_list("watch_id", flat=True))
    since_day, number = first_day(corpus), corpus.manifest.number
    looking = [one for one in watches if one.kind in OF_DOCUMENTS and one.pk not in told]
    waiting = looking if since_day else []
    close = sift(waiting, corpus, on=on)
    quiet = [watch for watch in waiting if watch.pk not in close]
    mark_quiet(quiet, on=on, vintage=number)
    readers: dict[int, Reader] = {}
    for done, watch in enumerate(watches, start=1):
        if since_day is not None and watch.pk in close:
            if watch.owner_id not in readers:
                readers[watch.owner_id] = reader_of(watch.owner, corpus, on=on)
            number = corpus.manifest.number  # a vintage that comes while it looks is left to come
            reader = readers[watch.owner_id]
            seen = look(watch, corpus, on=on, reader=reader, since_day=since_day)
            _keep(made, watch, seen, number, by=by, at=at)
        said(done, len(watches))


def open_round(corpus: Corpus, *, as_of: date, by: permits.Actor, at: datetime) -> WarningRound:
    """A round that no watch has looked in yet; its line in the journal comes when it is closed."""
    permits.require(by, "warning.round")
    return WarningRound.objects.create(as_of=as_of, vintage=corpus.vintage, started_at=at)


def _keep(
    made: WarningRound,
    watch: Watch,
    seen: Look,
    vintage: int,
    *,
    by: permits.Actor,
    at: datetime,
) -> None:
    decision = decide(seen.observation, raise_from=watch.raise_from)
    with transaction.atomic():
        watch.seen_through = max(made.as_of, watch.seen_through or watch.since)
        watch.seen_vintage = max(vintage, watch.seen_vintage)
        watch.save(update_fields=["seen_through", "seen_vintage"])
        if decision is None:
            return
        evidence = _evidence(watch, seen, decision, made)
        canonical = json.dumps(evidence, ensure_ascii=False, sort_keys=True)
        warning = IssuedWarning.objects.create(
            round=made,
            watch=watch,
            person=watch.owner,
            decision="raised" if decision.raised else "held",
            reason=decision.reason,
            grade=decision.grade.colour,
            score=decision.grade.score,
            signals=" ".join(signal.code for signal in decision.signals),
            as_of=made.as_of,
            evidence=evidence,
            evidence_sha256=hashlib.sha256(canonical.encode("utf-8")).hexdigest(),
            settled=not decision.raised,
            created_at=at,
            changed_at=at,
        )
        Sighting.objects.bulk_create(
            Sighting(watch=watch, document=mark, warning=warning) for mark in seen.sightings
        )
        tell(warning, seen.sightings, by=by, at=at)


def _evidence(watch: Watch, seen: Look, decision: Decision, made: WarningRound) -> dict[str, Any]:
    """The account that the page shows ever after, as plain JSON."""
    observation = seen.observation
    documents = [
        asdict(document) | {"known_on": document.known_on.isoformat()}
        for document in observation.new[:LISTED]
    ]
    return {
        "as_of": made.as_of.isoformat(),
        "vintage": made.vintage,
        "watch": about_watch(watch),
        "new": len(observation.new),
        "late": seen.late,
        "recent": observation.recent,
        "before": observation.before.documents,
        "quarters": list(observation.before.quarters),
        "documents": [
            document | {"subclasses": list(document["subclasses"])} for document in documents
        ],
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


def _reached(made: WarningRound) -> dict[str, Any]:
    """How far the watches have looked, and which mail told of which warning, for the journal."""
    told = IssuedWarning.objects.filter(round__gt=enclosed_after(made.pk)).exclude(mailed_as="")
    looked = Watch.objects.filter(ended_at=None, seen_through__isnull=False).order_by("pk")
    return {
        "watches": [
            [pk, through.isoformat() if through else None, *numbers]
            for pk, through, *numbers in looked.values_list(
                "pk", "seen_through", "seen_vintage", "seen_incident"
            )
        ],
        "sweeps": [
            [name, through.isoformat(), vintage]
            for name, through, vintage in SweepReach.objects.order_by("name").values_list(
                "name", "through", "vintage"
            )
        ],
        "mailed": list(map(list, told.order_by("pk").values_list("pk", "mailed_as"))),
    }


def _closed(
    made: WarningRound,
    corpus: Corpus,
    mails: int,
    unsent: int,
    *,
    by: permits.Actor,
    at: datetime,
) -> Done:
    subject = f"round:{made.pk}"
    with transaction.atomic():
        WarningRound.objects.select_for_update().get(pk=made.pk)
        made.raised = made.warnings.filter(decision="raised").count()
        made.held = made.warnings.filter(decision="held").count()
        made.documents = Sighting.objects.filter(warning__round=made).count()
        made.save()
        if not Line.objects.filter(action="warning.round", subject=subject).exists():
            chain.append(
                "warning.round",
                subject,
                actor=by.name,
                at=at,
                details={
                    "as_of": made.as_of.isoformat(),
                    "vintage": made.vintage,
                    "watches": made.watches,
                    "raised": made.raised,
                    "held": made.held,
                    "documents": made.documents,
                    "started_at": made.started_at.isoformat(),
                },
                enclosed=_reached(made),
            )
    newest = corpus.ask(lambda documents: documents.known_on.max().to_pyarrow().as_py())
    return Done(
        round=made.pk,
        as_of=made.as_of,
        vintage=made.vintage,
        watches=made.watches,
        documents=made.documents,
        raised=made.raised,
        held=made.held,
        mails=mails,
        unsent=unsent,
        newest=newest,
    )

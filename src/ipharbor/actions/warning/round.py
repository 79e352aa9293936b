"""One round over all watches: look, decide, keep, and let the mails go."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from ipharbor.actions import permits
from ipharbor.actions.warning._letter import letter
from ipharbor.actions.warning._observe import Look, first_day, look, reader_of
from ipharbor.corpus.reading import Corpus
from ipharbor.gateways.mail import Mail, Mailer
from ipharbor.journal import chain, outbox
from ipharbor.journal.models import Outgoing
from ipharbor.records.models import IssuedWarning, Person, Sighting, WarningRound, Watch
from ipharbor.warning.decision import Decision, decide
from ipharbor.warning.observation import Reader

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
    mailer: Mailer,
    as_of: date,
    base_url: str,
    by: permits.Actor,
    at: datetime,
    progress: Callable[[int, int], None] | None = None,
) -> Done:
    """Let every watch look at the corpus as the world knew it on ``as_of``.

    Each watch is one transaction: killed and run again, a round brings nothing up twice.
    A person gets one mail about all warnings raised for them that no mail has told of.
    """
    permits.require(by, "warning.round")
    watches = list(
        Watch.objects.filter(ended_at=None, owner__is_active=True)
        .select_related("owner", "owner__firm")
        .order_by("pk")
    )
    made = WarningRound.objects.create(
        as_of=as_of, vintage=corpus.vintage, started_at=at, watches=len(watches)
    )
    since_day = first_day(corpus)
    readers: dict[int, Reader] = {}
    for done, watch in enumerate(watches, start=1):
        if since_day is not None:
            if watch.owner_id not in readers:
                readers[watch.owner_id] = reader_of(watch.owner, corpus, on=as_of)
            seen = look(
                watch, corpus, on=as_of, reader=readers[watch.owner_id], since_day=since_day
            )
            _keep(made, watch, seen, corpus, by=by, at=at)
        if progress:
            progress(done, len(watches))
    mails = _write_mails(base_url, at)
    _, unsent = outbox.deliver(lambda mail: mailer.send(_mail(mail, at)), at=at)
    return _closed(made, corpus, mails, unsent, by=by, at=at)


def _keep(
    made: WarningRound,
    watch: Watch,
    seen: Look,
    corpus: Corpus,
    *,
    by: permits.Actor,
    at: datetime,
) -> None:
    decision = decide(seen.observation, raise_from=watch.raise_from)
    with transaction.atomic():
        watch.seen_through = max(made.as_of, watch.seen_through or watch.since)
        watch.seen_vintage = max(corpus.manifest.number, watch.seen_vintage)
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
            created_at=at,
            changed_at=at,
        )
        Sighting.objects.bulk_create(
            Sighting(watch=watch, document=mark, warning=warning) for mark in seen.sightings
        )
        chain.append(
            "warning.raise" if decision.raised else "warning.hold",
            f"warning:{warning.pk}",
            actor=by.name,
            at=at,
            details={
                "watch": watch.pk,
                "grade": warning.grade,
                "reason": decision.reason,
                "evidence_sha256": warning.evidence_sha256,
            },
        )


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
        "watch": {
            "name": watch.name,
            "kind": watch.kind,
            "applicant": watch.applicant,
            "query": watch.query,
            "raise_from": watch.raise_from,
        },
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


def _write_mails(base_url: str, at: datetime) -> int:
    """Lay down one mail a person for the raised warnings that no mail has told of."""
    written = 0
    untold = IssuedWarning.objects.filter(decision="raised", mailed_as="")
    for person in Person.objects.filter(pk__in=untold.values("person"), is_active=True):
        with transaction.atomic():
            warnings = list(
                untold.filter(person=person).select_related("watch").order_by("-score", "pk")
            )
            once = f"warnings:{person.pk}:{warnings[-1].round_id}:{max(w.pk for w in warnings)}"
            if person.email:
                subject, body = letter(person, warnings, base_url)
                written += outbox.put(once, to=person.email, subject=subject, body=body, at=at)
            untold.filter(pk__in=[w.pk for w in warnings]).update(
                mailed_as=once if person.email else "no address"
            )
    return written


def _mail(mail: Outgoing, at: datetime) -> Mail:
    return Mail(name=mail.once, to=mail.to, subject=mail.subject, body=mail.body, at=at)


def _closed(
    made: WarningRound,
    corpus: Corpus,
    mails: int,
    unsent: int,
    *,
    by: permits.Actor,
    at: datetime,
) -> Done:
    with transaction.atomic():
        made.raised = made.warnings.filter(decision="raised").count()
        made.held = made.warnings.filter(decision="held").count()
        made.documents = Sighting.objects.filter(warning__round=made).count()
        made.save()
        chain.append(
            "warning.round",
            f"round:{made.pk}",
            actor=by.name,
            at=at,
            details={
                "as_of": made.as_of.isoformat(),
                "vintage": made.vintage,
                "watches": made.watches,
                "raised": made.raised,
                "held": made.held,
            },
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

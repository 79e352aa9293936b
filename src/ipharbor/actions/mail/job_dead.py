"""The mail that tells a person that a job asked for was given up."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ipharbor.actions.mail.kinds import JOBS
from ipharbor.actions.mail.lay_down import lay_down
from ipharbor.records.models import Job
from ipharbor.vocabulary.messages import message


def tell_of_death(job_id: int, *, base_url: str, at: datetime) -> bool:
    """Lay down the mail about a dead job; gives whether it will go. None is laid down for a job
    that lives again, nobody asked for, or whose person has left."""
    job = Job.objects.filter(pk=job_id, state=Job.State.DEAD).select_related("by").first()
    if job is None or job.by is None or not job.by.is_active:
        return False
    person, lang, base = job.by, job.by.lang, base_url.rstrip("/")
    error: dict[str, Any] = job.error or {}
    why = message(str(error.get("code", "")), lang, error.get("params", {}))
    params = {
        "name": str(person),
        "kind": message(f"job.kind.{job.kind}", lang, {}).what,
        "about": job.about or "–",
        "reason": f"{why.what} {why.next}".strip(),
        "url": f"{base}/jobs/{job.pk}/",
    }
    said = message("mail.job_dead", lang, params)
    return lay_down(
        person, JOBS, f"job:{job.pk}:{job.ended_at}", subject=said.what, body=said.next,
        base_url=base, at=at,
    )  # fmt: skip

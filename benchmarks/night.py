"""Time whole rounds of warnings over a region where many firms have set up their watches.

    python benchmarks/night.py --home HOME [--firms 300] [--on 2026-10-31] [--nights 3]

Works on a copy of the home, which is deleted afterwards. Opens an account for so many firms,
spread over all sizes, and sets up every watch that the platform proposes to it. Then lets rounds
look, one after the other, as the nightly job does: the first has 91 days of the past to look at,
those that follow a day each, and the last is asked for a day a second time. Mails are written to
the copy's folder. Prints seconds by the clock and of the processor, what each round came to, and
the peak memory; exits with 1 when a round takes more than 300 seconds or one that was asked for a
second time brings something up.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

SECONDS = 300.0
KNOWN_BY = "benchmark-night-passphrase"


def many_watches(firms: int, on: date) -> int:
    """So many firms' people with all watches proposed to them; how many watches there are then."""
    from django.db.models import Count
    from django.utils import timezone

    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.people.create import create
    from ipharbor.actions.watch.add import LOOK_BACK, add
    from ipharbor.queries.proposals import for_person
    from ipharbor.records.models import Firm, Watch
    from ipharbor.settings import current
    from ipharbor.vocabulary.errors import HarborError
    from ipharbor.vocabulary.places import region

    corpus, by, at = wiring.corpus(), permits.operator(), timezone.now()
    code = region(current().region).code
    sizes = Firm.objects.annotate(held=Count("rights")).filter(held__gt=0).order_by("-held", "pk")
    names = list(sizes.values_list("name", flat=True))
    for place, name in enumerate(names[:: max(1, len(names) // firms)][:firms]):
        person = create(username=f"night{place}", password=KNOWN_BY, role="firm", firm=name,
                        email=f"night{place}@example.org", by=by, at=at)  # fmt: skip
        for one in for_person(person, corpus, region=code, lang="zh"):
            try:
                add(owner=person, name=one.name, applicant=one.applicant, query=one.query,
                    kind=one.kind, subject=one.subject, since=on - LOOK_BACK, corpus=corpus,
                    vintage=corpus.manifest.number, region=current().region, by=by,
                    at=at)  # fmt: skip
            except HarborError as refused:
                print(f"{one.kind} {one.subject or one.applicant}: {refused.code}")
    return Watch.objects.filter(ended_at=None).count()


def night(on: date) -> tuple[float, int]:
    """One round as the command does it: seconds by the clock, and what it raised."""
    from django.utils import timezone

    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.warning.round import run
    from ipharbor.queries.law import working
    from ipharbor.queries.swept import known
    from ipharbor.settings import current

    began, busy = time.perf_counter(), time.process_time()
    done = run(
        corpus=wiring.corpus(), mailer=wiring.mailer(), as_of=on, base_url=current().base_url,
        by=permits.operator(), at=timezone.now(), region=current().region, works=working,
        known=known(wiring.corpus(), region=current().region, outlook=current().outlook),
    )  # fmt: skip
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{on}: {seconds:.1f} s, processor {time.process_time() - busy:.1f} s; "
          f"{done.watches} watches, {done.documents} documents, {done.raised} raised, "
          f"{done.held} held, {done.mails} mails; peak {peak} MB", flush=True)  # fmt: skip
    return seconds, done.raised


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("--home", type=Path, required=True)
    asked.add_argument("--firms", type=int, default=300)
    asked.add_argument("--on", type=date.fromisoformat, default=date(2026, 10, 31))
    asked.add_argument("--nights", type=int, default=3)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="ipharbor-night-") as folder:
        home = Path(folder, "home")
        shutil.copytree(given.home, home)
        os.environ["IPHARBOR_HOME"] = str(home)
        os.environ["DJANGO_SETTINGS_MODULE"] = "ipharbor.settings.django"
        import django

        django.setup()
        began = time.perf_counter()
        count = many_watches(given.firms, given.on)
        print(f"{count} watches, set up in {time.perf_counter() - began:.0f} s", flush=True)
        days = [given.on + timedelta(days=n) for n in range(given.nights)]
        told = [night(on) for on in [*days, days[-1]]]
    slow, again = max(seconds for seconds, _ in told) > SECONDS, told[-1][1]
    print(f"slowest {max(s for s, _ in told):.0f} s of {SECONDS:.0f}; the day asked for a second "
          f"time raised {again}")  # fmt: skip
    return 1 if slow or again else 0


if __name__ == "__main__":
    sys.exit(main())

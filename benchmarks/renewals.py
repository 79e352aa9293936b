"""Time renewal plans of invented rights: a firm's, and that of all firms together.

    python benchmarks/renewals.py [--firm 2000] [--all 28000]

Makes a register in a temporary folder with rights of every type and age, most of
them in force, with 1.2 events and 2.2 payments each as in the invented region. Prints the
median and the slowest of nine rounds, and checks that years, rights and firms add up alike.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

ON = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 4, tzinfo=UTC)
ROUNDS = 9
TYPES = ("invention", "utility_model", "design")


def invent(rights: int, firms: int, rng: Random) -> None:
    from ipharbor.records.models import Firm, Payment, Right, RightEvent

    held = Firm.objects.bulk_create(
        Firm(name=f"第{n}号灯具有限公司 {rights}") for n in range(firms)
    )
    made, events, payments = [], [], []
    for n in range(rights):
        kind = TYPES[n % 3]
        filed = ON - timedelta(days=rng.randrange(700, 3600))
        granted = filed + timedelta(days=rng.randrange(200, 600))
        key = f"CN{filed.year}{rights}{n:07d}"
        made.append(
            Right(firm=held[n % firms], key=key, patent_type=kind, title=f"灯{n}", filed_on=filed,
                  granted_on=granted, taken_up_at=AT, stated_status="in_force", stated_on=ON)
        )  # fmt: skip
        told = {"key": key, "known_on": granted, "source": "benchmark"}
        events.append(RightEvent(code="GR01", on=granted, **told))
        if n % 5 == 0:
            events.append(RightEvent(code="CF01" if n % 7 == 0 else "TR01",
                                     on=granted + timedelta(days=90), **told))  # fmt: skip
        years = [2 + year for year in range(2 + (n % 5 == 0))]
        payments += [
            Payment(key=key, patent_year=year, paid_on=granted + timedelta(days=9 * year),
                    known_on=granted, source="benchmark")
            for year in years
        ]  # fmt: skip
    for model, rows in ((Right, made), (RightEvent, events), (Payment, payments)):
        model.objects.bulk_create(rows, batch_size=500)


def timed(name: str, ask: Callable[[], Any]) -> Any:
    taken = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        told = ask()
        taken.append(1000 * (time.perf_counter() - started))
    print(f"{name:<34}{statistics.median(taken):9.0f}{max(taken):9.0f}  ms")
    return told


def main() -> int:
    asked = argparse.ArgumentParser()
    asked.add_argument("--firm", type=int, default=2000)
    asked.add_argument("--all", type=int, default=28000)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["IPHARBOR_HOME"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "ipharbor.settings.django"
        import django

        django.setup()
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        from ipharbor.queries import _renewals_together, renewals
        from ipharbor.queries.law import book
        from ipharbor.records.models import Firm, Right

        rng = Random(7)
        invent(given.firm, 1, rng)
        law = book("440113")
        firm = Firm.objects.get()
        renewals.plan(firm, law=law, on=ON, data_until=ON)  # loads what a server has loaded
        print(f"{'':<34}{'median':>9}{'slowest':>9}")
        plan = timed(
            f"plan of a firm, {given.firm} rights",
            lambda: renewals.plan(firm, law=law, on=ON, data_until=ON),
        )
        same = sum((line.total for line in plan.lines if not line.dropped), start=0)
        assert same == plan.payable, "the years do not add up to the rights"
        invent(given.all - given.firm, 900, rng)
        firms = Firm.objects.all()

        def anew() -> Any:
            _renewals_together._kept.clear()
            return renewals.district(firms, law=law, on=ON, data_until=ON)

        every = timed(f"plan of all firms, {Right.objects.count()} rights", anew)
        timed("the same again, from memory",
              lambda: renewals.district(firms, law=law, on=ON, data_until=ON))  # fmt: skip
        assert every.payable + every.shared_payable == sum(one.total for one in every.firms)
        print(f"{len(plan.lines)} rights of the firm stand, CNY {plan.payable:,} in five years; "
              f"of all CNY {every.payable:,}")  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A night's look over the platform's own loans, from the tables of the store to kept concerns.

    python benchmarks/collateral_night.py [--loans 10000] [--rights 5] [--nights 2]

Fills a throw-away home (SQLite, or the server of ``IPHARBOR_DATABASE_URL``) with invented loans,
their pledged rights, events, payments, instalments and postings; a fifth of the loans has a
pledge of another lender beside it that the register alone tells of. Then does what the nightly
job does: reads the register in columns, the loans beside it, looks, and keeps what it found.
Prints the parts and the peak memory, compares a sample of what is owed with the sums of the
books, and exits with 1 when they differ or a night takes more than 60 seconds.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import sys
import tempfile
import time
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

ON = date(2026, 11, 30)
SECONDS = 60.0
KINDS = ["invention", "invention", "utility_model", "design"]
BEFALL = ["TR01", "EE01", "PP01", "CF01"]


def fill(loans: int, rights: int, banks: int = 30) -> None:
    """The rows, made in bulk."""
    from django.utils import timezone

    from ipharbor.records import models as m

    dice = random.Random(2026)
    at = timezone.make_aware(datetime(2024, 1, 2, 9))
    lenders = m.Organisation.objects.bulk_create(
        [m.Organisation(kind="lender", name=f"银行{n}", made_at=at) for n in range(banks)]
    )
    firms = m.Firm.objects.bulk_create([m.Firm(name=f"公司{n}") for n in range(4000)])
    made: dict[str, list[Any]] = {}

    def add(row: Any) -> Any:
        made.setdefault(type(row).__name__, []).append(row)
        return row

    for place in range(loans):
        firm, bank = firms[place % 4000], lenders[place % banks]
        drawn = ON - timedelta(days=dice.randrange(20, 700))
        amount, number = Decimal(dice.randrange(50, 500) * 10_000), f"Y{place:07}"
        began = timezone.make_aware(datetime.combine(drawn, datetime.min.time()))
        told = {"firm": firm, "made_at": began, "changed_at": began}
        application = add(m.LoanApplication(pk=place + 1, amount=amount, months=24, stage="drawn",
                                            by_name="b", valued_on=drawn, **told))  # fmt: skip
        request = add(m.LoanRequest(pk=place + 1, application=application, lender=bank, at=began,
                                    state="accepted", until=drawn))  # fmt: skip
        terms = {"principal": amount, "rate": Decimal("0.0385"), "months": 24, "every": 3,
                 "method": "equal_principal", "day_count": "act_360"}  # fmt: skip
        offer = add(m.LoanOffer(pk=place + 1, request=request, until=drawn, by_name="b", at=began,
                                **terms))  # fmt: skip
        entry = add(m.LedgerEntry(pk=place * 10 + 1, subject=f"loan:{place + 1}", kind="drawn",
                                  on=drawn, at=began, by_name="b"))  # fmt: skip
        paid_out = _post(add, entry, bank, "asset.loan", "asset.cash", amount, place * 40 + 1)
        loan = add(m.Loan(pk=place + 1, application=application, offer=offer, lender=bank,
                          stage="drawn", registration=number, registered_on=drawn, drawn_on=drawn,
                          matures_on=drawn + timedelta(days=730), drawn_by=paid_out,
                          **told, **terms))  # fmt: skip
        _instalments(add, loan, bank, place, dice)
        for within in range(max(1, rights + dice.choice([-2, -1, 0, 1, 2]))):
            _right(add, loan, firm, f"{place:07}{within}", drawn, dice)
    for name, rows in made.items():
        getattr(m, name).objects.bulk_create(rows, batch_size=2000)


def _post(add: Any, entry: Any, bank: Any, debit: str, credit: str, amount: Any, pk: int) -> Any:
    from ipharbor.records.models import LedgerPosting

    return add(LedgerPosting(pk=pk, entry=entry, holder=f"organisation:{bank.pk}", debit=debit,
                             credit=credit, amount=amount))  # fmt: skip


def _instalments(add: Any, loan: Any, bank: Any, place: int, dice: random.Random) -> None:
    from ipharbor.records.models import LedgerEntry, LoanInstalment

    part = (loan.principal / 8).quantize(Decimal("0.01"))
    behind = dice.random() < 0.02
    for n in range(1, 9):
        due = loan.drawn_on + timedelta(days=91 * n)
        told = {"loan": loan, "number": n, "due_on": due, "principal": part,
                "interest": Decimal("100.00")}  # fmt: skip
        if due > ON or (behind and due + timedelta(days=91) > ON):
            add(LoanInstalment(**told))
            continue
        at = loan.made_at + timedelta(days=91 * n)
        entry = add(LedgerEntry(pk=place * 10 + 1 + n, subject=f"loan:{loan.pk}", kind="repaid",
                                on=due, at=at, by_name="b"))  # fmt: skip
        first = place * 40 + 4 * n
        paid = _post(add, entry, bank, "asset.cash", "asset.loan", part, first)
        _post(add, entry, bank, "asset.cash", "income.interest", Decimal("100.00"), first + 1)
        add(LoanInstalment(**told, paid_on=due, paid_by=paid))


def _right(add: Any, loan: Any, firm: Any, key: str, drawn: date, dice: random.Random) -> None:
    from ipharbor.records.models import LoanRight, Payment, Right, RightEvent

    kind, filed = dice.choice(KINDS), drawn - timedelta(days=dice.randrange(700, 3000))
    granted = filed + timedelta(days=400)
    add(Right(key=key, application_number=key, firm=firm, patent_type=kind, title=f"灯{key}",
              holders=firm.name, filed_on=filed, granted_on=granted,
              taken_up_at=loan.made_at))  # fmt: skip
    add(LoanRight(loan=loan, key=key, open=True, since=drawn,
                  value=Decimal(dice.randrange(50, 900) * 10_000)))  # fmt: skip

    def event(code: str, on: date, **details: str) -> None:
        add(RightEvent(key=key, code=code, on=on, known_on=on + timedelta(days=7),
                       number=details.get("number", ""), details=details, source="b"))  # fmt: skip

    event("PE01", drawn, number=loan.registration, pledgor=firm.name, pledgee=loan.lender.name)
    if dice.random() < 0.04:
        event("PE01", drawn + timedelta(days=9), number=f"N{key}", pledgee="远方银行",
              pledgor=firm.name, amount="500000")  # fmt: skip
    if dice.random() < 0.1:
        event(dice.choice(BEFALL), drawn + timedelta(days=15), number=f"M{key}")
    late = dice.random() < 0.02
    for year in range(1, ON.year - filed.year + 2):
        if not (late and year >= ON.year - filed.year):
            on = date(filed.year + year - 1, filed.month, min(filed.day, 28))
            add(Payment(key=key, patent_year=year, paid_on=on, known_on=on))


def night(on: date) -> tuple[float, str, int]:
    """One night as the job does it: seconds, its parts, and the number of loans."""
    from django.utils import timezone

    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.collateral.look import look
    from ipharbor.queries import watched_loans
    from ipharbor.queries.swept import known

    spent = {}
    began = last = time.perf_counter()
    busy = time.process_time()

    def step(name: str) -> None:
        nonlocal last
        spent[name], last = time.perf_counter() - last, time.perf_counter()

    seen = known(wiring.corpus(), region="panyu")
    assert seen.docket.rights.num_rows
    seen.docket.standings(on)
    step("register")
    told = watched_loans.watched(seen, on)
    step("facts")
    titles = watched_loans.titles(seen, told)
    done = look(told, rights=titles, book=seen.book, on=on, by=permits.operator(),
                at=timezone.now())  # fmt: skip
    step("look and keep")
    watched_loans.keep(Path(os.environ["IPHARBOR_HOME"]) / "collateral", told, done.found, on)
    step("tables")
    parts = ", ".join(f"{name} {seconds:.1f}" for name, seconds in spent.items())
    found = done.night
    print(f"night of {on}: {time.perf_counter() - began:.1f} s ({parts}); {found.loans} loans, "
          f"{found.rights} pledges, {found.standing} concerns stand, {found.opened} opened; "
          f"processor {time.process_time() - busy:.1f} s")  # fmt: skip
    return time.perf_counter() - began, parts, done.night.loans


def agrees(on: date) -> bool:
    """Whether what is owed of some loans is what the books add up to, asked one by one."""
    from ipharbor import wiring
    from ipharbor.actions.financing import _books
    from ipharbor.queries import watched_loans
    from ipharbor.queries.swept import known
    from ipharbor.records.models import Loan

    loans = watched_loans.watched(known(wiring.corpus(), region="panyu"), on).loans.to_pylist()
    owed = {one["loan"]: one["balance_fen"] for one in loans if one["own"]}
    some = Loan.objects.order_by("pk")[::97]
    same = all(owed[one.registration] == int(_books.owed(one) * 100) for one in some)
    print(f"what is owed of {len(some)} loans asked one by one: {'agrees' if same else 'differs'}")
    return same


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("--loans", type=int, default=10_000)
    asked.add_argument("--rights", type=int, default=5, help="rights a loan, about")
    asked.add_argument("--nights", type=int, default=2)
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="ipharbor-night-") as home:
        os.environ["IPHARBOR_HOME"] = home
        os.environ["DJANGO_SETTINGS_MODULE"] = "ipharbor.settings.django"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        began = time.perf_counter()
        fill(options.loans, options.rights)
        print(f"filled in {time.perf_counter() - began:.0f} s")
        times = [night(ON + timedelta(days=n))[0] for n in range(options.nights)]
        same = agrees(ON + timedelta(days=options.nights - 1))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    within = max(times) <= SECONDS
    print(f"{'within' if within else 'over'} {SECONDS:.0f} s; peak memory {peak:.0f} MB")
    return 0 if same and within else 1


if __name__ == "__main__":
    sys.exit(main())

"""The pages of one lender's portfolio of 10,000 drawn loans.

    python benchmarks/portfolio_pages.py [--loans 10000] [--rights 5] [--repeats 7] [--home DIR]

Fills a throw-away home with the loans of ``collateral_night.py``, all of one lender, does a
night, signs in somebody of that lender, and asks every page of the portfolio through Django's own
request handling: each list as it opens, narrowed, sorted, searched, on its last page, and as a
file. Prints the processor time of the first view after the night and the median of the further
ones, and exits with 1 where the median of a page is above 300 ms. Files are measured beside it:
they write every row and have no bound here. ``--home`` keeps the filled home and uses it again.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from collateral_night import ON, fill, night

BOUND = 300.0
"""Milliseconds of processor time that a page may take."""
LENDING = "/lending"
PORTFOLIO = f"{LENDING}/portfolio"
PAGES = (
    f"{PORTFOLIO}/",
    *(f"{PORTFOLIO}/exposure/?by={one}"
      for one in ("firm", "town", "industry", "section", "subclass", "due")),
    f"{PORTFOLIO}/exposure/?sort=-now",
    f"{PORTFOLIO}/loans/", f"{PORTFOLIO}/loans/?sort=-now", f"{PORTFOLIO}/loans/?over=1",
    f"{PORTFOLIO}/loans/?town=none", f"{PORTFOLIO}/loans/?q=77", f"{PORTFOLIO}/loans/?page=9",
    f"{PORTFOLIO}/rights/", f"{PORTFOLIO}/rights/?sort=-owed", f"{PORTFOLIO}/rights/?section=none",
    f"{PORTFOLIO}/rights/?q=77", f"{PORTFOLIO}/rights/?page=99",
    f"{PORTFOLIO}/concerns/", f"{PORTFOLIO}/concerns/?gravity=red", f"{PORTFOLIO}/concerns/?q=77",
    f"{PORTFOLIO}/concerns/?sort=cure_by",
    f"{PORTFOLIO}/stress/", f"{PORTFOLIO}/vintages/",
    f"{LENDING}/", f"{LENDING}/loans/", f"{LENDING}/loans/?sort=-owed", f"{LENDING}/loans/?q=77",
)  # fmt: skip
FILES = tuple(f"{PORTFOLIO}/{one}/?as=xlsx" for one in ("exposure", "loans", "rights", "concerns"))


def made(loans: int, rights: int) -> None:
    """The loans and a night over them."""
    fill(loans, rights, banks=1)
    night(ON)


def signed_in() -> Any:
    """A client of somebody of the lender."""
    from django.test import Client

    from ipharbor.records.models import Organisation, Person

    body = Organisation.objects.get(kind="lender")
    person = Person.objects.filter(username="bench").first()
    if person is None:
        person = Person.objects.create(username="bench", role="lender", organisation=body)
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    return client


def milliseconds(act: Callable[[], Any]) -> float:
    began = time.process_time()
    act()
    return (time.process_time() - began) * 1000


def asked(client: Any, page: str) -> Callable[[], Any]:
    def ask() -> None:
        answer = client.get(page)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        if answer.status_code != 200 or not body:
            raise SystemExit(f"{page}: {answer.status_code}")

    return ask


def measured(client: Any, repeats: int) -> float:
    """Print a line a page; the slowest median."""
    worst = 0.0
    print(f"{'page':56}{'first':>8}{'median':>8}  ms of processor time")
    for page in PAGES:
        ask = asked(client, page)
        first = milliseconds(ask)
        middle = statistics.median(milliseconds(ask) for _ in range(repeats))
        worst = max(worst, middle)
        print(f"{page:56}{first:8.0f}{middle:8.0f}{'  over' if middle > BOUND else ''}")
    for page in FILES:
        print(f"{page:56}{milliseconds(asked(client, page)):8.0f}{'':8}  as a file")
    return worst


def main() -> int:
    given = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    given.add_argument("--loans", type=int, default=10_000)
    given.add_argument("--rights", type=int, default=5, help="rights a loan, about")
    given.add_argument("--repeats", type=int, default=7)
    given.add_argument("--home", type=Path)
    options = given.parse_args()
    with tempfile.TemporaryDirectory(prefix="ipharbor-portfolio-") as folder:
        home = options.home or Path(folder)
        os.environ["IPHARBOR_HOME"] = str(home)
        os.environ["DJANGO_SETTINGS_MODULE"] = "ipharbor.settings.django"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        from ipharbor.records.models import Loan

        if not Loan.objects.exists():
            made(options.loans, options.rights)
        worst = measured(signed_in(), options.repeats)
    print(f"slowest page {worst:.0f} ms, {'within' if worst <= BOUND else 'over'} {BOUND:.0f} ms")
    return 0 if worst <= BOUND else 1


if __name__ == "__main__":
    sys.exit(main())

"""Making a whole home of the invented region, step by step, so that it can go on after a break."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ipharbor.cli._beside import Beside, Progress
from ipharbor.cli.showing import Bar

if TYPE_CHECKING:
    from ipharbor.actions.permits import Actor

STATE = "SAMPLE"  # in the home: which region it is, and what is done of it
FOLDER = "sample"  # in the home: the region's files


@dataclass
class Building:
    """A region that is being made in ``home``; ``done`` are the names of the steps behind it."""

    home: Path
    seed: int
    scale: float
    until: date
    done: list[str] = field(default_factory=list)

    @property
    def folder(self) -> Path:
        return self.home / FOLDER

    @property
    def publications(self) -> Path:
        return self.folder / "sample-region.parquet"

    @property
    def events(self) -> Path:
        return self.folder / "sample-events.parquet"

    def step(self, name: str, work: Callable[[Building, Bar], str]) -> None:
        """Do ``work`` unless it is done, and remember it; what it gives is shown."""
        if name in self.done:
            return
        started, bar = time.monotonic(), Bar()
        told = work(self, bar)
        bar.close()
        self.done.append(name)
        self.keep()
        click.echo(f"{name:<14} {told}  ({time.monotonic() - started:.0f} s)")

    def keep(self) -> None:
        """Write the state down."""
        told = asdict(self) | {"until": self.until.isoformat()}
        del told["home"]
        (self.home / STATE).write_text(json.dumps(told, ensure_ascii=False) + "\n")


def begin(home: Path, seed: int, scale: float, until: date) -> Building:
    """The building of that region in ``home``, begun or taken up where it was left.

    Raises HarborError ``sample.home_in_use`` for a home with something else in it, and
    ``sample.other_region`` for one in which another region was begun.
    """
    from ipharbor.vocabulary.errors import HarborError

    state = home / STATE
    if not state.exists():
        if _in_use(home):
            raise HarborError("sample.home_in_use", home=home)
        made = Building(home, seed, scale, until)
        made.folder.mkdir(parents=True, exist_ok=True)
        made.keep()
        return made
    told = json.loads(state.read_text())
    asked = {"seed": seed, "scale": scale, "until": until.isoformat()}
    held = {name: told[name] for name in asked}
    if held != asked:
        raise HarborError(
            "sample.other_region",
            home=home,
            seed=told["seed"],
            scale=told["scale"],
            until=told["until"],
        )
    return Building(home, seed, scale, until, told["done"])


def build(made: Building) -> None:
    """Write the region's files and bring them in: publications, events, holders, dockets, tables.

    What asks nothing of the publications goes on while a second process brings them in.
    """
    made.step("publications", _write_publications)
    if "corpus" in made.done:
        _build_beside(made)
    else:
        with Beside(_bring_in, made) as corpus:
            _write(made)
            corpus.begun()  # so that neither keeps the other from the register
            _build_beside(made)
            made.step("corpus", lambda _, bar: corpus.result(bar))
    made.step("dockets", _dockets)


def _write(made: Building) -> None:
    made.step("events", _write_events)
    made.step("tables", _write_tables)


def _build_beside(made: Building) -> None:
    _write(made)
    made.step("holders", _holders)
    made.step("payments", _payments)
    made.step("reductions", _reductions)
    made.step("products", _products)
    made.step("agencies", _agencies)
    made.step("cases", _cases)
    made.step("targets", _targets)
    made.step("matters", _matters)
    made.step("trainings", _trainings)


def ledger(made: Building) -> None:
    """The ledger that the cockpit asks, of all that was brought in."""
    made.step("ledger", _ledger)


def evening(day: date) -> datetime:
    """Six in the evening of the day, in the installation's zone."""
    from django.utils import timezone

    return timezone.make_aware(datetime.combine(day, datetime.min.time()).replace(hour=18))


def _in_use(home: Path) -> bool:
    from ipharbor.corpus import manifest
    from ipharbor.records.models import Firm, Person

    held = bool(manifest.read(home / "corpus").volumes)
    return held or Person.objects.exists() or Firm.objects.exists()


def _operator() -> Actor:
    from ipharbor.actions import permits

    return permits.operator()


def _write_publications(made: Building, bar: Bar) -> str:
    from ipharbor.samples.region import write

    told = write(
        made.publications, made.seed, made.scale, made.until,
        progress=lambda done, of: bar("publications", done, of),
    )  # fmt: skip
    return f"{told.rows:,} publications, {told.rights:,} rights, {told.firms:,} firms"


def _write_events(made: Building, bar: Bar) -> str:
    from ipharbor.samples.events import write

    told = write(made.events, made.seed, made.scale, made.until)
    return f"{told.rows:,} events and payments of {told.rights:,} rights"


def _write_tables(made: Building, bar: Bar) -> str:
    from ipharbor.samples import truth
    from ipharbor.samples.registers import write

    counts = write(made.folder, made.seed, made.scale, made.until)
    planted = truth.write(made.folder / truth.NAME, made.seed, made.scale, made.until)
    told = ", ".join(f"{count:,} {name}" for name, count in counts.items())
    return f"{told}; {planted} things planted"


def _bring_in(made: Building, progress: Progress) -> str:
    from ipharbor.actions.corpus.import_file import import_file
    from ipharbor.settings import current

    told = import_file(
        made.publications,
        home=made.home,
        memory_mb=current().memory_mb,
        region=current().region,
        by=_operator(),
        at=evening(made.until),  # the region is known as of that day, not as of today
        progress=progress,
    )
    return f"{told.stored:,} stored, {told.merged:,} merged, {told.findings:,} findings"


def _holders(made: Building, bar: Bar) -> str:
    from ipharbor.actions.rights.import_holders import import_holders
    from ipharbor.settings import current

    told = import_holders(
        made.folder / "holders.csv", by=_operator(), at=evening(made.until),
        region=current().region,
    )  # fmt: skip
    return f"{told.stored:,} holders"


def _payments(made: Building, bar: Bar) -> str:
    from ipharbor.actions.rights.import_events import import_events

    told = import_events(made.events, by=_operator(), at=evening(made.until))
    return f"{told.stored:,} events and payments, {len(told.findings):,} findings"


def _dockets(made: Building, bar: Bar) -> str:
    from ipharbor import wiring
    from ipharbor.actions.rights.take_up_region import take_up_region
    from ipharbor.settings import current
    from ipharbor.vocabulary.places import region

    told = take_up_region(
        region(current().region),
        corpus=wiring.corpus(),
        by=_operator(),
        at=evening(made.until),
        progress=bar,
    )
    return f"{told.added:,} rights in dockets"


def _reductions(made: Building, bar: Bar) -> str:
    from django.db import transaction

    from ipharbor.actions.rights.record_reduction import record_reduction
    from ipharbor.records.models import FeeReduction, Firm
    from ipharbor.samples.events import reductions

    held = set(FeeReduction.objects.values_list("firm__name", flat=True))
    firms = {firm.name: firm for firm in Firm.objects.all()}
    recorded = [
        one
        for one in reductions(made.seed, made.scale)
        if one.firm in firms and one.firm not in held
    ]
    with transaction.atomic():
        for done, one in enumerate(recorded, start=1):
            firm, at = firms[one.firm], evening(made.until)
            record_reduction(firm, since=one.first, until=one.last, by=_operator(), at=at)
            bar("reductions", done, len(recorded))
    return f"{len(recorded):,} recorded fee reductions"


def _products(made: Building, bar: Bar) -> str:
    from ipharbor import wiring
    from ipharbor.actions.product.import_products import import_products

    told = import_products(
        made.folder / "products.csv", seals=wiring.firm_sealer(), by=_operator(),
        at=evening(made.until),
    )  # fmt: skip
    return f"{told.stored:,} products"


def _agencies(made: Building, bar: Bar) -> str:
    from ipharbor.actions.agency.import_agencies import import_agencies
    from ipharbor.settings import current

    told = import_agencies(
        made.folder / "agencies.csv", region=current().region, by=_operator(),
        at=evening(made.until),
    )  # fmt: skip
    return f"{told.stored:,} agencies"


def _cases(made: Building, bar: Bar) -> str:
    from ipharbor.actions.region.import_cases import import_cases
    from ipharbor.settings import current

    told = import_cases(
        made.folder / "cases.csv", within=current().region, by=_operator(), at=evening(made.until)
    )
    return f"{told.stored:,} handled cases"


def _targets(made: Building, bar: Bar) -> str:
    from ipharbor.actions.region.targets import import_targets
    from ipharbor.settings import current

    told = import_targets(
        made.folder / "targets.csv", within=current().region, by=_operator(),
        at=evening(made.until),
    )  # fmt: skip
    return f"{told.stored:,} targets"


def _matters(made: Building, bar: Bar) -> str:
    from ipharbor import wiring
    from ipharbor.actions.station.import_matters import import_matters
    from ipharbor.settings import current

    told = import_matters(
        made.folder / "matters.csv", region=current().region, seals=wiring.firm_sealer(),
        by=_operator(), at=evening(made.until),
    )  # fmt: skip
    return f"{told.stored:,} matters of stations, {told.set_aside:,} set aside"


def _trainings(made: Building, bar: Bar) -> str:
    from ipharbor.actions.station.import_trainings import import_trainings
    from ipharbor.settings import current

    told = import_trainings(
        made.folder / "trainings.csv", region=current().region, by=_operator(),
        at=evening(made.until),
    )  # fmt: skip
    return f"{told.stored:,} trainings, {told.set_aside:,} set aside"


def _ledger(made: Building, bar: Bar) -> str:
    from ipharbor import wiring
    from ipharbor.actions.region.make_ledger import make_ledger
    from ipharbor.queries.law import book
    from ipharbor.settings import current
    from ipharbor.vocabulary.places import region

    here = region(current().region)
    make_ledger(
        current().ledger,
        corpus=wiring.corpus(),
        region=here,
        law=book(here.code),
        by=_operator(),
        at=evening(made.until),
    )
    return "made"

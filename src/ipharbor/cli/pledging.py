"""What stands against pledging a firm's rights."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from ipharbor.cli.ready import now, ready
from ipharbor.cli.showing import as_json, table

if TYPE_CHECKING:
    from ipharbor.pledge.offer import Offer
    from ipharbor.queries.pledge_checks import Check

_DAY = click.DateTime(formats=["%Y-%m-%d"])
_SAID = click.Choice(["yes", "no"])


@click.group()
def pledge() -> None:
    """Patents as security: what stands against registering a pledge."""


@pledge.command()
@click.argument("firm")
@click.option("--right", "keys", multiple=True, help="Key of a right; several. Without it all.")
@click.option("--until", type=_DAY, help="The last day of the debt.")
@click.option("--with", "others", multiple=True, help="Who pledges with the firm; several.")
@click.option("--consent", type=click.Choice(["all", "refused", "agreed"]),
              help="What the co-owners say.")  # fmt: skip
@click.option("--twin", type=_SAID, help="Whether there is a same-day invention filing.")
@click.option("--attacked", type=_SAID, help="Whether a request for invalidation is pending.")
@click.option("--other", type=_SAID, help="Whether anything else stands against it.")
@click.option("--insist", multiple=True, help="A soft ground on which the parties insist.")
@click.option("--contract", type=click.File("rb"), help="The contract, DOCX or text, to be read.")
@click.option("--on", type=_DAY, help="The day [default: today].")
@click.option("--known-on", type=_DAY, help="By what was known on that day.")
@click.option("--json", "machine", is_flag=True)
@click.pass_obj
def check(
    lang: str, /, firm: str, keys: tuple[str, ...], on: datetime | None, known_on: datetime | None,
    machine: bool, **said: Any,
) -> None:  # fmt: skip
    """Ask the grounds of refusal of the rights of FIRM (its whole name).

    Each ground stands (x), does not (-) or cannot be told (?). --json has the fact behind each
    answer, what to mend and the papers it takes.
    """
    ready()
    from ipharbor import wiring
    from ipharbor.queries import pledge_checks
    from ipharbor.queries.law import book
    from ipharbor.queries.overview import newest_day
    from ipharbor.records.models import Firm
    from ipharbor.settings import current
    from ipharbor.vocabulary.errors import HarborError
    from ipharbor.vocabulary.places import region

    found = Firm.objects.filter(name=firm).first()
    if found is None:
        raise HarborError("firm.unknown", name=firm)
    law, day = book(region(current().region).code), on.date() if on else now().date()
    told = pledge_checks.check(
        found, _offer(found, said, law, day), law=law, on=day,
        data_until=newest_day(wiring.corpus()) or date.min, keys=frozenset(keys) or None,
        known_on=known_on.date() if known_on else None,
    )  # fmt: skip
    if machine:
        as_json(pledge_checks.for_machines(told, lang, law))
    else:
        _for_people(told, lang)


def _offer(firm: Any, said: dict[str, Any], law: Any, day: date) -> Offer:
    from ipharbor.pledge.offer import EVERY, Offer, Said

    words = {"yes": True, "no": False, None: None}
    consent, until = said["consent"], said["until"]
    return Offer(
        pledgors=(firm.name, *said["others"]),
        debt_until=until.date() if until else None,
        contract=_contract(firm, said["contract"], law, day),
        consents={EVERY: consent == "all"} if consent in ("all", "refused") else {},
        agreed_otherwise=consent == "agreed",
        said={EVERY: Said(words[said["twin"]], words[said["attacked"]], words[said["other"]])},
        acknowledged=frozenset((EVERY, ground) for ground in said["insist"]),
    )


def _contract(firm: Any, file: Any, law: Any, day: date) -> Any:
    """The contract in the file as read for what the register asks; None without a file."""
    from ipharbor.papers.wording import text_of
    from ipharbor.pledge.contract import read
    from ipharbor.records.models import Right

    if file is None:
        return None
    text = text_of(file.read(), file.name)
    codes = [term.code for term in law.on(day)["pledge.contract.required"].terms.items]
    held = Right.objects.filter(firm=firm).values_list("key", "application_number")
    return read(text, codes, dict(held)).contract


def _for_people(told: Check, lang: str) -> None:
    from ipharbor.pledge.grounds import GROUNDS
    from ipharbor.vocabulary.words import word

    signs = {"yes": "x", "no": "-", "cannot_tell": "?"}
    rows = [
        [
            str(row.record),
            row.record.title[:16],
            word(f"pledge_{row.checked.outcome}", lang),
            " ".join(signs[one.verdict] for one in row.checked.answers),
        ]
        for row in told.rows
    ]
    grounds = f"1–{len(GROUNDS)}"
    heads = [word(name, lang) for name in ("application_number", "title", "pledge_outcome")]
    table([*heads, grounds], rows)

"""The next quarters."""

from __future__ import annotations

import click

from ipharbor.cli.ready import ready
from ipharbor.cli.showing import as_json, table


@click.command()
@click.option("--query", default="", help="Restrict to what this query finds.")
@click.option("--json", "machine", is_flag=True, help="Print the answer as JSON.")
@click.pass_obj
def forecast(lang: str, query: str, machine: bool) -> None:
    """How many documents the next quarters will bring, with ranges and with their record.

    Where such forecasts were no better than a naive one, none is given. The phase of growth is
    told where three curves agree.
    """
    ready()
    from ipharbor import wiring
    from ipharbor.analysis import outlook_words as told
    from ipharbor.queries.outlooks import outlook as ask
    from ipharbor.vocabulary.words import word

    seen = ask(wiring.corpus(), query)
    if machine:
        as_json(seen)
        return
    click.echo(f"{seen.documents}  {seen.vintage}")
    click.echo(told.verdict_told(seen, lang))
    if seen.ahead:
        names = ("quarter_of_publication", "expected", "eighty", "ninety_five")
        rows = [
            [told.quarter(one), f"{one.expected:.1f}",
             *(f"{bounds.low}-{bounds.high}" for bounds in one.ranges)]
            for one in seen.ahead
        ]  # fmt: skip
        table([word(name, lang) for name in names], rows)
    for sentence in told.record_told(seen, lang):
        click.echo(sentence)
    click.echo()
    click.echo(told.growth_told(seen.growth, lang))
    for sentence in told.curves_told(seen.growth, lang):
        click.echo(f"  {sentence}")

"""Searching and analysing."""

from __future__ import annotations

import click

from ipharbor.cli.ready import ready
from ipharbor.cli.showing import as_json, table


@click.command()
@click.argument("query")
@click.option("--limit", default=20, show_default=True, type=click.IntRange(1, 10_000))
@click.option(
    "--sort",
    default="relevance",
    show_default=True,
    type=click.Choice(["relevance", "newest", "oldest", "filed"]),
)
@click.option("--json", "machine", is_flag=True, help="Print the answer as JSON.")
@click.pass_obj
def search(lang: str, query: str, limit: int, sort: str, machine: bool) -> None:  # fmt: skip
    """Search the corpus for QUERY.

    \b
    Words, "phrases", AND OR NOT, brackets, and fields:
      title:灯 AND ipc:F21V AND published:2015..2017
      applicant:"某某有限公司" NOT type:design
      number:"ZL 2015 1 0163325.6"
    """
    ready()
    from ipharbor import wiring
    from ipharbor.queries.searching import search as ask
    from ipharbor.vocabulary.words import word

    found = ask(wiring.corpus(), query, sort=sort, per_page=limit)
    if machine:
        as_json(
            {
                "query": found.canonical,
                "vintage": found.vintage,
                "total": found.page.total,
                "hits": found.page.hits,
                "facets": found.facets,
            }
        )
        return
    click.echo(f"{found.page.total}  {found.canonical}  {found.vintage}")
    names = ("number", "published_on", "patent_type", "applicants", "title")
    rows = [
        [
            hit.application_number or hit.key,
            hit.published_on,
            word(hit.patent_type or "unknown", lang),
            " | ".join(hit.applicants)[:40],
            (hit.title or hit.title_en or "")[:60],
        ]
        for hit in found.page.hits
    ]
    table([word(name, lang) for name in names], rows)


@click.command()
@click.option("--query", default="", help="Restrict to what this query finds.")
@click.option("--json", "machine", is_flag=True, help="Print all figures as JSON.")
@click.pass_obj
def landscape(lang: str, query: str, machine: bool) -> None:
    """Who files what, when and where: the figures of the whole corpus or of a query."""
    ready()
    from ipharbor import wiring
    from ipharbor.cli._landscape import show
    from ipharbor.queries.landscapes import landscape as ask

    answer = ask(wiring.corpus(), query)
    if machine:
        as_json(answer)
    else:
        show(answer, lang)

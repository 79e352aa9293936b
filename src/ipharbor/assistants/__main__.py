"""The process of the MCP server: ``python -m ipharbor.assistants``, which ``ipharbor mcp``
becomes."""

from __future__ import annotations

import os
import sys

import click


@click.command()
@click.option("--http", is_flag=True)
@click.option("--host", default="127.0.0.1")
@click.option("--port", default=8081, type=click.IntRange(1, 65535))
@click.option("--token", envvar="IPHARBOR_TOKEN", default="")
def main(http: bool, host: str, port: int, token: str) -> None:
    """Serve the tools, on standard input and output or over HTTP."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipharbor.settings.django")
    import django

    django.setup()
    from ipharbor.assistants.server import run_http, run_stdio
    from ipharbor.settings import current
    from ipharbor.vocabulary.errors import HarborError

    try:
        if http:
            run_http(host, port)
        else:
            run_stdio(token)
    except HarborError as wrong:
        said = wrong.told(current().lang)
        click.echo(f"[{wrong.code}] {said.what}\n→ {said.next}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()

"""Answering AI assistants."""

from __future__ import annotations

import os

import click

from ipharbor.cli.ready import ready


@click.command()
@click.option("--http", is_flag=True, help="Serve over HTTP instead of standard input and output.")
@click.option("--host", default="127.0.0.1", show_default=True, help="With --http.")
@click.option(
    "--port", default=8081, show_default=True, type=click.IntRange(1, 65535), help="With --http."
)
@click.option(
    "--token", envvar="IPHARBOR_TOKEN", default="",
    help="The token in whose name all questions are asked [or $IPHARBOR_TOKEN]; not with --http.",
)  # fmt: skip
def mcp(http: bool, host: str, port: int, token: str) -> None:
    """Answer AI assistants over the Model Context Protocol, under the permits of a token.

    Without --http an assistant's program starts this command itself and speaks to it over
    standard input and output. With --http each request bears its own token (Authorization:
    Bearer …) at /mcp of HOST:PORT. Only reading; tokens are made under My account.
    """
    if not http and not token:
        raise click.UsageError("Say in whose name: --token, or the variable IPHARBOR_TOKEN.")
    ready()
    from ipharbor.gateways.worker import become

    if token:
        os.environ["IPHARBOR_TOKEN"] = token
    options = ["--http", "--host", host, "--port", str(port)] if http else []
    become(options, module="ipharbor.assistants")

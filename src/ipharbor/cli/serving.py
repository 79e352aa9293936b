"""Serving the pages."""

from __future__ import annotations

from typing import Any

import click

from ipharbor.cli.ready import ready


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve the pages on HOST:PORT until stopped."""
    ready()
    from ipharbor import wiring
    from ipharbor.settings import current

    if not current().corpus.joinpath("MANIFEST.json").exists():
        click.echo("The corpus is empty yet: import a file, or look at ipharbor demo.", err=True)
    click.echo(f"http://{host}:{port}  (home {wiring.corpus().folder.parent}; stop with Ctrl-C)")
    run_server(host, port, workers=workers, threads=threads)


def run_server(host: str, port: int, *, workers: int = 1, threads: int = 8) -> None:
    """Run gunicorn in this process until it is stopped."""
    from gunicorn.app.base import BaseApplication
    from gunicorn.util import import_app

    class Server(BaseApplication):  # type: ignore[misc]
        def load_config(self) -> None:
            options: dict[str, Any] = {
                "bind": f"{'[' + host + ']' if ':' in host else host}:{port}",
                "workers": workers,
                "threads": threads,
                "worker_class": "gthread",
                "timeout": 120,
                "graceful_timeout": 10,
                "accesslog": None,
                "errorlog": "-",
                "loglevel": "warning",
                "proc_name": "ipharbor",
            }
            for name, value in options.items():
                self.cfg.set(name, value)

        def load(self) -> Any:
            return import_app("ipharbor.web.wsgi:application")

    Server().run()

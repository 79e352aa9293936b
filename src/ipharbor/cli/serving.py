"""Serving the pages."""

from __future__ import annotations

import os
import shutil
import socket
from typing import Any

import click

from ipharbor.cli.ready import ready

_PATIENCE = 25.0  # seconds a worker gets to leave off what it does


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--threads", default=8, show_default=True, type=click.IntRange(1, 64))
@click.option("--with-worker", is_flag=True, help="Also run a worker; both stop together.")
def serve(host: str, port: int, workers: int, threads: int, with_worker: bool) -> None:
    """Serve the pages on HOST:PORT until stopped.

    Imports asked for on a page, rounds and mails need a worker: --with-worker, or ipharbor
    worker as a service of its own.
    """
    ready()
    from ipharbor import wiring
    from ipharbor.settings import current

    if not current().corpus.joinpath("MANIFEST.json").exists():
        click.echo("The corpus is empty yet: import a file, or look at ipharbor demo.", err=True)
    click.echo(f"http://{host}:{port}  (home {wiring.corpus().folder.parent}; stop with Ctrl-C)")
    if with_worker:
        run_with_worker(host, port, workers=workers, threads=threads)
    else:
        run_server(host, port, workers=workers, threads=threads)


def run_with_worker(host: str, port: int, *, workers: int = 1, threads: int = 8) -> None:
    """Run gunicorn in this process and a worker beside it; the worker ends with the server."""
    from ipharbor.gateways.worker import beside, end

    started = beside()
    try:
        run_server(host, port, workers=workers, threads=threads)
    finally:
        end(started, patience=_PATIENCE)


def run_server(host: str, port: int, *, workers: int = 1, threads: int = 8) -> None:
    """Run gunicorn in this process until it is stopped."""
    _count_together(port)
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
                # People read for a while; the connection waits without holding a thread.
                "keepalive": 75,
                "accesslog": None,
                "errorlog": "-",
                "loglevel": "warning",
                "proc_name": "ipharbor",
            }
            for name, value in options.items():
                self.cfg.set(name, value)
            self.cfg.set("child_exit", _uncount)

        def load(self) -> Any:
            return import_app("ipharbor.web.wsgi:application")

    Server().run()


def _count_together(port: int) -> None:
    """A folder in which the processes of this server count their answers together; servers that
    share a home have one each."""
    from ipharbor.settings import current

    folder = current().home / "run" / "metrics" / f"{socket.gethostname()}-{port}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _uncount(server: Any, worker: Any) -> None:
    """What a process that is gone counted as its own present state counts no more."""
    from prometheus_client.multiprocess import mark_process_dead

    mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]

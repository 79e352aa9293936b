"""The process of a worker: ``python -m ipharbor.jobs``, which ``ipharbor worker`` becomes."""

from __future__ import annotations

import os
from datetime import timedelta

import click


@click.command()
@click.option("--once", is_flag=True)
@click.option("--threads", default=2, type=click.IntRange(1, 32))
@click.option("--lease", default=60.0, type=click.FloatRange(0.2, 3600))
@click.option("--beside", type=int)
def main(once: bool, threads: int, lease: float, beside: int | None) -> None:
    """Work off jobs until told to stop; with --once until none is due."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipharbor.settings.django")
    import django

    django.setup()
    from ipharbor.jobs import process

    process.run(once=once, threads=threads, lease=timedelta(seconds=lease), beside=beside)


if __name__ == "__main__":
    main()

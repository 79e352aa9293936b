"""Getting Django and the register ready for a command."""

from __future__ import annotations

import os
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ipharbor.records.models import Person


def start() -> None:
    """Start Django on the chosen home; the register is not opened."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ipharbor.settings.django")
    import django

    django.setup()


def ready() -> None:
    """Start Django on the chosen home and bring the register's tables up to date."""
    start()
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", verbosity=0, interactive=False)


def now() -> datetime:
    """The time, aware, in the installation's zone."""
    from django.utils import timezone

    return timezone.localtime(timezone.now())


def person_named(username: str) -> Person:
    """The active person of that user name. HarborError ``person.unknown``."""
    from ipharbor.records.models import Person
    from ipharbor.vocabulary.errors import HarborError

    found = Person.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise HarborError("person.unknown", username=username)
    return found

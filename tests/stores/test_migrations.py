"""Migrations lead one way, and back, and lose nobody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = ("records", "journal")

# Goes back to the first release and forward again, and tells who is there after each step.
WALK = """
import json, os
os.environ["DJANGO_SETTINGS_MODULE"] = "ipharbor.settings.django"
import django
django.setup()
from django.core.management import call_command
from django.db import connection

def there():
    with connection.cursor() as cursor:
        cursor.execute("SELECT username, role, firm_id IS NOT NULL FROM records_person ORDER BY 1")
        people = cursor.fetchall()
        cursor.execute("SELECT seq, hash FROM journal_line ORDER BY 1")
        return [[list(row) for row in people], [list(row) for row in cursor.fetchall()]]

told = [there()]
for app, first in (("records", "0001"), ("journal", "0001")):
    call_command("migrate", app, first, verbosity=0, interactive=False)
told.append(there())
call_command("migrate", verbosity=0, interactive=False)
told.append(there())
with connection.cursor() as cursor:
    cursor.execute("SELECT p.username, o.kind FROM records_membership m JOIN records_person p "
                   "ON p.id = m.person_id JOIN records_organisation o "
                   "ON o.id = m.organisation_id WHERE m.until IS NULL ORDER BY 1")
    told.append([list(row) for row in cursor.fetchall()])
print(json.dumps(told))
"""


@pytest.mark.parametrize("app", OURS)
def test_the_migrations_of_an_app_are_one_line(app: str) -> None:
    graph = MigrationLoader(None).graph
    nodes = [node for node in graph.nodes if node[0] == app]
    assert len(graph.leaf_nodes(app)) == 1
    for node in nodes:
        children = [child for child in graph.node_map[node].children if child.key[0] == app]
        assert len(children) <= 1, node


@pytest.mark.django_db
def test_the_models_ask_for_nothing_that_no_migration_makes() -> None:
    call_command("makemigrations", *OURS, check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("app", OURS)
def test_every_migration_can_be_taken_back(app: str) -> None:
    loader = MigrationLoader(None)
    for (label, name), migration in loader.disk_migrations.items():
        if label == app:
            assert all(operation.reversible for operation in migration.operations), name


def test_an_installation_goes_back_to_the_first_release_and_forward_with_its_people(
    tmp_path: Path,
) -> None:
    kept = {k: v for k, v in os.environ.items() if not k.startswith("IPHARBOR_")}
    environment = kept | {"IPHARBOR_HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}

    def run(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, *words],
            capture_output=True, text=True, env=environment, timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    for name, role, further in (
        ("ada", "administrator", ()),
        ("olivia", "office", ()),
        ("fang", "firm", ("--firm", "番禺明灯有限公司")),
    ):
        told = ("--email", f"{name}@example.org", "--password", "correct-horse-battery")
        run("-m", "ipharbor", "person", "add", name, "--role", role, *told, *further)
    before, at_first, after, desks = json.loads(run("-c", WALK))
    assert before == at_first == after
    assert [name for name, _, _ in before[0]] == ["ada", "fang", "olivia"]
    assert desks == [["ada", "installation"], ["fang", "firm"], ["olivia", "district_office"]]


def test_the_same_tables_are_moved_and_backed_up_as_the_models_name() -> None:
    from ipharbor.actions.installation._tables import LEFT_OUT, name_of, tables

    moved = {name_of(model) for model in tables()}
    ours = {name_of(model) for app in OURS for model in apps.get_app_config(app).get_models()}
    assert ours <= moved
    assert not moved & LEFT_OUT
    assert connection.vendor in ("sqlite", "postgresql")

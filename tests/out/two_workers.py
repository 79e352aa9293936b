"""Two workers at once on a register in a file, in a process of its own.

As a program: ``two_workers.py HOME ADDRESS``; an event is told to a webhook at ADDRESS, both
workers do all that is due, and what became of them is printed as JSON. In a register that lies in
memory two threads would find tables locked that in a file wait for each other.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import traceback
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2021, 11, 30, 12, tzinfo=SHANGHAI)


def main(address: str) -> dict[str, Any]:
    os.environ["DJANGO_SETTINGS_MODULE"] = "ipharbor.settings.django"
    import django

    django.setup()
    from django.core.management import call_command

    from ipharbor.jobs.worker import Worker
    from ipharbor.records.models import Delivery

    call_command("migrate", verbosity=0, interactive=False)
    _tell(address)
    failed: list[str] = []
    made = [Worker(name, lambda: NOON, SHANGHAI) for name in ("one", "two")]
    together = threading.Barrier(len(made))

    def work(worker: Worker) -> None:
        from django.db import connection

        try:
            together.wait()
            worker.until_idle()
        except BaseException:
            failed.append(traceback.format_exc())
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(one,)) for one in made]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = Delivery.objects.get()
    return {"failed": failed, "state": told.state, "attempts": told.attempts}


def _tell(address: str) -> None:
    from django.db import transaction

    from ipharbor import wiring
    from ipharbor.actions import permits
    from ipharbor.actions.people.create import create
    from ipharbor.actions.webhook.add import add
    from ipharbor.actions.webhook.announce import announce
    from ipharbor.gateways.webhook_forms import written

    person = create(
        username="olivia", password="correct-horse-battery", role="office", firm="",
        email="olivia@example.org", by=permits.operator(), at=NOON,
    )  # fmt: skip
    person.manager = True
    person.save(update_fields=["manager"])
    assert person.organisation is not None
    add(
        person.organisation, person, name="灯塔", kind="generic", address=address,
        secret=written(b"a lamp that sings under the moon"), events=["law.corrected"], lang="zh",
        plain=True, sealer=wiring.webhook_sealer(), by=permits.of(person), at=NOON,
    )  # fmt: skip
    data = {"name": "period.annuity", "by": "olivia", "page": "/law/period.annuity/"}
    with transaction.atomic():
        announce("law.corrected", 1, data, reads=lambda reader, _: True, at=NOON)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[2])) + "\n")

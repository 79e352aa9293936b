"""How long operations of the programming interface take at the scale of the sample region.

``python benchmarks/api.py [HOME]`` asks every operation that reads, with a token, in one process
over the register and corpus in HOME (an installation made by ``ipharbor demo``), and prints the
median and the slowest of ten calls after one that warms up. The promise: none over 300 ms.
"""

from __future__ import annotations

import os
import runpy
import statistics
import sys
import time
from datetime import timedelta
from pathlib import Path

CALLS, PROMISE = 10, 300


def main() -> int:
    home = sys.argv[1] if len(sys.argv) > 1 else ".demo"
    os.environ |= {"IPHARBOR_HOME": str(Path(home).resolve()), "IPHARBOR_API_PER_MINUTE": "0"}
    from ipharbor.cli.ready import ready

    ready()
    from django.test import Client
    from django.utils import timezone

    from ipharbor.actions import permits
    from ipharbor.actions.token.make import make
    from ipharbor.api.app import PREFIX, api
    from ipharbor.records.models import ImportRun, Job, Person, Right

    told = runpy.run_path(str(Path(__file__).parent.parent / "tools" / "api_reference.py"))
    person = Person.objects.filter(role="administrator", is_active=True).first()
    if person is None:
        print("no administrator in this installation")
        return 1
    now, key = timezone.now(), f"iph_bench{time.time_ns()}"
    make(person, "bench", key=key, scopes=permits.SCOPES, ends_at=now + timedelta(hours=1),
         by=permits.of(person), at=now)  # fmt: skip
    right = Right.objects.select_related("firm").order_by("firm_id", "pk").first()
    ids = told["FIXED"] | {
        "firm_id": right.firm_id if right else 1, "key": right.key if right else "x",
        "organisation_id": person.organisation_id,
        "job_id": Job.objects.values_list("pk", flat=True).first() or 1,
        "run_id": ImportRun.objects.values_list("pk", flat=True).first() or 1,
        "watch_id": 1, "warning_id": 1, "paper_id": 1,
    }  # fmt: skip
    client = Client(SERVER_NAME="localhost", headers={"Authorization": f"Bearer {key}"})
    rows = []
    for path, methods in api.get_openapi_schema()["paths"].items():
        if "get" not in methods:
            continue
        short = path.removeprefix(PREFIX)
        query = told["QUERIES"].get(short, "").replace("$RIGHT", str(ids["key"]))
        address = f"{path.format(**ids)}?{query}"
        taken, status = [], client.get(address).status_code
        for _ in range(CALLS):
            began = time.perf_counter()
            answer = client.get(address)
            _ = b"".join(answer.streaming_content) if answer.streaming else answer.content
            taken.append((time.perf_counter() - began) * 1000)
        rows.append((statistics.median(taken), max(taken), status, short))
    print(f"{'median ms':>10} {'slowest':>8} {'status':>6}  operation")
    for median, slowest, status, short in sorted(rows, reverse=True):
        mark = " over the promise" if median > PROMISE else ""
        print(f"{median:10.1f} {slowest:8.1f} {status:6}  GET {short}{mark}")
    return int(any(row[0] > PROMISE for row in rows))


if __name__ == "__main__":
    sys.exit(main())

"""The calls of the reference of the programming interface run as they are written."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from django.utils import timezone
from manual import ROOT, text

from api.api_world import common, concerned, consented, furnished, lent, valued

PAGE = text(ROOT / "docs" / "reference" / "api.md")
CALLS = re.findall(r"^### (\S+) (\S+)\n.*?\((asks[^)]*)\).*?```sh\n(.*?)\n```", PAGE, re.S | re.M)

TABLES = {
    "matters.csv": "number,town,received_on,subject\n7,南村镇,2021-11-02,查新\n",
    "trainings.csv": "number,town,on,topic,attendees\n7,南村镇,2021-11-02,年费,20\n",
    "agencies.csv": "name,code\n灯塔代理所,44101\n",
    "targets.csv": "year,figure,town,value\n2026,granted,,30000\n",
    "cases.csv": "number,kind,received_on\n番知(2021)1号,mediation,2021-03-01\n",
    "holders.csv": "name,kind\n番禺荷花灯厂,firm\n",
}


def test_every_operation_stands_in_the_reference_with_a_call() -> None:
    from ipharbor.api.app import api

    told = api.get_openapi_schema()["paths"]
    assert len(CALLS) == sum(len(methods) for methods in told.values())


@pytest.mark.skipif(shutil.which("curl") is None, reason="no curl on this machine")
def test_the_calls_of_the_reference_run_against_a_server(
    transactional_db: None, corpus: Any, live_server: Any, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch, reference: ModuleType,
) -> None:  # fmt: skip
    monkeypatch.setenv("IPHARBOR_API_PER_MINUTE", "0")
    events = "application_number,event_code,event_date\n2015101633256,FEE,2021-01-04\n"
    (tmp_path / "events.csv").write_text(events, encoding="utf-8")
    (tmp_path / "lamps.csv").write_text("公开号,名称\nCN1A,灯\n", encoding="utf-8")
    (tmp_path / "products.csv").write_text("name,markets\n走马灯,CN|DE\n", encoding="utf-8")
    for name in ("contract.docx", "report.pdf"):
        (tmp_path / name).write_bytes(name.encode())
    for name, told in TABLES.items():
        (tmp_path / name).write_text(told, encoding="utf-8")
    shells = _shells(corpus, live_server.url)
    failed, ran = [], 0
    # What changes a thing comes late, what takes it away last.
    late = {"PATCH": 1, "DELETE": 2}
    ends = ("/end", "/withdraw")
    calls = sorted(
        CALLS, key=lambda one: 2 if one[1].endswith(ends) else late.get(one[0].upper(), 0)
    )
    for method, path, asks, call in calls:
        if "no token may do" in asks:
            continue
        statuses = []
        for shell in shells:
            statuses.append(_run(call, shell, tmp_path))
            if statuses[-1] != 403:
                break
        ran += 1
        # 409: the call is well made, and the thing stands otherwise in this world.
        if not 200 <= statuses[-1] < 300 and statuses[-1] != 409:
            failed.append((method, path, statuses))
    assert failed == []
    assert ran > 75


def _shells(corpus: Any, server: str) -> list[dict[str, str]]:
    """The environments of an administrator, of a firm's person, a station's and a lender's, of the
    same things; the firm's person has a warning of the own."""
    from actions.permit_world import body, disclose, seated, warning_of
    from ipharbor.actions import permits
    from ipharbor.actions.installation.sign import sign
    from ipharbor.actions.jobs.fire import lay_out
    from ipharbor.actions.token.make import make
    from ipharbor.corpus.query import All
    from ipharbor.journal.models import Line
    from ipharbor.records.models import ApplicationRight, Job
    from ipharbor.settings import current

    at = timezone.now()
    made, related, _other = furnished("administrator")
    lay_out(zone=timezone.get_default_timezone(), at=at)
    things, fixed = related.things, common(corpus)
    largest = corpus.index.facets(All()).applicant[0].value
    firm = seated("ming", body("firm", things.firm.name, firm=things.firm), manager=True)
    known = {name.upper().removesuffix("_ID"): str(value) for name, value in related.ids.items()}
    lender = body("lender", "番禺灯火银行")
    known |= {
        "RIGHT": related.ids["key"], "OTHER_TOKEN": known["TOKEN"], "IMPORT": str(fixed["run_id"]),
        "REPORT": str(fixed["report_id"]), "BULLETIN": str(fixed["bulletin_id"]),
        "FIRM_NAME": largest, "DOCUMENT": corpus.index.search(All(), limit=1).hits[0].key,
        "HARBOR": f"{server}/api/v1",
        "LENDER": str(lender.pk),
    }  # fmt: skip
    station = seated("zhan", body("town_station", "大龙街知识产权服务站"))
    bank, loan = seated("lin", lender), lent(things.firm, lender)
    disclose(things.firm, lender, until=at.date() + timedelta(days=9), sales=True)
    signed = valued(things.firm)
    type(signed).objects.filter(pk=signed.pk).update(
        status="signed", signed_by=bank, signed_by_name="lin", signed_at=at,
        keys=[related.ids["key"]],
    )  # fmt: skip
    ApplicationRight.objects.create(
        application_id=related.ids["application_id"], key=related.ids["key"]
    )
    known |= {"SIGNED_VALUATION": str(signed.pk), "OTHER_RIGHT": related.ids["key"]}
    own = {
        firm.pk: {"WARNING": str(warning_of(firm).pk)},
        bank.pk: {
            "LOAN": str(loan.pk),
            "LOAN_REQUEST": str(loan.offer.request_id),
            "CONCERN": str(concerned(lender, "c").pk),
            "CONSENT": str(consented(loan, related.ids["key"]).pk),
        },
    }
    shells = []
    for person in (made.by.person, firm, station, bank):
        key = f"iph_{person.username}{'k' * 30}"
        make(
            person, "c", key=key, scopes=permits.SCOPES, ends_at=at + timedelta(days=1),
            by=permits.of(person), at=at,
        )  # fmt: skip
        shells.append(known | {"TOKEN": key} | own.get(person.pk, {}))
    sign(home=current().home, timestamper=None, by=permits.operator(), at=timezone.now())
    assert Line.objects.exists()
    assert Job.objects.exists()
    return shells


def _run(call: str, shell: dict[str, str], folder: Path) -> int:
    told = call.replace("curl -fsS", "curl -sS -w '\\n%{http_code}'", 1)
    done = subprocess.run(
        ["bash", "-c", told], env={"PATH": os.environ["PATH"]} | shell, cwd=folder,
        capture_output=True, text=True, timeout=30, check=False,
    )  # fmt: skip
    assert done.returncode == 0, (call, done.stderr)
    status = int(done.stdout.rsplit("\n", 1)[-1])
    if status not in (403, 409) and status >= 300:
        print(call, done.stdout[:500])  # noqa: T201 - shown where the test fails
    return status

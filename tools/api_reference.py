"""The page ``docs/reference/api.md``: every operation of ``/api/v1`` with a call that runs.

``tests/docs/test_docs_api.py`` runs the calls against a server.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator, Mapping
from typing import Any

# What stands for the parameters of addresses, as shell variables that the reader sets.
VARIABLES = {
    "firm_id": "FIRM", "key": "RIGHT", "watch_id": "WATCH", "warning_id": "WARNING",
    "job_id": "JOB", "organisation_id": "ORGANISATION", "invitation_id": "INVITATION",
    "place_id": "PLACE", "disclosure_id": "DISCLOSURE", "token_id": "OTHER_TOKEN",
    "paper_id": "PAPER", "run_id": "IMPORT", "task_id": "TASK",
    "product_id": "PRODUCT", "webhook_id": "WEBHOOK", "delivery_id": "DELIVERY",
    "check_id": "CHECK", "matter_id": "MATTER", "appointment_id": "APPOINTMENT",
    "training_id": "TRAINING", "evidence_id": "EVIDENCE", "visit_id": "VISIT",
    "report_id": "REPORT", "bulletin_id": "BULLETIN", "valuation_id": "VALUATION",
    "application_id": "APPLICATION", "loan_request_id": "LOAN_REQUEST", "loan_id": "LOAN",
    "concern_id": "CONCERN",
    "consent_id": "CONSENT",
}  # fmt: skip
FIXED = {
    "kind": "backup",
    "name": "fees.annuity.surcharge",
    "seq": "1",
    "code": "bibliographic_change",
    "year": "2026",
    "industry": "lighting",
    "mail_kind": "digest",
    "playbook": "fto",
}
QUERIES = {
    "/search": "q=ipc:F21V&limit=5",
    "/search/facets": "q=ipc:F21V",
    "/documents": "number=201510163325.6",
    "/applicants": "q=%E7%81%AF",
    "/landscape": "q=ipc:F21V",
    "/forecast": "q=ipc:F21V",
    "/watches/proposed": "industry=lighting",
    "/watches/preview": "query=%E7%81%AF",
    "/deadlines": "rule=priority.invention&start=2021-01-04",
    "/firms/{firm_id}/bonds": "right=$RIGHT",
    "/law": "subject=fees&limit=5",
}
BODIES: Mapping[str, str] = {
    "put /industries/{industry}": '{"name_zh": "灯光", "name_en": "Lights", "reason": "按新规划", '
    '"links": [{"name_zh": "灯具", "name_en": "Lamps", "stage": "midstream", "ipc": ["F21V"]}]}',
    "post /industries/{industry}/end": '{"reason": "并入其他产业"}',
    "put /playbooks/{playbook}": '{"title_zh": "核查", "title_en": "Check", "when_zh": "有疑问时", '
    '"when_en": "When in doubt", "desks": ["firm"], "signals": ["signal.surge"], "reason": "简化", '
    '"steps": [{"zh": "核对", "en": "Look", "who": "firm", "days": 3}]}',
    "post /playbooks/{playbook}/restore": '{"reason": "恢复"}',
    "post /playbooks/{playbook}/end": '{"reason": "不再使用"}',
    "post /warnings/{warning_id}/playbooks/{playbook}": '{"steps": [{"step": "freeze"}]}',
    "post /bulletins": '{"title_zh": "灯光行业预警", "text_zh": "同类申请激增。", '
    '"audience": "all", "evidence": [{"words": "全景", "path": "/landscape/?q=ipc:F21V"}]}',
    "post /bulletins/{bulletin_id}/withdraw": '{"why": "数据有误"}',
    "put /region/targets": '{"year": 2026, "figure": "granted", "value": "30000"}',
    "post /region/awards": '{"right": "$DOCUMENT", "name": "中国专利优秀奖", "on": "2021-06-24"}',
    "post /region/reports": '{"month": "2021-10", "known": "2021-11-30", "langs": ["zh", "en"]}',
    "put /me/mail/{mail_kind}": '{"wanted": true}',
    "put /me/wishes": '{"budget": 3, "blue": "weekly", "quiet_from": 22, "quiet_until": 7}',
    "post /watches": '{"name": "灯", "query": "灯"}',
    "post /warnings/{warning_id}/act": '{"step": "查对权利要求", "due_on": "2026-12-31"}',
    "post /warnings/{warning_id}/close": '{"verdict": "useful"}',
    "post /firms/{firm_id}/reductions": '{"since": 2020, "until": 2021}',
    "post /dockets": '{"firm": "$FIRM_NAME"}',
    "post /firms/{firm_id}/decisions": '{"rights": [{"key": "$RIGHT"}], "decision": "keep", '
    '"reason": "要用"}',
    "post /firms/{firm_id}/statements": '{"rights": [{"key": "$RIGHT"}], "used": true}',
    "post /firms/{firm_id}/pledge/checks": '{"debt_until": "2027-11-19"}',
    "post /loan-applications": '{"amount": "1000000.00", "months": 12, "rights": ["$RIGHT"], '
    '"purpose": "扩大产能"}',
    "put /loan-applications/{application_id}": '{"amount": "800000.00", "months": 12, '
    '"rights": ["$RIGHT"]}',
    "post /loan-applications/{application_id}/check": '{"insists": []}',
    "post /loan-applications/{application_id}/valuation": '{"valuation": $SIGNED_VALUATION}',
    "post /loan-applications/{application_id}/requests": '{"lenders": [$LENDER], '
    '"until": "2027-01-31"}',
    "post /loan-applications/{application_id}/accept": '{"offer": $OFFER}',
    "post /loan-applications/{application_id}/withdraw": '{"reason": "改用自有资金"}',
    "post /loans/{loan_id}/release": '{"on": "2021-11-30"}',
    "post /loans/{loan_id}/substitution": '{"old": "$RIGHT", "new": "$OTHER_RIGHT", '
    '"on": "2021-11-30"}',
    "post /loans/{loan_id}/change": '{"item": "debt", "after": "一百万元", "on": "2021-11-30"}',
    "post /loans/{loan_id}/default": '{"reason": "逾期九十日"}',
    "post /loans/{loan_id}/enforcement": '{"proceeds": "800000.00", "costs": "20000.00", '
    '"on": "2021-11-30", "pooled": true}',
    "post /concerns/{concern_id}/waive": '{"why": "已追加担保"}',
    "post /firms/{firm_id}/valuations": '{"rights": [{"key": "$RIGHT", "sales": "1200000.00"}], '
    '"royalty": {"low": "0.02", "likely": "0.03", "high": "0.05"}}',
    "post /valuations/{valuation_id}/sign": '{"hash": "$VALUATION_HASH"}',
    "post /loan-requests/{loan_request_id}/offers": '{"principal": "1000000.00", '
    '"rate": "0.0385", "months": 12, "every": 3, "until": "2027-01-31"}',
    "post /loan-requests/{loan_request_id}/decline": '{"reason": "额度已满"}',
    "post /loans/{loan_id}/consents": '{"key": "CN201910000001", "act": "transfer", '
    '"taker": "佛山远光有限公司", "price": "200000.00"}',
    "post /consents/{consent_id}/answer": '{"agrees": true, "proceeds": "repayment"}',
    "post /consents/{consent_id}/proceeds": '{"amount": "200000.00", "on": "2021-11-30"}',
    "post /loans/{loan_id}/registration": '{"number": "Y2021440000001", "on": "2021-11-30"}',
    "post /loans/{loan_id}/drawing": '{"on": "2021-11-30"}',
    "post /loans/{loan_id}/payments": '{"on": "2022-02-28"}',
    "post /firms/{firm_id}/forms/{code}": '{"rights": ["$RIGHT"]}',
    "post /firms/{firm_id}/forms/{code}/file": '{"rights": ["$RIGHT"]}',
    "post /matters": '{"town": "440113102", "received_on": "2021-11-02", "kind": "fees", '
    '"subject": "年费", "visitor": "何先生"}',
    "patch /matters/{matter_id}": '{"notes": "带了缴费通知"}',
    "post /matters/{matter_id}/close": '{"outcome": "已补缴", "on": "2021-11-30"}',
    "post /appointments": '{"town": "440113102", "at": "2026-12-01T09:30", '
    '"subject": "看缴费通知", "visitor": "何先生"}',
    "post /appointments/{appointment_id}/settle": '{"state": "cancelled"}',
    "post /trainings": '{"town": "440113102", "on": "2021-11-02", "topic": "年费", "hours": 2, '
    '"attendees": 24}',
    "patch /trainings/{training_id}": '{"attendees": 25}',
    "post /visits": '{"town": "440113102", "firm_id": $FIRM, "on": "2021-11-02", "who": "何梅", '
    '"said": "介绍年费减缴"}',
    "post /evidence/{evidence_id}/withdraw": '{"why": "误存"}',
    "post /imports/{run_id}/findings/close": '{"numbers": [1], "reason": "accepted"}',
    "post /imports/{run_id}/findings/reopen": '{"numbers": [1]}',
    "post /products": '{"name": "摇头灯", "features": ["灯体设散热片"], "markets": ["CN", "DE"], '
    '"sales": [{"year": 2025, "amount": "1200.00"}]}',
    "patch /products/{product_id}": '{"markets": ["CN", "DE", "US"]}',
    "post /selfcheck": '{"answers": {"publish_first": "partly", "secrets": "no"}}',
    "post /selfcheck/{check_id}/tasks": '{"steps": [{"question": "secrets", '
    '"step": "agreements"}]}',
    "post /tasks": '{"title": "查新", "due": {"rule": "novelty_grace", "start": "2026-03-02"}}',
    "patch /tasks/{task_id}": '{"notes": "已约代理师"}',
    "post /tasks/{task_id}/close": '{"state": "done"}',
    "post /papers/{paper_id}/withdraw": '{"why": "误存"}',
    "post /law/{name}/corrections": '{"reason": "核对原文"}',
    "patch /me": '{"lang": "en"}',
    "post /me/tokens": '{"name": "夜航", "scopes": ["corpus.read"], "ends_on": "2027-01-31"}',
    "post /organisations": '{"kind": "lender", "name": "番禺农商银行"}',
    "post /organisations/{organisation_id}/invitations": '{"email": "ming@example.org"}',
    "put /places/{place_id}/manager": '{"manager": true}',
    "put /places/{place_id}/lock": '{"locked": true}',
    "post /places/{place_id}/leave": "{}",
    "post /disclosures": '{"organisation": $LENDER, "purpose": "质押贷款", "until": "2027-01-31"}',
    "post /organisations/{organisation_id}/webhooks": '{"name": "灯塔", '
    '"address": "https://lamp.example/told", "events": ["job.dead"]}',
    "patch /webhooks/{webhook_id}": '{"active": false}',
    "put /schedules/{kind}": '{"every": "day", "hour": 3}',
}
FORMS = {
    "/imports": "-F file=@lamps.csv",
    "/events": "-F file=@events.csv",
    "/products/import": "-F file=@products.csv",
    "/matters/import": "-F file=@matters.csv",
    "/trainings/import": "-F file=@trainings.csv",
    "/trainings/{training_id}/evidence": "-F file=@lamps.csv",
    "/agencies/import": "-F file=@agencies.csv",
    "/region/targets/import": "-F file=@targets.csv",
    "/region/cases/import": "-F file=@cases.csv",
    "/holders/import": "-F file=@holders.csv",
    "/loans/{loan_id}/signature": "-F file=@contract.docx",
    "/loan-applications/{application_id}/valuation/report": "-F low=1500000 -F median=2000000 "
    "-F high=2600000 -F signed_by=评估师甲 -F valued_on=2021-11-30 -F file=@report.pdf",
    "/firms/{firm_id}/papers": "-F kind=other -F file=@lamps.csv",
}


def page(described: Mapping[str, Any]) -> str:
    """The page from the description of the interface."""
    parts = [
        "# Programming interface 编程接口",
        described["info"]["description"],
        "How to begin: [use the programming interface](../how-to/use-the-api.md) · "
        "[使用编程接口](../how-to/use-the-api.zh.md).\n\nThe calls below run in a shell with these "
        "variables: `HARBOR` is the address up to `/api/v1`, `TOKEN` a token's key, and "
        + ", ".join(f"`{name}`" for name in VARIABLES.values())
        + ", `FIRM_NAME`, `LENDER`, `OFFER`, `SIGNED_VALUATION`, `VALUATION_HASH`, `OTHER_RIGHT`, "
        "`DOCUMENT` are numbers, keys, a hash and a name of your own things; `lamps.csv` and the "
        "other tables and papers named are files.",
    ]
    for tag, operations in _by_tag(described):
        parts.append(f"## {tag}")
        parts += [_operation(described, *one) for one in operations]
    return "\n\n".join(parts) + "\n"


def calls(described: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Method, path and call of every operation."""
    for _tag, operations in _by_tag(described):
        for method, path, operation in operations:
            yield method, path, _call(method, path, operation)


def _by_tag(described: Mapping[str, Any]) -> list[tuple[str, list[tuple[str, str, Any]]]]:
    found: dict[str, list[tuple[str, str, Any]]] = {}
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            short = path.removeprefix("/api/v1")
            found.setdefault(operation["tags"][0], []).append((method, short, operation))
    return list(found.items())


def _operation(described: Mapping[str, Any], method: str, path: str, told: Any) -> str:
    scope = told["x-scope"]
    asks = f"asks `{told['x-action']}`, " + (
        f"scope `{scope}`" if scope else "which no token may do"
    )
    lines = [f"### {method.upper()} {path}", f"{_flat(told['description'])} ({asks})"]
    stated = [
        f"`{one['name']}`{'' if one.get('required') else ' (optional)'}"
        for one in told.get("parameters", [])
        if one["in"] == "query"
    ]
    if stated:
        lines.append("Query: " + ", ".join(stated) + ".")
    body = _fields(described, told)
    if body:
        lines.append("Body: " + ", ".join(body) + ".")
    lines.append(f"```sh\n{_call(method, path, told)}\n```")
    return "\n\n".join(lines)


def _fields(described: Mapping[str, Any], told: Any) -> list[str]:
    content = told.get("requestBody", {}).get("content", {})
    schema = next((one["schema"] for one in content.values()), {})
    found: list[str] = []
    for one in (schema, *schema.get("allOf", ())):
        name = one.get("$ref", "").rpartition("/")[2]
        shape = described["components"]["schemas"].get(name, one)
        needed = shape.get("required", [])
        found += [
            f"`{field}`{'' if field in needed else ' (optional)'}"
            for field in shape.get("properties", {})
        ]
    return found


def _call(method: str, path: str, told: Any) -> str:
    address = re.sub(r"\{(\w+)\}", _filled, path)
    if path == "/documents/{key}":
        address = "/documents/$DOCUMENT"
    if path in QUERIES and method == "get":
        address += f"?{QUERIES[path]}"
    words = ["curl -fsS"] if method == "get" else [f"curl -fsS -X {method.upper()}"]
    words.append('-H "Authorization: Bearer $TOKEN"')
    if method != "get" and not told.get("x-reads"):
        words.append('-H "Idempotency-Key: $(date +%s%N)"')
    if path in FORMS and method == "post":
        words.append(FORMS[path])
    elif body := _notice() if path == "/calendar/{year}" else BODIES.get(f"{method} {path}"):
        words.append('-H "Content-Type: application/json"')
        words.append("-d " + _quoted(body))
    if "/file" in path:
        words.append("-o paper.bin")
    words.append(f'"$HARBOR{address}"')
    return " \\\n  ".join(words)


def _notice() -> str:
    """The last year that the program comes with, as a notice."""
    from ipharbor.statutes.calendar import load

    year = load().years[-1]
    rest = [
        {"festival": one.festival, "first": str(one.first), "last": str(one.last)}
        for one in year.rest
    ]
    told = {"notice": "国办发明电", "rest": rest, "work": [str(day) for day in year.work]}
    return json.dumps(told, ensure_ascii=False)


def _quoted(body: str) -> str:
    if "$" not in body:
        return shlex.quote(body)
    return '"' + body.replace('"', '\\"') + '"'


def _filled(found: re.Match[str]) -> str:
    name = found.group(1)
    return f"${VARIABLES[name]}" if name in VARIABLES else FIXED[name]


def _flat(text: str) -> str:
    return " ".join(text.split())

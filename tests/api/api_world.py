"""A caller of any role, things of the caller's and of strangers, and a fit request for every
operation of the interface."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from actions.permit_world import OUR_TOWN, Things, World, body, seated, world

AT = timezone.now()
YEAR_END = date.today() + timedelta(days=90)
ENTRY = "fees.annuity.surcharge"
HERE = OUR_TOWN
NEW: Mapping[str, Any] = {"town": HERE, "subject": "年费"}


EVIDENCE = {
    "as_of": "2021-11-30", "vintage": "v0", "new": 0, "late": 0, "recent": 0, "before": 0,
    "watch": {
        "name": "灯", "kind": "query", "applicant": "", "query": "灯", "raise_from": "yellow"
    },
    "quarters": [0, 0, 0, 0], "documents": [], "signals": [],
    "grade": {"colour": "yellow", "probability": 2, "impact": 2, "points": []},
    "decision": {"raised": True, "reason": "decision.late_arrival"},
}  # fmt: skip


@dataclass(frozen=True)
class Held:
    """The numbers of one side's things, by the name of the parameter they fill."""

    things: Things
    ids: Mapping[str, Any]


@dataclass(frozen=True)
class Sending:
    """What an operation is sent: JSON, or a form with a file; filters of the address."""

    body: Callable[[Held], Any] | None = None
    form: Callable[[], dict[str, Any]] | None = None
    query: str = ""


def furnished(role: str) -> tuple[World, Held, Held]:
    """The world of a role with the things that the operations are about, on both sides."""
    from ipharbor.records.models import Disclosure

    made = world(role)
    Disclosure.objects.update(until=YEAR_END)
    return made, _held(made.related, "a"), _held(made.unrelated, "b")


def _held(things: Things, side: str) -> Held:
    from actions.permit_world import warning_of
    from ipharbor.records.models import Invitation, Job, KeptPaper, Membership, Right, Token

    owner, firm, organisation = things.owner, things.firm, things.organisation
    warning = warning_of(owner)
    warning.reason, warning.evidence = "decision.late_arrival", EVIDENCE
    warning.save()
    right = Right.objects.create(
        firm=firm, key=f"CN20151016332{side}", application_number="201510163325.6",
        patent_type="invention", title="灯", filed_on=date(2015, 4, 8),
        granted_on=date(2017, 5, 3), taken_up_at=AT,
    )  # fmt: skip
    job = Job.objects.create(
        kind="backup", once=side, by=owner, by_name=owner.username, state="dead", ended_at=AT,
        next_at=AT, made_at=AT,
    )  # fmt: skip
    bytes_of = f"灯 {side}".encode()
    digest = hashlib.sha256(bytes_of).hexdigest()
    from ipharbor import wiring

    wiring.vault().put([bytes_of], limit=1000)
    paper = KeptPaper.objects.create(
        firm=firm, kind="other", name="灯.txt", sha256=digest, size=len(bytes_of), by_name="a",
        at=AT,
    )  # fmt: skip
    invitation = Invitation.objects.create(
        organisation=organisation, email="new@example.org", proof=side * 64, by_name="a",
        made_at=AT, ends_at=AT + timedelta(days=7),
    )  # fmt: skip
    token = Token.objects.create(
        person=owner, organisation=owner.organisation, name=side, start="iph_", proof=side * 60,
        scopes=["corpus.read"], made_at=AT, ends_at=AT + timedelta(days=7),
    )  # fmt: skip
    place = Membership.objects.filter(organisation=organisation, until=None).exclude(
        person=owner
    ).first() or Membership.objects.create(
        person=seated(f"guest{side}", body("alliance", f"灯会{side}")), organisation=organisation,
        since=AT,
    )  # fmt: skip
    from ipharbor.records.models import Disclosure, Product, SelfCheck, Task

    task = Task.objects.create(
        firm=firm, title="查新", due_on=YEAR_END, made_by_name="a", made_at=AT, changed_at=AT
    )
    product = Product.objects.create(firm=firm, name="摇头灯", made_at=AT, changed_at=AT)
    check = SelfCheck.objects.create(
        firm=firm, on=AT.date(), version=1, answers={"secrets": "no"}, by_name="a", at=AT,
        plan=[_step("secrets", "agreements")],
    )  # fmt: skip
    disclosure = Disclosure.objects.create(
        firm=firm, organisation=body("insurer", f"灯火保险{side}"), purpose="保险", since=AT,
        until=YEAR_END, by_name="a",
    )  # fmt: skip
    from ipharbor.records.models import Appointment, Matter, Training, TrainingPaper, Visit

    kept = {"town": things.town, "made_by_name": "a", "made_at": AT, "changed_at": AT}
    matter = Matter.objects.create(
        number=f"灯{side}", received_on=date(2021, 11, 1), kind="advice", subject="查新",
        firm=firm, **kept,
    )  # fmt: skip
    appointment = Appointment.objects.create(at=AT, firm=firm, subject="看", **kept)
    training = Training.objects.create(
        number=f"灯{side}", on=date(2021, 11, 1), topic="年费", hours=2, attendees=20, **kept
    )
    evidence = TrainingPaper.objects.create(
        training=training, name="签到.txt", sha256=digest, size=len(bytes_of), by_name="a", at=AT
    )
    visit = Visit.objects.create(
        town=things.town, firm=firm, on=date(2021, 11, 1), who="梅", said="年费", made_by_name="a",
        made_at=AT,
    )  # fmt: skip
    from ipharbor.records.models import Delivery, Webhook

    hook = Webhook.objects.create(
        organisation=organisation, owner=owner, name=f"灯塔{side}", kind="generic",
        address=wiring.webhook_sealer().seal("https://lamp.example/"), secret="",
        shown="https://lamp.example/…", events=["job.dead"], made_at=AT,
    )  # fmt: skip
    delivery = Delivery.objects.create(
        webhook=hook, event="job.dead", once=side, message=side, state="dead", attempts=6,
        made_at=AT,
    )  # fmt: skip
    loan = lent(firm, organisation)
    return Held(
        things,
        {
            "valuation_id": valued(firm).pk, "valuation_hash": _reckoned()[2], "loan_id": loan.pk,
            "application_id": loan.application_id, "offer_id": loan.offer_id,
            "lender_id": organisation.pk, "concern_id": concerned(organisation, side).pk,
            "consent_id": consented(loan, right.key).pk,
            "loan_request_id": loan.offer.request_id,
            "firm_id": firm.pk, "key": right.key, "watch_id": warning.watch_id,
            "warning_id": warning.pk, "job_id": job.pk, "organisation_id": organisation.pk,
            "invitation_id": invitation.pk, "place_id": place.pk,
            "disclosure_id": disclosure.pk, "token_id": token.pk, "paper_id": paper.pk,
            "task_id": task.pk, "product_id": product.pk, "webhook_id": hook.pk,
            "delivery_id": delivery.pk, "check_id": check.pk, "matter_id": matter.pk,
            "appointment_id": appointment.pk, "training_id": training.pk,
            "evidence_id": evidence.pk, "visit_id": visit.pk,
        },
    )  # fmt: skip


def lent(firm: Any, lender: Any) -> Any:
    """A loan of the firm by the lender, not yet signed."""
    from ipharbor.records.models import Loan, LoanApplication, LoanOffer, LoanRequest

    kept = {"by_name": "a", "made_at": AT, "changed_at": AT}
    asked = LoanApplication.objects.create(
        firm=firm, amount=1_000_000, months=12, stage="accepted", **kept
    )
    sent = LoanRequest.objects.create(
        application=asked, lender=lender, state="accepted", until=YEAR_END, at=AT
    )
    terms = {"principal": 1_000_000, "rate": "0.0385", "months": 12, "every": 3}
    offered = LoanOffer.objects.create(request=sent, until=YEAR_END, by_name="a", at=AT, **terms)
    return Loan.objects.create(
        application=asked, offer=offered, firm=firm, lender=lender, guarantor=lender,
        method="bullet", day_count="act_360", made_at=AT, changed_at=AT, **terms,
    )  # fmt: skip


def concerned(lender: Any, mark: str) -> Any:
    """A concern of a loan of the lender."""
    from ipharbor.records.models import KeptConcern

    day = date(2021, 11, 30)
    return KeptConcern.objects.create(
        mark=mark, loan="1", right="", demand="loan_to_value", gravity="red", since=day,
        known_on=day, fact="0.7", stage="open", opened_on=day, lender=lender.name, borrower="灯厂",
    )  # fmt: skip


def consented(loan: Any, key: str) -> Any:
    """What the firm asked the lender to agree to."""
    from ipharbor.records.models import PledgeConsent

    return PledgeConsent.objects.create(
        loan=loan, key=key, act="licence", taker="佛山远光有限公司", price=200_000,
        asked_by_name="a", asked_at=AT,
    )  # fmt: skip


@cache
def _reckoned() -> tuple[Any, Any, str]:
    from invented_valuations import basis
    from ipharbor.valuation.appraisal import appraise
    from ipharbor.valuation.writing import digest, figures, written

    told = basis()
    inputs, result = written(told), figures(appraise(told))
    return inputs, result, digest(inputs, result)


def valued(firm: Any) -> Any:
    """A draft of a valuation of the firm."""
    from ipharbor.records.models import Valuation

    inputs, result, named = _reckoned()
    return Valuation.objects.create(
        firm=firm, keys=["CN201910000001"], valued_on=date(2021, 11, 30), scenario="finance",
        low=1, median=2, high=3, inputs=inputs, result=result, hash=named, drawn_up_at=AT,
        drawn_up_by_name="a",
    )  # fmt: skip


def _step(question: str, code: str) -> dict[str, Any]:
    """A step of a plan, as the record keeps it."""
    return {
        "question": question, "code": code, "answer": "no", "provision": "",
        "due": YEAR_END.isoformat(), "rule": "", "start": None, "certain": True,
        "proposed": True, "of": "",
    }  # fmt: skip


def common(corpus: Any) -> dict[str, Any]:
    """Parameters that name nobody's things."""
    from ipharbor.queries import law
    from ipharbor.records.models import ImportRun

    run = ImportRun.objects.create(
        file_name="a.csv", started_at=AT, process=ImportRun.QUEUED, findings=2
    )
    return {
        "kind": "backup", "name": ENTRY, "seq": 1, "code": "bibliographic_change", "run_id": run.pk,
        "year": law.calendar().announced_until.year, "industry": "lighting",
        "report_id": _report(), "mail_kind": "digest", "playbook": "fto",
        "bulletin_id": _bulletin(),
    }  # fmt: skip


def _file() -> dict[str, Any]:
    return {"file": SimpleUploadedFile("lamps.csv", "公开号,名称\nCN1A,灯\n".encode())}


def _products() -> dict[str, Any]:
    return {"file": SimpleUploadedFile("products.csv", "name,markets\n走马灯,CN\n".encode())}


def _table(name: str) -> dict[str, Any]:
    body = {
        "matters.csv": "number,town,received_on,subject\n7,石楼镇,2021-11-02,查新\n",
        "trainings.csv": "number,town,on,topic,attendees\n7,石楼镇,2021-11-02,年费,20\n",
        "agencies.csv": "name,code\n灯塔代理所,44101\n",
    }
    return {"file": SimpleUploadedFile(name, body[name].encode())}


def _targets() -> dict[str, Any]:
    return {"file": SimpleUploadedFile("targets.csv", b"year,figure,town,value\n2021,granted,,9\n")}


def _cases() -> dict[str, Any]:
    told = "number,kind,received_on\n番知(2021)1号,mediation,2021-03-01\n"
    return {"file": SimpleUploadedFile("cases.csv", told.encode())}


def _holders() -> dict[str, Any]:
    return {"file": SimpleUploadedFile("holders.csv", "name,kind\n番禺荷花灯厂,firm\n".encode())}


def _report() -> int:
    """A report of a month that is kept."""
    from ipharbor import wiring
    from ipharbor.records.models import MonthReport

    held = wiring.vault().put([b"%PDF-1.7"], limit=1000)
    made = MonthReport.objects.create(
        year=2021, month=10, lang="zh", known_on=date(2021, 11, 30), ledger="l", maker="区局",
        pdf_sha256=held.sha256, pdf_size=held.size, docx_sha256=held.sha256, docx_size=held.size,
        by_name="a", at=AT,
    )  # fmt: skip
    return int(made.pk)


def _bulletin() -> int:
    """A bulletin for everybody, in everybody's inbox."""
    from ipharbor.records.models import Bulletin, BulletinCopy, Person

    made = Bulletin.objects.create(
        title_zh="通报", text_zh="灯", audience="all", issued_at=AT, by_name="a",
        evidence=[{"words": "全景", "path": "/landscape/"}],
    )  # fmt: skip
    for person in Person.objects.all():
        BulletinCopy.objects.create(bulletin=made, person=person)
    return int(made.pk)


def _chosen(held: Held) -> list[dict[str, str]]:
    return [{"key": held.ids["key"]}]


def _wanted(held: Held) -> dict[str, Any]:
    return {"amount": "1000000.00", "months": 12, "rights": [held.ids["key"]]}


SENT: Mapping[tuple[str, str], Sending] = {
    ("get", "/documents"): Sending(query="number=201510163325.6"),
    ("get", "/applicants"): Sending(query="q=灯"),
    ("get", "/deadlines"): Sending(query="rule=priority.invention&start=2021-01-04"),
    ("get", "/firms/{firm_id}/bonds"): Sending(query="right={key}"),
    ("put", "/industries/{industry}"): Sending(
        lambda _: {
            "name_zh": "灯光", "name_en": "Lights", "reason": "按新规划",
            "links": [{"name_zh": "灯", "name_en": "Lamp", "stage": "midstream", "ipc": ["F21V"]}],
        }
    ),
    ("post", "/industries/{industry}/end"): Sending(lambda _: {"reason": "并入"}),
    ("put", "/playbooks/{playbook}"): Sending(
        lambda _: {
            "title_zh": "核查", "title_en": "Check", "when_zh": "有疑问", "when_en": "In doubt",
            "desks": ["firm"], "reason": "简化",
            "steps": [{"zh": "看", "en": "Look", "who": "firm", "days": 3}],
        }
    ),
    ("post", "/playbooks/{playbook}/restore"): Sending(lambda _: {"reason": "恢复"}),
    ("post", "/playbooks/{playbook}/end"): Sending(lambda _: {"reason": "停用"}),
    ("post", "/bulletins"): Sending(
        lambda _: {
            "title_zh": "通报", "text_zh": "灯",
            "evidence": [{"words": "全景", "path": "/landscape/"}],
        }
    ),
    ("post", "/bulletins/{bulletin_id}/withdraw"): Sending(lambda _: {"why": "数据有误"}),
    ("put", "/region/targets"): Sending(
        lambda _: {"year": 2021, "figure": "granted", "value": "1000"}
    ),
    ("post", "/region/targets/import"): Sending(form=_targets),
    ("post", "/region/cases/import"): Sending(form=_cases),
    ("post", "/holders/import"): Sending(form=_holders),
    ("post", "/region/awards"): Sending(
        lambda _: {"right": "CN201510163325.6", "name": "中国专利奖", "on": "2021-06-01"}
    ),
    ("post", "/region/reports"): Sending(lambda _: {"month": "2021-10", "known": "2021-11-30"}),
    ("put", "/me/mail/{mail_kind}"): Sending(lambda _: {"wanted": False}),
    ("put", "/me/wishes"): Sending(lambda _: {"budget": 3, "red": "at_once", "blue": "weekly"}),
    ("post", "/watches"): Sending(lambda _: {"name": "镜", "query": "镜"}),
    ("post", "/warnings/{warning_id}/act"): Sending(lambda _: {"step": "看"}),
    ("post", "/warnings/{warning_id}/close"): Sending(lambda _: {"verdict": "useful"}),
    ("post", "/firms/{firm_id}/reductions"): Sending(lambda _: {"since": 2020, "until": 2021}),
    ("post", "/dockets"): Sending(lambda held: {"firm": held.things.firm.name}),
    ("post", "/events"): Sending(form=_file),
    ("post", "/imports"): Sending(form=_file),
    ("post", "/imports/{run_id}/findings/close"): Sending(
        lambda _: {"numbers": [1], "reason": "accepted"}
    ),
    ("post", "/imports/{run_id}/findings/reopen"): Sending(lambda _: {"numbers": [1]}),
    ("post", "/firms/{firm_id}/decisions"): Sending(
        lambda held: {"rights": _chosen(held), "decision": "keep", "reason": "要用"}
    ),
    ("post", "/firms/{firm_id}/statements"): Sending(
        lambda held: {"rights": _chosen(held), "used": True, "worth": "1000.00"}
    ),
    ("post", "/firms/{firm_id}/forms/{code}"): Sending(lambda held: {"rights": [held.ids["key"]]}),
    ("post", "/firms/{firm_id}/forms/{code}/file"): Sending(
        lambda held: {"rights": [held.ids["key"]]}
    ),
    ("post", "/firms/{firm_id}/pledge/checks"): Sending(
        lambda held: {"rights": [held.ids["key"]]}
    ),
    ("post", "/loan-requests/{loan_request_id}/offers"): Sending(
        lambda _: {"principal": "1000000.00", "rate": "0.0385", "months": 12,
                   "until": YEAR_END.isoformat()}
    ),
    ("post", "/loan-requests/{loan_request_id}/decline"): Sending(lambda _: {"reason": "额度已满"}),
    ("post", "/loans/{loan_id}/consents"): Sending(
        lambda _: {"key": "CN201910000001", "act": "transfer", "taker": "佛山远光有限公司",
                   "price": "200000.00"}),
    ("post", "/consents/{consent_id}/answer"): Sending(
        lambda _: {"agrees": False, "reason": "押品不足"}),
    ("post", "/consents/{consent_id}/proceeds"): Sending(
        lambda _: {"amount": "200000.00", "on": "2021-11-30"}),
    ("post", "/loans/{loan_id}/registration"): Sending(
        lambda _: {"number": "Y2021440000001", "on": "2021-11-30"}
    ),
    ("post", "/loans/{loan_id}/drawing"): Sending(lambda _: {"on": "2021-11-30"}),
    ("post", "/loans/{loan_id}/payments"): Sending(lambda _: {"on": "2022-02-28"}),
    ("post", "/loan-applications"): Sending(_wanted),
    ("put", "/loan-applications/{application_id}"): Sending(_wanted),
    ("post", "/loan-applications/{application_id}/check"): Sending(lambda _: {"insists": []}),
    ("post", "/loan-applications/{application_id}/valuation"): Sending(
        lambda held: {"valuation": held.ids["valuation_id"]}
    ),
    ("post", "/loan-applications/{application_id}/valuation/report"): Sending(
        form=lambda: _file() | {
            "low": "1", "median": "2", "high": "3", "signed_by": "评估师甲",
            "valued_on": "2021-11-30",
        }
    ),
    ("post", "/loan-applications/{application_id}/requests"): Sending(
        lambda held: {"lenders": [held.ids["lender_id"]], "until": YEAR_END.isoformat()}
    ),
    ("post", "/loan-applications/{application_id}/accept"): Sending(
        lambda held: {"offer": held.ids["offer_id"]}
    ),
    ("post", "/loan-applications/{application_id}/withdraw"): Sending(
        lambda _: {"reason": "改用自有资金"}
    ),
    ("post", "/loans/{loan_id}/signature"): Sending(form=_file),
    ("post", "/loans/{loan_id}/release"): Sending(lambda _: {"on": "2021-11-30"}),
    ("post", "/loans/{loan_id}/substitution"): Sending(
        lambda held: {"old": held.ids["key"], "new": held.ids["key"], "on": "2021-11-30"}
    ),
    ("post", "/loans/{loan_id}/change"): Sending(
        lambda _: {"item": "debt", "after": "一百万元", "on": "2021-11-30"}
    ),
    ("post", "/loans/{loan_id}/default"): Sending(lambda _: {"reason": "逾期九十日"}),
    ("post", "/loans/{loan_id}/enforcement"): Sending(
        lambda _: {"proceeds": "800000.00", "costs": "20000.00", "on": "2021-11-30"}
    ),
    ("post", "/concerns/{concern_id}/waive"): Sending(lambda _: {"why": "已追加担保"}),
    ("post", "/firms/{firm_id}/valuations"): Sending(
        lambda held: {"rights": [{"key": held.ids["key"], "sales": "1200000.00"}], "draws": 100}
    ),
    ("post", "/valuations/{valuation_id}/sign"): Sending(
        lambda held: {"hash": held.ids["valuation_hash"]}
    ),
    ("post", "/firms/{firm_id}/papers"): Sending(form=lambda: _file() | {"kind": "other"}),
    ("post", "/papers/{paper_id}/withdraw"): Sending(lambda _: {"why": "误存"}),
    ("post", "/products"): Sending(lambda _: {"name": "走马灯", "markets": ["CN"]}),
    ("patch", "/products/{product_id}"): Sending(lambda _: {"features": ["转轴"]}),
    ("post", "/products/import"): Sending(form=_products),
    ("post", "/matters"): Sending(
        lambda _: dict(NEW) | {"received_on": "2021-11-02", "kind": "fees", "visitor": "何先生"}
    ),
    ("patch", "/matters/{matter_id}"): Sending(lambda _: {"notes": "带了缴费通知"}),
    ("post", "/matters/{matter_id}/close"): Sending(
        lambda _: {"outcome": "已补缴", "on": "2021-11-03"}
    ),
    ("post", "/matters/import"): Sending(form=lambda: _table("matters.csv")),
    ("post", "/appointments"): Sending(
        lambda _: dict(NEW) | {"at": "2021-11-02T09:30", "visitor": "何先生"}
    ),
    ("post", "/appointments/{appointment_id}/settle"): Sending(lambda _: {"state": "cancelled"}),
    ("post", "/trainings"): Sending(
        lambda _: {"town": HERE, "on": "2021-11-02", "topic": "年费", "hours": 2, "attendees": 20}
    ),
    ("patch", "/trainings/{training_id}"): Sending(lambda _: {"attendees": 21}),
    ("post", "/trainings/import"): Sending(form=lambda: _table("trainings.csv")),
    ("post", "/trainings/{training_id}/evidence"): Sending(form=_file),
    ("post", "/evidence/{evidence_id}/withdraw"): Sending(lambda _: {"why": "误存"}),
    ("post", "/visits"): Sending(
        lambda held: {
            "town": HERE, "firm_id": held.things.firm.pk, "on": "2021-11-02", "who": "梅",
            "said": "年费",
        }
    ),
    ("post", "/agencies/import"): Sending(form=lambda: _table("agencies.csv")),
    ("post", "/selfcheck"): Sending(lambda _: {"answers": {"secrets": "partly"}}),
    ("post", "/selfcheck/{check_id}/tasks"): Sending(
        lambda _: {"steps": [{"question": "secrets", "step": "agreements"}]}
    ),
    ("post", "/tasks"): Sending(lambda _: {"title": "备案", "due": {"on": str(YEAR_END)}}),
    ("patch", "/tasks/{task_id}"): Sending(lambda _: {"notes": "已联系代理所"}),
    ("post", "/tasks/{task_id}/close"): Sending(lambda _: {"state": "done"}),
    ("post", "/law/{name}/corrections"): Sending(
        lambda _: {"since": "2021-06-01", "reason": "核对原文"}
    ),
    ("put", "/calendar/{year}"): Sending(lambda _: {"notice": "国办", "rest": [], "work": []}),
    ("patch", "/me"): Sending(lambda _: {"lang": "en"}),
    ("post", "/me/tokens"): Sending(
        lambda _: {"name": "t", "scopes": ["corpus.read"], "ends_on": str(YEAR_END)}
    ),
    ("post", "/organisations"): Sending(lambda _: {"kind": "lender", "name": "新银行"}),
    ("post", "/organisations/{organisation_id}/invitations"): Sending(
        lambda _: {"email": "x@example.org"}
    ),
    ("put", "/places/{place_id}/manager"): Sending(lambda _: {"manager": True}),
    ("put", "/places/{place_id}/lock"): Sending(lambda _: {"locked": True}),
    ("post", "/places/{place_id}/leave"): Sending(lambda _: {}),
    ("post", "/disclosures"): Sending(
        lambda held: {
            "organisation": held.things.organisation.pk, "purpose": "贷款",
            "until": str(YEAR_END),
        }
    ),
    ("post", "/organisations/{organisation_id}/webhooks"): Sending(
        lambda _: {"name": "灯塔", "address": "https://lamp.example/", "events": ["job.dead"]}
    ),
    ("patch", "/webhooks/{webhook_id}"): Sending(lambda _: {"active": False}),
    ("put", "/schedules/{kind}"): Sending(lambda _: {"every": "day", "hour": 3}),
}  # fmt: skip
"""What operations are sent beside their address; the others want nothing."""


@dataclass
class Walk:
    """What a walk came to: cells of role × operation × side."""

    cells: int = 0
    open: int = 0
    faults: list[str] = field(default_factory=list)

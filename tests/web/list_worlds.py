"""For each list of the pages a reader, an address, and what has to have happened before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from desk import MAKERS, NOON, warn
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from financing_world import World as Financing
from financing_world import fang_
from invented_valuations import DAY, basis, lantern
from ipharbor.actions import permits
from ipharbor.actions.financing.enforce import default
from ipharbor.actions.financing.repay import repay
from ipharbor.actions.financing.repay import settle as settle_loan
from ipharbor.actions.people.create import create
from ipharbor.actions.rights.take_up import take_up
from ipharbor.actions.valuation.draw_up import draw_up
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal.models import Outgoing
from ipharbor.records.models import (
    Agency,
    Appointment,
    Bulletin,
    BulletinCopy,
    Delivery,
    Disclosure,
    FindingClosing,
    Firm,
    HandledCase,
    ImportRun,
    IssuedWarning,
    Job,
    Matter,
    MonthReport,
    Organisation,
    Person,
    Right,
    RightEvent,
    Target,
    Task,
    Training,
    TrainingFirm,
    TrainingPaper,
    Valuation,
    Visit,
    WarningRound,
    Webhook,
)
from ipharbor.settings import current
from ipharbor.statutes.book import load
from ipharbor.valuation.subject import rules
from ipharbor.vocabulary.places import region
from marked_nights import night

PASSWORD = "correct-horse-battery"


@dataclass(frozen=True)
class World:
    """Who reads a list where; ``filled`` makes its rows and gives what the address asks beside
    it. A list that is never empty has no empty state of its own."""

    reader: str
    path: str
    filled: Callable[[Person, Any], str]
    never_empty: bool = False


def reader(role: str, corpus: Any) -> Person:
    """A person of that role who looks after the people of the organisation."""
    firm = MAKERS[0] if role == "firm" else ""
    body = None
    if role == "lender":
        body = Organisation.objects.create(kind="lender", name="番禺银行", made_at=NOON)
    if role == "station":
        body = Organisation.objects.create(
            kind="town_station", name="大龙街服务站", town="440113102", made_at=NOON
        )
    person = create(
        username=role, password=PASSWORD, role=role, firm=firm, organisation=body,
        email=f"{role}@example.org", by=permits.operator(), at=NOON,
    )  # fmt: skip
    Person.objects.filter(pk=person.pk).update(manager=True)
    person.refresh_from_db()
    return person


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def _dockets(person: Person, corpus: Any) -> str:
    for name in MAKERS[:2]:
        take_up(name, corpus=corpus, by=permits.operator(), at=NOON)
    Firm.objects.filter(name=MAKERS[0]).update(
        town="440113102",
        trade="灯具",
        kind="firm",
        size="small",
        grades=["high_tech"],
        founded=1998,
        capital="500.5",
        employees=80,
        industry="3872",
        address="番禺区大龙街",
    )
    return ""


def _docket(person: Person, corpus: Any) -> str:
    _dockets(person, corpus)
    return f"?firm={Firm.objects.get(name=MAKERS[0]).pk}"


def _tied(person: Person, corpus: Any) -> str:
    """A docket of which one right is pledged."""
    told = _docket(person, corpus)
    right = Right.objects.filter(firm__name=MAKERS[0], granted_on__isnull=False).earliest("key")
    assert right.granted_on is not None
    RightEvent.objects.create(
        key=right.key, code="PE01", on=right.granted_on, known_on=right.granted_on,
        number="Y2021980000001", details={"pledgor": MAKERS[0], "pledgee": "番禺农商银行"},
        source="list_worlds",
    )  # fmt: skip
    return told


def _disclosed(person: Person, corpus: Any) -> str:
    firm = person.firm
    assert firm is not None
    for number, kind in enumerate(("lender", "agency", "insurer")):
        body = Organisation.objects.create(kind=kind, name=f"机构{number}", made_at=NOON)
        Disclosure.objects.create(
            firm=firm, organisation=body, purpose=("质押贷款", "代理", "保险")[number],
            since=NOON + timedelta(days=number), until=timezone.localdate() + timedelta(days=9),
            by_name="fang",
        )  # fmt: skip
    return ""


def _disclosed_to(person: Person, corpus: Any) -> str:
    assert person.organisation is not None
    for number in range(3):
        Disclosure.objects.create(
            firm=Firm.objects.create(name=f"灯具{number}厂"), organisation=person.organisation,
            purpose=f"第{number}笔贷款", since=NOON + timedelta(days=number), by_name="fang",
            until=timezone.localdate() + timedelta(days=9 + number),
        )  # fmt: skip
    return ""


def _webhooks(person: Person, corpus: Any) -> str:
    for number, kind in enumerate(("generic", "wecom", "feishu")):
        _webhook(person, kind, number)
    return ""


def _webhook(person: Person, kind: str, number: int) -> Webhook:
    return Webhook.objects.create(
        organisation=person.organisation, owner=person, name=f"灯塔{number}", kind=kind,
        address="sealed", shown=f"https://{number}.example/…", events=["job.dead"],
        active=number != 1, made_at=NOON + timedelta(days=number),
    )  # fmt: skip


def _deliveries(person: Person, corpus: Any) -> str:
    held = _webhook(person, "generic", 0)
    for number, state in enumerate(("sent", "dead", "waiting")):
        Delivery.objects.create(
            webhook=held, event=("job.dead", "law.corrected", "import.finished")[number],
            once=f"o{number}", message=f"m{number}", state=state, attempts=number + 1,
            status=(204, 500, None)[number], made_at=NOON + timedelta(minutes=number),
            sent_at=NOON + timedelta(hours=1) if state == "sent" else None,
        )  # fmt: skip
    return f"{held.pk}/"


def _imports(person: Person, corpus: Any) -> str:
    for number in range(3):
        ImportRun.objects.create(
            file_name=f"番禺{number}.csv", format=("exchange", "patsnap", "incopat")[number],
            state=("failed", "done", "done")[number], read=number, stored=number, by=person,
            started_at=NOON + timedelta(minutes=number), fingerprint=f"{number}" * 64,
            findings=9 - number,
        )  # fmt: skip
    for number in range(1, 9):
        FindingClosing.objects.create(
            run=ImportRun.objects.get(file_name="番禺1.csv"), number=number, reason="mended",
            by_name="a", at=NOON,
        )  # fmt: skip
    return ""


def _warnings(person: Person, corpus: Any) -> str:
    warn(person, corpus, "ipc:F21V OR ipc:F21S", "舞台灯")
    warn(person, corpus, "ipc:H04R", "音箱")
    return ""


def _held(person: Person, corpus: Any) -> str:
    warning = warn(person, corpus, "ipc:F21V OR ipc:F21S", "舞台灯")
    IssuedWarning.objects.filter(pk=warning.pk).update(
        decision="held", reason="decision.over_budget", mailed_as=""
    )
    return ""


def _of_a_watch(person: Person, corpus: Any) -> str:
    """Three warnings of one watch: two raised, one of them judged, and one held."""
    warning = warn(person, corpus, "ipc:F21V OR ipc:F21S", "舞台灯")
    for day, told in ((1, {"decision": "held"}), (2, {"verdict": "useful", "state": "closed"})):
        as_of = NOON.date() + timedelta(days=day)
        made = WarningRound.objects.create(as_of=as_of, vintage="v", started_at=NOON)
        for name, value in {"pk": None, "round": made, "as_of": as_of, **told}.items():
            setattr(warning, name, value)
        warning.save()
    return f"{warning.watch_id}/"


def _jobs(person: Person, corpus: Any) -> str:
    for number, kind in enumerate(("corpus.import", "warning.round", "backup")):
        Job.objects.create(
            kind=kind, once=f"once {number}", about=f"灯{number}", by=person, by_name=str(person),
            state=("done", "failed", "waiting")[number], attempts=number,
            next_at=NOON + timedelta(days=number), made_at=NOON + timedelta(minutes=number),
            ended_at=NOON if number == 0 else None,
            result={"read": 1, "stored": 1, "merged": 0, "unchanged": 0, "set_aside": 0}
            if number == 0 else None,
        )  # fmt: skip
    return ""


def _mails(person: Person, corpus: Any) -> str:
    for number, state in enumerate(("sent", "failed", "withheld")):
        Outgoing.objects.create(
            once=f"mail {number}", to=person.email, subject=f"预警{number}", body="灯",
            state=state, why=("", "没有人应答", "unwanted")[number], attempts=number,
            created_at=NOON + timedelta(minutes=number),
        )  # fmt: skip
    return ""


def _bodies(person: Person, corpus: Any) -> str:
    for number, kind in enumerate(("lender", "agency", "town_station")):
        Organisation.objects.create(
            kind=kind, name=f"机构{number}", made_at=NOON + timedelta(days=number),
            town="440113102" if kind == "town_station" else "",
        )  # fmt: skip
    return ""


def _people(person: Person, corpus: Any) -> str:
    for number in range(2):
        create(username=f"li{number}", password=PASSWORD, role=person.role,
               display_name=f"李{number}", organisation=person.organisation,
               email=f"li{number}@example.org", by=permits.operator(),
               at=NOON + timedelta(days=number + 1))  # fmt: skip
    return ""


def _papers(person: Person, corpus: Any) -> str:
    _dockets(person, corpus)
    right = Right.objects.filter(firm=person.firm).order_by("key").first()
    assert right is not None
    client = client_of(person)
    for number, kind in enumerate(("receipt", "contract", "notice")):
        said = {"file": SimpleUploadedFile(f"纸{number}.pdf", b"x" * (number + 1)), "kind": kind,
                "note": f"第{number}份", "right": right.key if number else ""}  # fmt: skip
        assert client.post("/vault/", said).status_code == 302
    return ""


def _tasks(person: Person, corpus: Any) -> str:
    client = client_of(person)
    for number in range(3):
        made = client.post("/desk/tasks/", {"title": f"查新{number}", "why": f"新品{number}",
                                            "due_on": f"2021-12-2{number}"})  # fmt: skip
        assert made.status_code == 302
    return ""


def _financed(person: Person, corpus: Any) -> str:
    """Loans that run, are repaid and are in default; an application that lenders look at."""
    fang = person if person.firm is not None else fang_()
    here = Financing(current().home, fang)
    if person.role == "lender":
        here.lin = person
    loan = here.drawn(here.keys[:2], "Y1")
    settle_loan(loan, on=loan.drawn_on, **here.bank())
    repay(here.drawn(here.keys[2:3], "Y2"), on=loan.drawn_on, **here.bank())
    default(here.drawn(here.keys[3:4], "Y3"), reason="逾期", **here.bank())
    here.offered(here.requested(here.keys[4:])[0], here.lin)
    return ""


def _marked(person: Person, corpus: Any) -> str:
    """Loans as a night marked them, and the concerns that it opened."""
    assert person.organisation is not None
    night(current().collateral, bank=person.organisation.name)
    return ""


def _changed(person: Person, corpus: Any) -> str:
    _tasks(person, corpus)
    for task in Task.objects.all():
        task.state, task.closed_at, task.closed_by_name = "done", timezone.now(), "fang"
        task.save()
    take_up(MAKERS[0], corpus=corpus, by=permits.operator(), at=NOON)
    day, granted = NOON.date(), Right.objects.filter(firm=person.firm, granted_on__isnull=False)
    for number, code in enumerate(("PE01", "TR01", "PE01", "CF01")):
        known_on = day - timedelta(days=number)
        RightEvent.objects.create(
            key=granted[number].key, code=code, number=f"Y{number}", source="gazette",
            on=known_on - timedelta(days=90 * (number % 2)), known_on=known_on,
        )  # fmt: skip
    return "?since=2021-06-30"


def _ledger(person: Person, corpus: Any) -> str:
    from ipharbor.actions.region.make_ledger import make_ledger

    _dockets(person, corpus)
    make_ledger(current().ledger, corpus=corpus, region=region(), law=load(),
                by=permits.operator(), at=NOON, anew=False)  # fmt: skip
    return ""


def _acts(person: Person, corpus: Any) -> str:
    """Three pledges of a firm's rights, one of them over."""
    _dockets(person, corpus)
    rights = Right.objects.filter(patent_type="utility_model").order_by("key")[:3]
    for number, right in enumerate(rights):
        assert right.granted_on is not None
        on = right.granted_on + timedelta(days=10 + number)
        RightEvent.objects.create(
            key=right.key, code="PE01", on=on, known_on=on, number=f"Y{number}", source="灯.csv",
            details={"number": f"Y{number}", "pledgor": MAKERS[0], "pledgee": "番禺银行"},
        )  # fmt: skip
    return _ledger(person, corpus)


def _cases(person: Person, corpus: Any) -> str:
    for number, kind in enumerate(("infringement", "mediation", "counterfeit"), start=1):
        HandledCase.objects.create(
            number=f"番知{number}", kind=kind, received_on=date(2021, number, 1),
            accepted_on=date(2021, number, 3 + number), closed_on=date(2021, 5 + number, 1),
            outcome=("settled", "agreed", "punished")[number - 1], town="440113102",
            complainant=f"甲{number}", respondent=f"乙{number}", right=f"20191000000{number}.8",
        )  # fmt: skip
    return _ledger(person, corpus)


def _targets(person: Person, corpus: Any) -> str:
    for figure, value in (("granted", 5), ("in_force", 400), ("cases", 7)):
        Target.objects.create(
            year=2021, figure=figure, town="", value=value, by_name="olivia", at=NOON
        )
    return _ledger(person, corpus)


def _reports(person: Person, corpus: Any) -> str:
    for month in (9, 10, 11):
        MonthReport.objects.create(
            year=2021, month=month, lang="zh", known_on=date(2021, month, 28), ledger="v000001",
            maker="番禺区知识产权局", pdf_sha256=f"{month:064d}", pdf_size=90_000 + month,
            docx_sha256=f"{month + 50:064d}", docx_size=60_000 + month, by=person,
            by_name=person.username, at=NOON + timedelta(days=30 * month),
        )  # fmt: skip
    return ""


def _products(person: Person, corpus: Any) -> str:
    client = client_of(person)
    for number, name in enumerate(("摇头灯", "染色灯", "追光灯")):
        made = client.post("/desk/products/", {"name": name, "features": f"双层灯罩{number}",
                                               "markets": "US, DE", "since": f"201{number}",
                                               "ipc": "F21V 21/30"})  # fmt: skip
        assert made.status_code == 302
    return ""


def _valued(person: Person, corpus: Any) -> str:
    """Three valuations of the firm's right for three uses, of which one is signed."""
    assert person.firm is not None
    Right.objects.create(
        key="CN201910000001", firm=person.firm, patent_type="invention", taken_up_at=NOON
    )  # fmt: skip
    uses = ("finance", "licence", "relief")
    for number, use in enumerate(uses):
        told = lantern(sales=Decimal(1_000_000 * (number + 1)))
        made = draw_up(
            person.firm,
            basis(
                told, scenario=use, valued_on=DAY + timedelta(days=number), draws=200,
                rules=rules(load().on(DAY), use),
            ),
            seals=Sealer("secret", "firm"), by=permits.operator(),
            at=NOON + timedelta(days=number),
        )  # fmt: skip
    Valuation.objects.filter(pk=made.pk).update(
        status="signed", signed_at=NOON, signed_by=person, signed_by_name="林",
        signed_for="番禺农商银行",
    )  # fmt: skip
    return ""


def _serving(person: Person, corpus: Any) -> str:
    """Two stations that did three of everything, one thing of each not over yet."""
    _dockets(person, corpus)
    Right.objects.update(stated_status="in_force", stated_on=NOON.date())
    _ledger(person, corpus)
    firms = list(Firm.objects.order_by("pk"))
    Firm.objects.filter(pk=firms[1].pk).update(town="440113016", kind="university")
    Firm.objects.create(name="番禺无灯有限公司", town="440113102", grades=["specialised"])
    for number, town in enumerate(("440113102", "440113016", "440113102")):
        days = [date(2021, 10, 2 + number), date(2021, 10, 12 + 3 * number)]
        matter = Matter.objects.create(
            number=f"2021-{number}", town=town, received_on=days[0], firm=firms[number % 2],
            kind=("fees", "pledge", "advice")[number], visitor=f"来人{number}",
            subject=f"灯{number}", owner=None if number else person, made_by_name=f"梅{number}",
            state="open" if number == 2 else "closed", outcome="" if number == 2 else "已答复",
            closed_on=None if number == 2 else days[1], made_at=NOON, changed_at=NOON,
        )  # fmt: skip
        Appointment.objects.create(
            town=town, at=datetime(2021, 10, 25 + number, 9, 30, tzinfo=NOON.tzinfo),
            firm=firms[number % 2], visitor=f"来人{number}", subject=f"看{number}", matter=matter,
            state=("kept", "missed", "planned")[number], made_by_name="梅", made_at=NOON,
            changed_at=NOON,
        )  # fmt: skip
        training = Training.objects.create(
            number=f"2021-{number}", town=town, on=days[1], topic=f"年费{number}",
            hours=Decimal(number) + Decimal("1.5"), attendees=20 + number, made_by_name="梅",
            made_at=NOON, changed_at=NOON,
        )  # fmt: skip
        for firm in firms[: number % 2 + 1]:
            TrainingFirm.objects.create(training=training, firm=firm)
        if number != 1:
            TrainingPaper.objects.create(
                training=training, name="签到表.jpg", sha256=f"{number:064d}", size=9,
                by_name="梅", at=NOON,
            )  # fmt: skip
        Visit.objects.create(
            town=town, firm=firms[number % 2], on=days[1], who=f"梅{number}", said=f"问灯{number}",
            made_by_name="梅", made_at=NOON,
        )  # fmt: skip
    return ""


def _one_station(person: Person, corpus: Any) -> str:
    return _serving(person, corpus) + "?town=440113102"


def _nothing(person: Person, corpus: Any) -> str:
    return ""


def _agencies(person: Person, corpus: Any) -> str:
    for number in range(3):
        Agency.objects.create(
            name=f"灯塔{number}代理所", code=f"4410{number}" if number else "",
            founded=2000 + number, practitioners=number + 3, made_at=NOON, changed_at=NOON,
            town="440113102" if number else "",
        )  # fmt: skip
    return _ledger(person, corpus)


def _bulletins(person: Person, corpus: Any) -> str:
    """Bulletins in another's inbox: what waits in the own one is for each reader otherwise."""
    other = Person.objects.create(username="keeper", role="nobody")
    for number in range(3):
        made = Bulletin.objects.create(
            title_zh=f"通报{number}", text_zh="同类申请激增", audience="all", issued_at=NOON,
            evidence=[{"words": "全景", "path": "/landscape/"}], by_name="office",
        )  # fmt: skip
        BulletinCopy.objects.create(bulletin=made, person=other, read_at=NOON if number else None)
    return ""


def _alarmed(person: Person, corpus: Any) -> str:
    """Open warnings of two firms of the town."""
    for number, grade in enumerate(("red", "orange", "red")):
        firm = Firm.objects.create(name=f"番禺灯厂{number}", town="440113102")
        owner = create(
            username=f"keeper{number}", password=PASSWORD, role="firm", firm=firm.name,
            by=permits.operator(), at=NOON,
        )  # fmt: skip
        made = warn(owner, corpus, "灯")
        made.grade, made.state = grade, ("new", "acknowledged", "in_hand")[number]
        made.save()
    return ""


WORLDS = {
    "agencies": World("office", "/agencies/", _agencies),
    "bulletins": World("office", "/bulletins/", _bulletins),
    "cockpit_acts": World("office", "/cockpit/acts/", _acts, never_empty=True),
    "cockpit_cases": World("office", "/cockpit/cases/", _cases, never_empty=True),
    "cockpit_targets": World("office", "/cockpit/targets/", _targets, never_empty=True),
    "cockpit_holders": World("office", "/cockpit/holders/", _ledger, never_empty=True),
    "cockpit_rights": World("office", "/cockpit/rights/", _ledger, never_empty=True),
    "cockpit_reports": World("office", "/cockpit/reports/", _reports),
    "desk_changes": World("firm", "/desk/changes/", _changed),
    "design": World("office", "/design/", _nothing, never_empty=True),
    "disclosures": World("firm", "/disclosures/", _disclosed),
    "disclosures_to": World("lender", "/disclosures/", _disclosed_to),
    "docket": World("office", "/docket/", _docket, never_empty=True),
    "docket_firms": World("office", "/docket/", _dockets),
    "financing": World("firm", "/financing/", _financed),
    "financing_region": World("office", "/financing/region/", _financed),
    "financing_region_loans": World("office", "/financing/region/loans/", _financed),
    "lending": World("lender", "/lending/", _financed),
    "lending_loans": World("lender", "/lending/loans/", _financed),
    "imports": World("office", "/imports/", _imports),
    "held": World("office", "/inbox/held/", _held),
    "inbox": World("office", "/inbox/", _warnings),
    "industries": World("office", "/industries/", _nothing, never_empty=True),
    "industry_fields": World("office", "/industries/lighting/fields/", _nothing, never_empty=True),
    "industry_firms": World("office", "/industries/lighting/firms/", _nothing, never_empty=True),
    "industry_regions": World("office", "/industries/lighting/regions/", _nothing,
                              never_empty=True),
    "jobs": World("office", "/jobs/", _jobs),
    "journal": World("office", "/journal/", _dockets, never_empty=True),
    "law": World("office", "/law/", _nothing, never_empty=True),
    "mailing": World("office", "/account/mail/", _mails),
    "organisations": World("administrator", "/organisations/", _bodies, never_empty=True),
    "people": World("office", "/people/", _people, never_empty=True),
    "playbooks": World("office", "/playbooks/", _nothing, never_empty=True),
    "pledge_check": World("office", "/pledge/check/", _docket, never_empty=True),
    "pledge_firms": World("office", "/pledge/check/", _dockets),
    "pledge_ties": World("office", "/pledge/ties/", _tied, never_empty=True),
    "portfolio_concerns": World("lender", "/lending/portfolio/concerns/", _marked),
    "portfolio_exposure": World("lender", "/lending/portfolio/exposure/", _marked),
    "portfolio_loans": World("lender", "/lending/portfolio/loans/", _marked),
    "portfolio_rights": World("lender", "/lending/portfolio/rights/", _marked),
    "portfolio_vintages": World("lender", "/lending/portfolio/vintages/", _financed),
    "products": World("firm", "/desk/products/", _products),
    "renewals": World("firm", "/docket/plan/", _dockets, never_empty=True),
    "renewals_district": World("office", "/docket/plan/", _dockets, never_empty=True),
    "search": World("office", "/search/", _nothing, never_empty=True),
    "station": World("office", "/station/", _serving, never_empty=True),
    "station_alarms": World("station", "/station/alarms/", _alarmed),
    "station_alarms_counts": World("office", "/station/alarms/", _nothing, never_empty=True),
    "station_appointments": World("office", "/station/appointments/", _serving),
    "station_firms": World("office", "/station/firms/?town=440113102", _serving),
    "station_matters": World("office", "/station/matters/", _serving),
    "station_quarters": World("office", "/station/quarters/", _one_station, never_empty=True),
    "station_score": World("office", "/station/score/", _one_station, never_empty=True),
    "station_trainings": World("office", "/station/trainings/", _serving),
    "station_visits": World("office", "/station/visits/", _serving),
    "tasks": World("firm", "/desk/tasks/", _tasks),
    "track_record": World("office", "/track-record/", _warnings),
    "valuations": World("firm", "/valuations/", _valued),
    "vault": World("firm", "/vault/", _papers),
    "watch_warnings": World("office", "/watches/", _of_a_watch),
    "watches": World("office", "/watches/", _warnings),
    "webhook": World("office", "/webhooks/", _deliveries, never_empty=True),
    "webhooks": World("office", "/webhooks/", _webhooks),
}  # fmt: skip
"""Every list there is, by name. A new list is entered here, and is tried by all tests of lists."""

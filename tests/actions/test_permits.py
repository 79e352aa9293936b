"""Every action, for every role, to things that are the caller's and things that are not,
through the door itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from permit_world import AT, TODAY, Things, World, actor, body, disclose, seated, warning_of, world

from invented_valuations import basis
from ipharbor.actions import permits
from ipharbor.actions.agency.import_agencies import import_agencies
from ipharbor.actions.bulletin.issue import Told as BulletinTold
from ipharbor.actions.bulletin.issue import issue
from ipharbor.actions.collateral.look import look
from ipharbor.actions.collateral.waive import waive
from ipharbor.actions.corpus.begin_upload import begin_upload
from ipharbor.actions.corpus.import_file import import_file
from ipharbor.actions.disclosure.give import give
from ipharbor.actions.disclosure.withdraw import withdraw
from ipharbor.actions.financing.draft import Wanted, draft
from ipharbor.actions.financing.repay import repay
from ipharbor.actions.financing.sign import sign as sign_contract
from ipharbor.actions.finding.close import close as close_finding
from ipharbor.actions.industry.change import Draft
from ipharbor.actions.industry.change import change as change_chain
from ipharbor.actions.installation.backup import backup
from ipharbor.actions.installation.restore import restore
from ipharbor.actions.jobs.cancel import cancel
from ipharbor.actions.jobs.change_schedule import change_schedule
from ipharbor.actions.jobs.recurrence import Rule
from ipharbor.actions.law.correct import correct
from ipharbor.actions.matter.begin import Stated as MatterStated
from ipharbor.actions.matter.begin import begin
from ipharbor.actions.organisation.close import close as close_organisation
from ipharbor.actions.organisation.open import open_organisation
from ipharbor.actions.people import invite as inviting
from ipharbor.actions.people import link_identity, second_factor, set_email, signed_in
from ipharbor.actions.people.appoint import appoint
from ipharbor.actions.people.create import create
from ipharbor.actions.people.leave import leave
from ipharbor.actions.people.lock import lock
from ipharbor.actions.people.set_language import set_language
from ipharbor.actions.people.set_name import set_name
from ipharbor.actions.people.set_password import set_password
from ipharbor.actions.people.take_desk import take_desk
from ipharbor.actions.playbook.change import end as put_aside
from ipharbor.actions.playbook.take import take
from ipharbor.actions.product import add as products
from ipharbor.actions.product.change import change as change_product
from ipharbor.actions.product.import_products import import_products
from ipharbor.actions.region.import_cases import import_cases
from ipharbor.actions.region.learn import learn
from ipharbor.actions.region.make_ledger import make_ledger
from ipharbor.actions.region.make_report import make_report
from ipharbor.actions.region.record_award import record_award
from ipharbor.actions.region.targets import set_target
from ipharbor.actions.rights.decide import decide
from ipharbor.actions.rights.import_events import import_events
from ipharbor.actions.rights.import_holders import import_holders
from ipharbor.actions.rights.record_reduction import record_reduction
from ipharbor.actions.rights.take_up import take_up
from ipharbor.actions.rights.take_up_region import take_up_region
from ipharbor.actions.selfcheck.answer import answer
from ipharbor.actions.station.import_trainings import import_trainings
from ipharbor.actions.task import add as tasks
from ipharbor.actions.task.change import change
from ipharbor.actions.task.close import close as close_task
from ipharbor.actions.token.make import make
from ipharbor.actions.token.revoke import revoke
from ipharbor.actions.valuation.draw_up import draw_up
from ipharbor.actions.valuation.sign import sign
from ipharbor.actions.warning.acknowledge import acknowledge
from ipharbor.actions.warning.act import act
from ipharbor.actions.warning.backtest import backtest
from ipharbor.actions.warning.close import close
from ipharbor.actions.warning.reconsider import reconsider
from ipharbor.actions.warning.round import run
from ipharbor.actions.warning.wish import wish
from ipharbor.actions.watch.add import add
from ipharbor.actions.watch.end import end
from ipharbor.corpus.reading import Corpus
from ipharbor.gateways.mail import FolderMailer
from ipharbor.gateways.sealing import Sealer
from ipharbor.gateways.vault import FolderVault
from ipharbor.pledge.watched import ACTS, CASES, DUE, LATE, LOANS, PLEDGES, Facts
from ipharbor.records.models import (
    Disclosure,
    Firm,
    ImportRun,
    IssuedWarning,
    Job,
    KeptConcern,
    Loan,
    Membership,
    Organisation,
    Person,
    Product,
    Right,
    Task,
    Token,
)
from ipharbor.register.batch import STANDINGS
from ipharbor.selfcheck.known import Known
from ipharbor.selfcheck.questions import questionnaire
from ipharbor.statutes.book import load
from ipharbor.statutes.calendar import load as working_days
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.places import region
from ipharbor.warning.wishes import Wishes
from small_report import small_report

pytestmark = pytest.mark.django_db

# Written out by hand, so that a slip in the table of permits is seen: which roles may, and what
# must tie them to the thing. "*" is to any thing. A role that is not named never may.
GUESTS = ("lender", "insurer", "guarantor", "alliance", "agency")
APPRAISERS = ("office", "lender", "guarantor", "agency")
SEATED = ("administrator", "office", "station", "enforcement", "firm", *GUESTS)
EVERYBODY = dict.fromkeys(("operator", *SEATED), "*")
OFFICES = dict.fromkeys(("operator", "administrator", "office"), "*")
ADMIN = dict.fromkeys(("operator", "administrator"), "*")
OWN = {"operator": "*"} | dict.fromkeys(SEATED, "own")
OWN_NOBODY_TOO = OWN | {"nobody": "own"}
FIRMS = OFFICES | {"station": "town", "firm": "firm"}
DISCLOSED = dict.fromkeys(GUESTS, "disclosed")
FIRM = {"operator": "*", "firm": "firm"}
LENDER = {"operator": "*", "lender": "organisation"}
MANAGERS = dict.fromkeys(SEATED, "managed") | ADMIN
HAND: dict[str, dict[str, str]] = {
    "corpus.search": EVERYBODY,
    "corpus.import": OFFICES,
    "imports.read": OFFICES,
    "finding.close": OFFICES,
    "industry.read": EVERYBODY,
    "industry.cultivate": OFFICES,
    "industry.change": OFFICES,
    "station.read": OFFICES | {"station": "town"},
    "station.keep": OFFICES | {"station": "town"},
    "station.import": OFFICES | {"station": "town"},
    "agency.read": OFFICES | {"station": "*"},
    "agency.import": OFFICES,
    "alarm.read": {"operator": "*", "station": "town"},
    "alarm.count": OFFICES,
    "track_record.read": EVERYBODY,
    "bulletin.read": EVERYBODY,
    "bulletin.issue": OFFICES,
    "bulletin.acknowledge": OWN,
    "collateral.look": OFFICES,
    "collateral.read": OFFICES | dict.fromkeys(("lender", "guarantor"), "organisation"),
    "collateral.stress": OFFICES | dict.fromkeys(("lender", "guarantor"), "*"),
    "collateral.waive": {"lender": "organisation"},
    "watch.add": OWN,
    "watch.end": OWN,
    "warning.round": OFFICES,
    "warning.backtest": OFFICES,
    "warning.read": OWN,
    "warning.acknowledge": OWN,
    "warning.act": OWN,
    "warning.close": OWN,
    "warning.reconsider": OWN,
    "warning.wish": OWN,
    "playbook.read": EVERYBODY,
    "playbook.change": OFFICES,
    "playbook.take": {"firm": "own"},
    "docket.read": FIRMS | DISCLOSED,
    "rights.take_up": FIRMS,
    "rights.take_up_region": OFFICES,
    "rights.import_events": OFFICES,
    "rights.import_holders": OFFICES,
    "rights.record_reduction": FIRMS,
    "rights.decide": FIRM,
    "plan.reckon": OFFICES | dict.fromkeys(("station", *GUESTS), "*"),
    "pledge.check": FIRMS | DISCLOSED,
    "paper.read": FIRMS | DISCLOSED,
    "paper.keep": FIRMS,
    "task.read": FIRM,
    "task.add": FIRM,
    "task.change": FIRM,
    "task.close": FIRM,
    "cockpit.read": OFFICES | {"enforcement": "*", "station": "town"},
    "ledger.make": OFFICES,
    "ledger.learn": OFFICES,
    "targets.set": OFFICES,
    "awards.record": OFFICES,
    "cases.read": OFFICES | {"enforcement": "*"},
    "cases.import": OFFICES | {"enforcement": "*"},
    "report.read": OFFICES | {"enforcement": "*"},
    "report.make": OFFICES,
    "desk.read": FIRM,
    "selfcheck.read": FIRM,
    "selfcheck.answer": FIRM,
    "product.read": FIRMS | DISCLOSED,
    "product.change": FIRM,
    "product.import": OFFICES | {"firm": "firm"},
    "sales.read": FIRM | dict.fromkeys(("office", "station", *GUESTS), "sales"),
    "valuation.read": FIRM | dict.fromkeys(("office", "station", *GUESTS), "sales"),
    "valuation.draw_up": FIRM | dict.fromkeys(APPRAISERS, "sales"),
    "valuation.sign": dict.fromkeys(APPRAISERS, "sales"),
    "financing.read": OFFICES | FIRM | LENDER | {"guarantor": "organisation"},
    "financing.ask": FIRM,
    "financing.lend": LENDER,
    "financing.sign": FIRM | LENDER,
    "financing.region": OFFICES | {"station": "town"},
    "law.read": EVERYBODY,
    "law.correct": OFFICES,
    "journal.read": OFFICES,
    "jobs.read": OWN | OFFICES,
    "jobs.act": OWN | OFFICES,
    "jobs.schedule": ADMIN,
    "organisation.read": dict.fromkeys(SEATED, "organisation") | ADMIN,
    "organisation.open": ADMIN,
    "organisation.close": ADMIN,
    "people.create": ADMIN,
    "people.invite": MANAGERS,
    "people.appoint": MANAGERS,
    "people.leave": MANAGERS,
    "people.lock": ADMIN,
    "people.set_language": OWN_NOBODY_TOO,
    "people.set_name": OWN_NOBODY_TOO,
    "people.set_email": OWN_NOBODY_TOO,
    "people.set_password": OWN_NOBODY_TOO | ADMIN,
    "people.end_session": OWN_NOBODY_TOO | ADMIN,
    "people.second_factor": OWN_NOBODY_TOO,
    "people.take_desk": OWN_NOBODY_TOO,
    "people.link_identity": OWN_NOBODY_TOO,
    "token.make": OWN,
    "token.revoke": OWN | ADMIN,
    "disclosure.read": FIRM | DISCLOSED,
    "disclosure.give": FIRM,
    "disclosure.withdraw": FIRM,
    "mail.read": OWN_NOBODY_TOO,
    "mail.choose": OWN_NOBODY_TOO,
    "webhook.read": MANAGERS,
    "webhook.add": MANAGERS,
    "webhook.change": MANAGERS,
    "webhook.end": MANAGERS,
    "webhook.test": MANAGERS,
    "webhook.redeliver": MANAGERS,
    "installation.read": ADMIN,
    "installation.backup": ADMIN,
    "installation.restore": ADMIN,
    "installation.move_store": ADMIN,
}
SEALS = Sealer("s", "firm")
REFUSED = {
    "permit.denied",
    "session.unknown",
    "watch.unknown",
    "warning.unknown",
    "job.unknown",
    "collateral.unknown",
}
Door = Callable[[permits.Actor, Things, Path], object]


def place_of(things: Things) -> Membership:
    return things.organisation.memberships.order_by("-pk").first() or Membership.objects.create(
        person=seated("late", body("agency", "代理所")), organisation=things.organisation, since=AT
    )


def job_of(owner: Person) -> Job:
    return Job.objects.create(
        kind="mail.deliver", once=f"t{owner.pk}", by=owner, by_name=owner.username, next_at=AT,
        made_at=AT,
    )  # fmt: skip


def loan_of(firm: Firm, lender: Organisation) -> Loan:
    """Not saved: the door is before the table."""
    return Loan(pk=0, firm=firm, lender=lender)


def held_of(owner: Person) -> IssuedWarning:
    warning = warning_of(owner)
    warning.decision = "held"
    warning.save()
    return warning


def nothing_lent() -> Facts:
    acts = (ACTS, LATE, DUE, CASES)
    return Facts(
        LOANS.empty_table(), PLEDGES.empty_table(), STANDINGS.empty_table(),
        *(one.empty_table() for one in acts),
    )  # fmt: skip


def concern_of(organisation: Organisation) -> KeptConcern:
    return KeptConcern.objects.create(
        mark=f"L|{organisation.pk}", loan="L", lender=organisation.name, demand="past_due",
        gravity="red", since=TODAY, known_on=TODAY, stage="open", opened_on=TODAY,
    )  # fmt: skip


def task_of(firm: Firm) -> Task:
    return Task.objects.create(
        firm=firm, title="查新", made_by_name="a", made_at=AT, changed_at=AT
    )  # fmt: skip


def token_of(owner: Person) -> Token:
    return Token.objects.create(
        person=owner, organisation=owner.organisation, name="x", proof="p", made_at=AT, ends_at=AT
    )


def table(tmp: Path) -> Path:
    path = tmp / "one.csv"
    path.write_text(
        "publication_number,publication_date,title,application_number\n"
        "CN199999999A,2020-01-03,灯,201910000001.8\n",
        encoding="utf-8",
    )
    return path


def run_of(by: permits.Actor) -> ImportRun:
    return ImportRun.objects.create(file_name="a.csv", by=by.person, findings=2, started_at=AT)


def products_table(tmp: Path) -> Path:
    path = tmp / "products.csv"
    path.write_text("name,firm\n走马灯,番禺明灯有限公司\n", encoding="utf-8")
    return path


def product_of(firm: Firm) -> Product:
    return Product.objects.create(firm=firm, name="旧灯", made_at=AT, changed_at=AT)


def valuation_of(firm: Firm) -> int:
    Right.objects.create(
        key="CN201910000001", firm=firm, patent_type="invention", taken_up_at=AT
    )  # fmt: skip
    return draw_up(firm, basis(), seals=SEALS, by=permits.operator(), at=AT).pk


def events_table(tmp: Path) -> Path:
    path = tmp / "events.csv"
    path.write_text(
        "application_number,event_code,event_date\n201910000001.8,GR01,2021-01-05\n",
        encoding="utf-8",
    )
    return path


def holders_table(tmp: Path) -> Path:
    path = tmp / "holders.csv"
    path.write_text("name,town\n番禺走马灯有限公司,石楼镇\n", encoding="utf-8")
    return path


def cases_table(tmp: Path) -> Path:
    path = tmp / "cases.csv"
    path.write_text("number,kind,received_on\n番知1,调解,2021-01-05\n", encoding="utf-8")
    return path


def trainings_table(tmp: Path, town: str) -> Path:
    path = tmp / "trainings.csv"
    path.write_text(
        f"number,town,on,topic,hours,attendees\n1,{town},2021-11-02,年费,2,24\n", encoding="utf-8"
    )
    return path


def agencies_table(tmp: Path) -> Path:
    path = tmp / "agencies.csv"
    path.write_text("name,code\n明灯专利代理所,44101\n", encoding="utf-8")
    return path


def _reading(action: str) -> Door:
    def door(by: permits.Actor, of: Things, tmp: Path) -> None:
        permits.require(
            by, action, owner=of.owner, firm=of.firm, organisation=of.organisation, town=of.town
        )

    return door


DOORS: dict[str, Door] = {
    "corpus.import": lambda by, of, tmp: import_file(
        table(tmp), home=tmp, memory_mb=256, by=by, at=AT
    ),
    "finding.close": lambda by, of, tmp: close_finding(
        run_of(by), [1], reason="mended", by=by, at=AT
    ),
    "industry.change": lambda by, of, tmp: change_chain(
        "lighting", name_zh="灯", name_en="Lights", reason="按新规划", region="panyu", by=by, at=AT,
        drafts=[Draft(name_zh="灯", name_en="Lamp", stage="midstream", ipc="F21V")],
    ),
    "station.keep": lambda by, of, tmp: begin(
        of.town, MatterStated(TODAY, "advice", "查新", visitor="何先生"), region="panyu",
        seals=SEALS, by=by, at=AT,
    ),
    "station.import": lambda by, of, tmp: import_trainings(
        trainings_table(tmp, of.town), town=of.town, region="panyu", by=by, at=AT
    ),
    "agency.import": lambda by, of, tmp: import_agencies(
        agencies_table(tmp), region="panyu", by=by, at=AT
    ),
    "playbook.change": lambda by, of, tmp: put_aside("fto", reason="不用", by=by, at=AT),
    "collateral.look": lambda by, of, tmp: look(
        nothing_lent(), rights={}, book=load(), on=TODAY, by=by, at=AT
    ),
    "collateral.waive": lambda by, of, tmp: waive(
        concern_of(of.organisation).pk, why="已补充担保", by=by, at=AT
    ),
    "playbook.take": lambda by, of, tmp: take(
        warning_of(of.owner).pk, "fto", start=TODAY, law=load(), calendar=working_days(),
        seals=SEALS, by=by, at=AT,
    ),
    "bulletin.issue": lambda by, of, tmp: issue(
        BulletinTold(title_zh="通报", text_zh="灯", evidence=[("全景", "/landscape/")]),
        region="panyu", base_url="http://harbor.example", by=by, at=AT,
    ),
    "watch.add": lambda by, of, tmp: add(
        owner=of.owner, name="新", query="灯", vintage=0, by=by, at=AT
    ),
    "watch.end": lambda by, of, tmp: end(warning_of(of.owner).watch_id, by=by, at=AT),
    "warning.backtest": lambda by, of, tmp: backtest(
        tmp, corpus=Corpus(tmp / "corpus"), by=by, at=AT
    ),
    "warning.round": lambda by, of, tmp: run(
        corpus=Corpus(tmp / "corpus"), mailer=FolderMailer(tmp, "x@y"), as_of=TODAY,
        base_url="", by=by, at=AT,
    ),
    "warning.acknowledge": lambda by, of, tmp: acknowledge(warning_of(of.owner).pk, by=by, at=AT),
    "warning.act": lambda by, of, tmp: act(
        warning_of(of.owner).pk, step="检索", due_on=date(2021, 12, 31), by=by, at=AT
    ),
    "warning.reconsider": lambda by, of, tmp: reconsider(
        held_of(of.owner).pk, by=by, at=AT
    ),
    "warning.wish": lambda by, of, tmp: wish(of.owner, Wishes(budget=3), by=by, at=AT),
    "warning.close": lambda by, of, tmp: close(
        warning_of(of.owner).pk, verdict="useful", by=by, at=AT
    ),
    "rights.take_up": lambda by, of, tmp: take_up(
        of.firm.name, corpus=Corpus(tmp / "corpus"), by=by, at=AT
    ),
    "rights.take_up_region": lambda by, of, tmp: take_up_region(
        region("panyu"), corpus=Corpus(tmp / "corpus"), by=by, at=AT
    ),
    "rights.import_events": lambda by, of, tmp: import_events(events_table(tmp), by=by, at=AT),
    "rights.import_holders": lambda by, of, tmp: import_holders(holders_table(tmp), by=by, at=AT),
    "rights.record_reduction": lambda by, of, tmp: record_reduction(
        of.firm, since=2021, until=2022, by=by, at=AT
    ),
    "rights.decide": lambda by, of, tmp: decide(
        of.firm, [], decision="keep", on=TODAY, by=by, at=AT
    ),
    "product.change": lambda by, of, tmp: change_product(
        product_of(of.firm), products.Stated("走马灯"), seals=SEALS, by=by, at=AT
    ),
    "product.import": lambda by, of, tmp: import_products(
        products_table(tmp), own=of.firm, seals=SEALS, by=by, at=AT
    ),
    "valuation.draw_up": lambda by, of, tmp: draw_up(of.firm, basis(), seals=SEALS, by=by, at=AT),
    "valuation.sign": lambda by, of, tmp: sign(valuation_of(of.firm), by=by, at=AT),
    "selfcheck.answer": lambda by, of, tmp: answer(
        of.firm, {"secrets": "no"}, Known(), asked=questionnaire(), law=load(),
        calendar=working_days(), on=TODAY, seals=SEALS, by=by, at=AT,
    ),
    "task.add": lambda by, of, tmp: tasks.add(
        of.firm, tasks.Stated("查新"), seals=SEALS, by=by, at=AT
    ),
    "task.change": lambda by, of, tmp: change(
        task_of(of.firm), tasks.Stated("检索"), seals=SEALS, by=by, at=AT
    ),
    "task.close": lambda by, of, tmp: close_task(
        task_of(of.firm), "done", seals=SEALS, by=by, at=AT
    ),
    "targets.set": lambda by, of, tmp: set_target(2021, "granted", "", "9", by=by, at=AT),
    "awards.record": lambda by, of, tmp: record_award(
        "CN201910000001.8", name="中国专利奖", on=TODAY, by=by, at=AT
    ),
    "cases.import": lambda by, of, tmp: import_cases(cases_table(tmp), by=by, at=AT),
    "ledger.make": lambda by, of, tmp: make_ledger(
        tmp / "ledger", corpus=Corpus(tmp / "corpus"), region=region("panyu"), law=load(), by=by,
        at=AT,
    ),
    "ledger.learn": lambda by, of, tmp: learn(
        tmp / "outlook", ledger=tmp / "ledger", by=by, at=AT
    ),
    "report.make": lambda by, of, tmp: make_report(
        small_report(), year=2021, month=11, known_on=AT.date(), ledger="v1-1",
        vault=FolderVault(tmp / "papers"), by=by, at=AT,
    ),
    "financing.ask": lambda by, of, tmp: draft(
        of.firm, Wanted(Decimal(1), 1, ["CN1"]), seals=SEALS, by=by, at=AT
    ),
    "financing.lend": lambda by, of, tmp: repay(
        loan_of(of.firm, of.organisation), on=TODAY, seals=SEALS, by=by, at=AT
    ),
    "financing.sign": lambda by, of, tmp: sign_contract(
        loan_of(of.firm, of.organisation), "a" * 64, side="pledgor", vault=FolderVault(tmp),
        seals=SEALS, by=by, at=AT,
    ),
    "law.correct": lambda by, of, tmp: correct(
        "fees.annuity.surcharge", since=None, value="", reason="已核对原文", law=load(), by=by,
        at=AT,
    ),
    "jobs.act": lambda by, of, tmp: cancel(job_of(of.owner).pk, by=by, at=AT),
    "jobs.schedule": lambda by, of, tmp: change_schedule(
        "warning.round", Rule("day"), enabled=True, zone=AT.tzinfo, by=by, at=AT  # type: ignore[arg-type]
    ),
    "organisation.open": lambda by, of, tmp: open_organisation(
        "lender", "广州新银行", region=region("panyu"), by=by, at=AT
    ),
    "organisation.close": lambda by, of, tmp: close_organisation(of.organisation, by=by, at=AT),
    "people.create": lambda by, of, tmp: create(
        username="new", password="correct-horse-battery", role="firm", by=by, at=AT
    ),
    "people.invite": lambda by, of, tmp: inviting.invite(
        "new@example.org", of.organisation, key="k", address=str, by=by, at=AT
    ),
    "people.appoint": lambda by, of, tmp: appoint(place_of(of), True, by=by, at=AT),
    "people.leave": lambda by, of, tmp: leave(place_of(of), by=by, at=AT),
    "people.lock": lambda by, of, tmp: lock(of.owner, True, by=by, at=AT),
    "people.set_language": lambda by, of, tmp: set_language(of.owner, "en", by=by, at=AT),
    "people.set_name": lambda by, of, tmp: set_name(of.owner, "方明", by=by, at=AT),
    "people.set_email": lambda by, of, tmp: set_email.ask(
        of.owner, "new@example.org", address=str, by=by, at=AT
    ),
    "people.end_session": lambda by, of, tmp: signed_in.end(
        signed_in.begin(of.owner, way="password", second=False, address="", agent="", at=AT).pk,
        by=by, at=AT,
    ),
    "people.set_password": lambda by, of, tmp: set_password(
        of.owner, "correct-horse-battery", by=by, at=AT
    ),
    "people.second_factor": lambda by, of, tmp: second_factor.begin(
        of.owner, b"0" * 20, seals=Sealer("s", "p"), by=by, at=AT
    ),
    "people.take_desk": lambda by, of, tmp: take_desk(of.owner, 0, by=by, at=AT),
    "people.link_identity": lambda by, of, tmp: link_identity.link(
        of.owner, "https://id.example", "7", by=by, at=AT
    ),
    "token.make": lambda by, of, tmp: make(
        of.owner, "n", key="iph_k", scopes=["docket.read"], ends_at=AT.replace(month=12), by=by,
        at=AT,
    ),
    "token.revoke": lambda by, of, tmp: revoke(token_of(of.owner), by=by, at=AT),
    "disclosure.give": lambda by, of, tmp: give(
        of.firm, body("insurer", "人保"), purpose="投保", until=TODAY, by=by, at=AT
    ),
    "disclosure.withdraw": lambda by, of, tmp: withdraw(
        disclose(of.firm, body("insurer", "人保")), by=by, at=AT
    ),
    "installation.backup": lambda by, of, tmp: backup(tmp / "b.tar", home=tmp, by=by, at=AT),
    "installation.restore": lambda by, of, tmp: restore(
        tmp / "none.tar", home=tmp / "r", by=by, at=AT
    ),
}  # fmt: skip


def opens(action: str, by: permits.Actor, of: Things, tmp: Path) -> bool:
    """Whether the door lets the caller pass; whatever it then did is undone."""
    tmp.mkdir()
    try:
        with transaction.atomic():
            DOORS.get(action, _reading(action))(by, of, tmp)
            transaction.set_rollback(True)
    except HarborError as error:
        return error.code not in REFUSED
    except OSError:  # a backup of a register that lives in memory
        return True
    return True


@pytest.mark.parametrize("action", sorted(HAND))
def test_the_door_of_an_action_opens_for_whom_the_table_names_and_no_other(
    action: str, tmp_path: Path
) -> None:
    tied = any(relation != "*" for relation in HAND[action].values())
    for role in permits.ROLES:
        with transaction.atomic():
            here: World = world(role)
            relation = HAND[action].get(role)
            wanted = (relation is not None, relation == "*")
            got = (
                opens(action, here.by, here.related, tmp_path / f"{role}-related"),
                opens(action, here.by, here.unrelated, tmp_path / f"{role}-unrelated")
                if tied or relation is None
                else relation == "*",
            )
            transaction.set_rollback(True)
        assert got == wanted, (action, role)


def test_the_hand_written_table_covers_every_action_and_every_role() -> None:
    assert set(HAND) == set(permits.TABLE)
    assert set(permits.ROLES) == {"operator", "nobody", *SEATED}
    assert {a: set(row) for a, row in HAND.items()} == {
        a: set(row) for a, row in permits.TABLE.items()
    }


def test_sales_are_told_as_long_as_a_disclosure_says_so_and_to_nobody_else() -> None:
    for role in ("office", "station", *GUESTS):
        with transaction.atomic():
            here = world(role)
            firm, told = here.related.firm, Disclosure.objects.get(firm=here.related.firm)
            assert list(permits.firms(here.by, "sales.read")) == [firm], role
            for wrong in (
                {"sales": False}, {"until": date(2021, 11, 29)}, {"withdrawn_at": AT},
                {"organisation": here.unrelated.organisation},
            ):  # fmt: skip
                Disclosure.objects.filter(pk=told.pk).update(**wrong)
                assert not permits.allowed(here.by, "sales.read", firm=firm), (role, wrong)
                assert not permits.firms(here.by, "sales.read").exists(), (role, wrong)
                told.save()
            transaction.set_rollback(True)


@pytest.mark.parametrize("action", ["people.invite", "people.appoint", "people.leave"])
def test_people_are_looked_after_by_managers_alone(action: str) -> None:
    for role in SEATED:
        with transaction.atomic():
            here = world(role)
            assert here.by.person is not None
            here.by.person.manager = False
            may = permits.allowed(here.by, action, organisation=here.related.organisation)
            assert may is (role == "administrator"), role
            transaction.set_rollback(True)


def test_the_firms_listed_for_a_caller_are_those_that_may_be_read_one_by_one() -> None:
    for role in permits.ROLES:
        with transaction.atomic():
            here = world(role)
            disclose(here.unrelated.firm, here.related.organisation, until=date(2021, 11, 29))
            listed = {firm.pk for firm in permits.firms(here.by, "docket.read")}
            assert listed == {
                firm.pk
                for firm in Firm.objects.all()
                if permits.allowed(here.by, "docket.read", firm=firm)
            }, role
            transaction.set_rollback(True)


def test_a_disclosure_ends_with_its_last_day_and_with_being_withdrawn() -> None:
    bank = body("lender", "番禺农商银行")
    by, firm = actor(seated("lin", bank)), Firm.objects.create(name="番禺明灯有限公司")
    told = disclose(firm, bank)
    assert permits.allowed(by, "docket.read", firm=firm)
    for until in (date(2021, 11, 29), date(2020, 1, 1)):
        told.until = until
        told.save()
        assert not permits.allowed(by, "docket.read", firm=firm)
    told.until, told.withdrawn_at = TODAY, AT
    told.save()
    assert not permits.allowed(by, "docket.read", firm=firm)
    assert not permits.allowed(by, "rights.take_up", firm=firm)


def test_a_token_does_what_its_scopes_say_and_what_its_person_may_and_no_more() -> None:
    here = world("firm")
    assert here.by.person is not None
    for action in permits.TABLE:
        scope = permits.scope_of(action)
        narrow = permits.Actor("fang", "firm", here.by.person, TODAY, frozenset({scope or ""}))
        empty = permits.Actor("fang", "firm", here.by.person, TODAY, frozenset())
        given = {
            "owner": here.related.owner, "firm": here.related.firm,
            "organisation": here.related.organisation,
        }  # fmt: skip
        person_may = permits.allowed(here.by, action, **given)  # type: ignore[arg-type]
        assert permits.allowed(narrow, action, **given) is (  # type: ignore[arg-type]
            person_may and scope is not None
        ), action
        assert not permits.allowed(empty, action, **given), action  # type: ignore[arg-type]
        if person_may and scope is not None:
            assert permits.denied(empty, action).code == "permit.scope"


def test_a_name_nobody_knows_makes_no_firm(tmp_path: Path) -> None:
    with pytest.raises(HarborError) as unknown:
        take_up("没有这家公司", corpus=Corpus(tmp_path / "c"), by=permits.operator(), at=AT)
    assert unknown.value.code == "docket.firm.no_documents"
    here = world("firm")
    for name in (here.unrelated.firm.name, "没有这家公司"):
        with pytest.raises(HarborError) as refused:
            take_up(name, corpus=Corpus(tmp_path / "c"), by=here.by, at=AT)
        assert refused.value.code == "permit.denied"
    assert not Firm.objects.filter(name="没有这家公司").exists()


def test_an_upload_is_refused_to_a_firm_and_bounded_for_the_office(tmp_path: Path) -> None:
    firm, office = world("firm").by, actor(seated("olivia", body("district_office", "知识产权局")))
    given = {"uploads": tmp_path / "u", "limit_mb": 1, "at": AT}
    with pytest.raises(HarborError) as denied:
        begin_upload([b"x"], "a.csv", by=firm, **given)  # type: ignore[arg-type]
    assert denied.value.code == "permit.denied"
    with pytest.raises(HarborError) as large:
        begin_upload([b"x" * 2**20, b"y"], "a.csv", by=office, **given)  # type: ignore[arg-type]
    assert large.value.code == "upload.too_large"
    assert list((tmp_path / "u").iterdir()) == []

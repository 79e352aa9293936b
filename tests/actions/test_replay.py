"""The journal done again in empty tables gives the register."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest

from financing_world import World as Financing
from financing_world import law as here_law
from invented_valuations import basis, lantern
from ipharbor.actions import permits
from ipharbor.actions.agency.import_agencies import import_agencies
from ipharbor.actions.appointment.make import Stated as AppointmentStated
from ipharbor.actions.appointment.make import make as make_appointment
from ipharbor.actions.appointment.settle import settle
from ipharbor.actions.bulletin.acknowledge import acknowledge as acknowledge_bulletin
from ipharbor.actions.bulletin.issue import Told as BulletinTold
from ipharbor.actions.bulletin.issue import issue
from ipharbor.actions.bulletin.withdraw import withdraw as withdraw_bulletin
from ipharbor.actions.collateral.look import look as look_over
from ipharbor.actions.collateral.waive import waive
from ipharbor.actions.corpus.import_file import import_file
from ipharbor.actions.disclosure.give import give
from ipharbor.actions.disclosure.withdraw import withdraw as take_back
from ipharbor.actions.financing.accept import withdraw as withdraw_application
from ipharbor.actions.financing.consent import Answer, Sought
from ipharbor.actions.financing.consent import answer as answer_consent
from ipharbor.actions.financing.consent import ask as ask_consent
from ipharbor.actions.financing.consent import withdraw as withdraw_consent
from ipharbor.actions.financing.draft import Wanted
from ipharbor.actions.financing.draft import change as change_application
from ipharbor.actions.financing.enforce import default as state_default
from ipharbor.actions.financing.enforce import enforce
from ipharbor.actions.financing.offer import decline
from ipharbor.actions.financing.proceeds import apply as apply_proceeds
from ipharbor.actions.financing.register import change as change_pledge
from ipharbor.actions.financing.release import release as release_pledge
from ipharbor.actions.financing.release import substitute
from ipharbor.actions.financing.repay import repay
from ipharbor.actions.financing.repay import settle as settle_loan
from ipharbor.actions.finding.close import close as close_finding
from ipharbor.actions.finding.close import reopen as reopen_finding
from ipharbor.actions.industry.change import Draft
from ipharbor.actions.industry.change import change as change_chain
from ipharbor.actions.industry.end import end as end_industry
from ipharbor.actions.law.correct import correct
from ipharbor.actions.mail.choose import choose
from ipharbor.actions.matter.begin import Stated as MatterStated
from ipharbor.actions.matter.begin import begin as begin_matter
from ipharbor.actions.matter.change import change as change_matter
from ipharbor.actions.matter.change import hand_over
from ipharbor.actions.matter.close import close as close_matter
from ipharbor.actions.matter.close import reopen as reopen_matter
from ipharbor.actions.organisation.close import close as close_organisation
from ipharbor.actions.organisation.open import open_organisation
from ipharbor.actions.people.accept import accept, join
from ipharbor.actions.people.appoint import appoint
from ipharbor.actions.people.create import create
from ipharbor.actions.people.invite import invite, proof_of
from ipharbor.actions.people.invite import withdraw as withdraw_invitation
from ipharbor.actions.people.leave import leave
from ipharbor.actions.people.lock import end_sessions, lock
from ipharbor.actions.people.set_language import set_language
from ipharbor.actions.people.take_desk import take_desk
from ipharbor.actions.playbook.change import Draft as PlaybookDraft
from ipharbor.actions.playbook.change import StepDraft
from ipharbor.actions.playbook.change import change as change_playbook
from ipharbor.actions.playbook.change import end as end_playbook
from ipharbor.actions.playbook.change import restore as restore_playbook
from ipharbor.actions.product.add import Stated as NewProduct
from ipharbor.actions.product.add import add as add_product
from ipharbor.actions.product.change import change as change_product
from ipharbor.actions.product.change import end as end_product
from ipharbor.actions.product.import_products import import_products
from ipharbor.actions.region.import_cases import import_cases
from ipharbor.actions.region.make_report import make_report
from ipharbor.actions.region.record_award import record_award
from ipharbor.actions.region.targets import import_targets, set_target
from ipharbor.actions.replaying.comparing import COMPARED, compare
from ipharbor.actions.replaying.replay import HANDLERS, LEFT, left_why, replay
from ipharbor.actions.replaying.scratch import scratch
from ipharbor.actions.rights.import_events import import_events
from ipharbor.actions.rights.record_reduction import record_reduction
from ipharbor.actions.rights.take_up import take_up
from ipharbor.actions.selfcheck.answer import answer
from ipharbor.actions.selfcheck.take_on import Chosen, take_on
from ipharbor.actions.station.import_matters import import_matters
from ipharbor.actions.station.import_trainings import import_trainings
from ipharbor.actions.task.add import Due, Source, Stated
from ipharbor.actions.task.add import add as add_task
from ipharbor.actions.task.change import change
from ipharbor.actions.task.close import close as close_task
from ipharbor.actions.task.close import reopen
from ipharbor.actions.training.keep_paper import keep_paper, withdraw_paper
from ipharbor.actions.training.record import Stated as Training
from ipharbor.actions.training.record import correct as correct_training
from ipharbor.actions.training.record import record
from ipharbor.actions.valuation.draw_up import draw_up
from ipharbor.actions.valuation.sign import sign
from ipharbor.actions.vault.keep import keep
from ipharbor.actions.vault.withdraw import withdraw
from ipharbor.actions.visit.record import record as record_visit
from ipharbor.actions.warning._sweeping import sweep
from ipharbor.actions.warning.acknowledge import acknowledge
from ipharbor.actions.warning.act import act
from ipharbor.actions.warning.close import close
from ipharbor.actions.warning.reconsider import reconsider
from ipharbor.actions.warning.round import run
from ipharbor.actions.warning.tell import tell
from ipharbor.actions.warning.wish import wish
from ipharbor.actions.watch.add import add
from ipharbor.actions.watch.end import end
from ipharbor.corpus.loading import Brought, Loading
from ipharbor.corpus.reading import Corpus
from ipharbor.gateways.mail import FolderMailer
from ipharbor.gateways.sealing import Sealer
from ipharbor.gateways.vault import FolderVault
from ipharbor.journal import chain
from ipharbor.journal.models import Line
from ipharbor.pledge.watched import ACTS, CASES, DUE, LATE, LOANS, PLEDGES, Facts
from ipharbor.queries.swept import known
from ipharbor.records import models as records
from ipharbor.records.models import (
    Firm,
    Invitation,
    IssuedWarning,
    KeptConcern,
    Organisation,
    Person,
    Right,
    SelfCheck,
    Watch,
)
from ipharbor.register.batch import STANDINGS
from ipharbor.selfcheck.known import Anchor, Evidence, Known
from ipharbor.selfcheck.questions import questionnaire
from ipharbor.statutes.book import load
from ipharbor.statutes.calendar import load as working_days
from ipharbor.vocabulary.errors import HarborError
from ipharbor.vocabulary.messages import catalogue
from ipharbor.vocabulary.places import region
from ipharbor.warning.grading import Points
from ipharbor.warning.incident import Incident
from ipharbor.warning.signals import Signal
from ipharbor.warning.wishes import Wishes
from small_report import small_report
from statements import statement, table

AT = datetime(2021, 11, 30, 23, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
RIVAL, OWN = "佛山远光有限公司", "番禺明灯有限公司"
SOURCE = Path(permits.__file__).parents[1]
OPERATOR = permits.operator()
SEALS = Sealer("secret", "firm")
pytestmark = pytest.mark.django_db

# Tables that no act of a person changes by itself, and why a replay does not give them.
BESIDES = {
    "secondfactor": "a secret", "recoverycode": "a secret", "token": "a secret",
    "identity": "proves who somebody is",
    "job": "work that was asked for", "workerseen": "tells which worker is alive",
    "apiuse": "counts calls", "idempotentanswer": "what a program was answered, for a day",
    "webhook": "its address is a secret", "delivery": "a message on its way",
    "passkey": "proves who somebody is",
    "signin": "in which browser somebody is signed in",
    "savedview": "how a person last looked at a list",
}  # fmt: skip


@pytest.fixture
def beside(tmp_path: Path) -> Iterator[str]:
    with scratch(tmp_path) as alias:
        yield alias


def lay(folder: Path, rows: list[dict[str, Any]], name: str) -> Corpus:
    with Loading(folder / "corpus") as loading:
        loading.add(table(*rows))
        loading.finish(Brought(name, "exchange", name.ljust(64, "0")), on=AT.date())
    return Corpus(folder / "corpus")


def lamp(n: int, maker: str, day: date, **told: Any) -> dict[str, Any]:
    return statement(
        n, f"2020{10_000_000 + n}", published_on=day, applicants=[maker],
        publication_number=f"CN1{n:08d}A", **told,
    )  # fmt: skip


def look(folder: Path, corpus: Corpus, at: datetime) -> None:
    run(
        corpus=corpus, mailer=FolderMailer(folder / "mail", "harbor@example.org"),
        as_of=at.date(), base_url="http://harbor.example", by=OPERATOR, at=at,
    )  # fmt: skip


def person(name: str, role: str, firm: str = "") -> Person:
    return create(
        username=name, password="correct-horse-battery", role=role, firm=firm,
        email=f"{name}@example.org", by=OPERATOR, at=AT,
    )  # fmt: skip


def watching(folder: Path, owner: Person) -> None:
    """Watches, two rounds, warnings read, taken in hand and closed, a watch ended."""
    corpus = lay(folder, [lamp(n, RIVAL, date(2021, 11, 2 + n)) for n in range(1, 5)], "a.csv")
    for name, wanted in (("远光", {"applicant": RIVAL}), ("灯", {"query": "灯"})):
        add(owner=owner, name=name, since=date(2021, 10, 31), raise_from="blue",
            vintage=corpus.manifest.number, by=permits.of(owner), at=AT, **wanted)  # fmt: skip
    look(folder, corpus, AT)
    again = lay(folder, [lamp(9, RIVAL, date(2021, 12, 1))], "b.csv")
    look(folder, again, AT + timedelta(days=1))
    first, second, third = IssuedWarning.objects.order_by("pk")[:3]
    mine = {"by": permits.of(owner), "at": AT + timedelta(days=2)}
    acknowledge(first.pk, **mine)
    act(first.pk, step="检索", due_on=date(2021, 12, 31), **mine)
    close(first.pk, verdict="useful", note="已处理", **mine)
    act(second.pk, step="看一看", due_on=None, **mine)
    acknowledge(third.pk, **mine)
    end(Watch.objects.earliest("pk").pk, **mine)


def sweeping(folder: Path, owner: Person) -> None:
    """A sweep that finds something, a watch on the firm's own rights, and its warning."""
    corpus = Corpus(folder / "corpus")
    add(owner=owner, name="自有权利", kind="own_rights", since=date(2021, 10, 31),
        vintage=corpus.manifest.number, by=permits.of(owner), at=AT)  # fmt: skip
    found = Incident(
        "surge:1", Signal("signal.surge", (("count", "9"), ("usual", "1.0"), ("windows", "12"),
        ("chance", "0.01 %"))), AT.date(), AT.date(),
        (Points("probability", 4, "grade.watched"), Points("impact", 4, "grade.watched")),
        firms=(owner.firm.name,) if owner.firm else (), others=(RIVAL,),
    )  # fmt: skip
    shown = known(corpus, region="panyu")
    sweep(shown, {"test": lambda _, span: [found]}, on=AT.date(), by=OPERATOR, at=AT)
    run(
        corpus=corpus, mailer=None, as_of=AT.date() + timedelta(days=1), known=shown,
        base_url="http://harbor.example", by=OPERATOR, at=AT + timedelta(days=1),
    )  # fmt: skip


def wishing(folder: Path, owner: Person) -> None:
    """Wishes, a warning held for them, told of in a digest, and raised after all."""
    mine = {"by": permits.of(owner), "at": AT + timedelta(days=3)}
    wish(owner, Wishes(least=5, quiet_from=22, quiet_until=7), **mine)
    newcomer = lay(folder, [lamp(10, "东莞彩虹灯厂", date(2021, 12, 3))], "c.csv")
    look(folder, newcomer, AT + timedelta(days=4))
    follow = lay(folder, [lamp(11, RIVAL, date(2021, 12, 4))], "d.csv")
    look(folder, follow, AT + timedelta(days=5))
    held = IssuedWarning.objects.get(reason="decision.below_own_threshold")
    assert IssuedWarning.objects.latest("pk").reason == "decision.follow_up"
    later = {"by": permits.operator(), "at": AT + timedelta(days=7, hours=10)}
    assert tell(base_url="https://harbor.example", works=lambda day: True, **later) == 1
    held.refresh_from_db()
    assert held.mailed_as == IssuedWarning.objects.latest("pk").mailed_as != ""
    reconsider(held.pk, **mine)


def docketing(folder: Path, officer: Person) -> None:
    """A docket taken up twice, events and payments, a reduction."""
    by = permits.of(officer)
    days = {"published_on": date(2020, 5, 6), "filed_on": date(2019, 1, 2)}
    told = [
        statement(
            n,
            f"2019{10_000_000 + n}",
            applicants=[OWN],
            title=f"一种灯笼{n}",
            publication_number=f"CN2{n:08d}A",
            **days,
        )
        for n in range(20, 24)
    ]
    take_up(OWN, corpus=lay(folder, told, "c.csv"), by=by, at=AT)
    renamed = statement(
        20, "201910000020", applicants=[OWN], title="一种走马灯", legal_status="lapsed",
        publication_number="CN200000020A", **days,
    )  # fmt: skip
    take_up(OWN, corpus=lay(folder, [renamed], "d.csv"), by=by, at=AT + timedelta(hours=1))
    path = folder / "events.csv"
    key = Right.objects.earliest("pk").application_number
    path.write_text(
        "application_number,event_code,event_date,details\n"
        f"{key},GR01,2021-01-05,\n{key},FEE,2021-02-01,year=3; amount=900\n",
        encoding="utf-8",
    )
    import_events(path, by=by, at=AT)
    import_events(path, by=by, at=AT)
    record_reduction(Firm.objects.get(name=OWN), since=2021, until=2025, by=by, at=AT)


def deciding(officer: Person) -> None:
    """What the law is said to be, and what a firm decides on its rights."""
    from ipharbor.actions.rights.decide import Advised, decide
    from ipharbor.actions.rights.state_use import state_use

    by = permits.of(officer)
    rate = "reduction.open_licence.rate"
    correct(rate, since=load().history(rate)[-1].since, reason="已核对", law=load(), by=by, at=AT)
    correct(rate, since=date(2026, 7, 1), value="0.2", unit="share", reason="新公告", law=load(),
            by=by, at=AT)  # fmt: skip
    firm = Firm.objects.get(name=OWN)
    keys = list(Right.objects.filter(firm=firm).values_list("key", flat=True))
    advised = [Advised(keys[0], "keep", ()), Advised(keys[1], "drop", ())]
    decide(firm, advised, decision="keep", reason="还在用", on=AT.date(), by=OPERATOR, at=AT)
    state_use(firm, keys[:2], used=True, worth=Decimal("1200.50"), on=AT.date(), by=OPERATOR, at=AT)


def keeping(folder: Path, officer: Person) -> None:
    """A receipt kept by mistake, of a right; a notice to the firm that stays."""
    firm, vault = Firm.objects.get(name=OWN), FolderVault(folder / "vault")
    given = {"firm": firm, "limit_mb": 1, "vault": vault, "at": AT}
    wrong = keep([b"900"], "收据.pdf", right=Right.objects.earliest("pk"), kind="receipt",
                 by=permits.of(officer), **given)  # fmt: skip
    withdraw(wrong, why="不是本件", by=permits.of(officer), at=AT)
    keep([b"notice"], "通知书.pdf", kind="notice", note="缴费通知", by=OPERATOR, **given)
    for by in (permits.of(officer), OPERATOR):
        make_report(small_report(f"编制：{by.name}"), year=2021, month=10, known_on=AT.date(),
                    ledger="v1-1", vault=vault, by=by, at=AT)  # fmt: skip


def doing(he: Person, officer: Person) -> None:
    """Tasks made, changed, given to somebody, done, dropped and opened again."""
    firm, by = Firm.objects.get(name=OWN), permits.of(he)
    given = {"seals": SEALS, "by": by, "at": AT}
    key = Right.objects.earliest("pk").key
    by_rule = Due(date(2022, 1, 30), "novelty_grace", date(2021, 7, 30), certain=False)
    paper = add_task(firm, Stated("论文已发表，抓紧申请", "自查", due=by_rule), **given)
    fee = add_task(firm, Stated(owner=he), source=Source("right", key, "annuity:4"), **given)
    old = add_task(firm, Stated("旧事"), **given)
    change(paper, Stated("七月论文：申请发明", "自查", "已约代理师", he, by_rule), **given)
    close_task(fee, "done", reason="已缴 900 元", **given)
    close_task(old, "dropped", reason="重复", **given)
    reopen(fee, seals=SEALS, by=by, at=AT + timedelta(days=1))


def making(folder: Path, he: Person, officer: Person) -> None:
    """Products stated, changed, ended, and brought in from a table twice."""
    firm, given = Firm.objects.get(name=OWN), {"seals": SEALS, "by": permits.of(he), "at": AT}
    sold = {2020: Decimal("812.5"), 2021: Decimal("1200")}
    lamp = add_product(
        firm, NewProduct("走马灯", ["转轴", "热风驱动"], ["CN", "DE"], 2019, ["F21S 8/00"], sold),
        **given,
    )  # fmt: skip
    change_product(
        lamp, NewProduct("走马灯二型", ["转轴"], ["CN"], sales={2021: Decimal(1300)}), **given
    )
    end_product(lamp, **given)
    path = folder / "products.csv"
    path.write_text(
        f"firm,name,features,markets,sales\n{OWN},走马灯二型,电机驱动,US,2022:99.90\n"
        f"{OWN},孔明灯,纸罩|竹架,CN|VN,2021:5;2022:6\n",
        encoding="utf-8",
    )
    for _ in range(2):
        import_products(path, seals=SEALS, by=permits.of(officer), at=AT + timedelta(days=1))


def checking(he: Person) -> None:
    """The self-check answered twice on a day and once on another, a step taken on."""
    firm, given = Firm.objects.get(name=OWN), {"seals": SEALS, "by": permits.of(he), "at": AT}
    law = {"asked": questionnaire(), "law": load(), "calendar": working_days()}
    granted = Anchor(date(2026, 9, 18), "CN2019", "inventor_award")
    facts = [Evidence("granted", 2), Evidence("award_due", 1, {"first": "–"}, (granted,))]
    known = Known({fact.fact: fact for fact in facts})
    for day, said in ((30, {"secrets": "no"}), (30, {"secrets": "yes", "inventor_award": "no"}),
                      (31, {"marking": "partly"})):  # fmt: skip
        answer(firm, said, known, on=date(2026, 10, day), **law, **given)
    check = SelfCheck.objects.get(firm=firm, on=date(2026, 10, 30))
    take_on(check, [Chosen("inventor_award", "pay_awards", he)], **given)


def serving(folder: Path, officer: Person) -> None:
    """A station's year: matters, appointments, trainings with papers, a visit, tables twice."""
    firm, town = Firm.objects.get(name=OWN), "440113102"
    by, vault = permits.of(officer), FolderVault(folder / "vault")
    given = {"seals": SEALS, "by": by, "at": AT}
    came = MatterStated(AT.date(), "fees", "年费怎么缴", firm, "何先生", "带了缴费通知")
    fees = begin_matter(town, came, region="panyu", **given)
    begin_matter(town, MatterStated(AT.date(), "advice", "查新", visitor="梁小姐"), region="panyu",
                 **given)  # fmt: skip
    change_matter(fees, replace(came, subject="年费滞纳怎么办", owner=officer), **given)
    hand_over(fees, None, **given)
    close_matter(fees, outcome="已补缴", on=AT.date(), **given)
    reopen_matter(fees, seals=SEALS, by=by, at=AT + timedelta(days=1))
    seen = make_appointment(
        town, AppointmentStated(AT, "看缴费通知", firm, "何先生", fees), region="panyu", **given
    )
    settle(seen, "kept", **given)
    held = Training(AT.date(), "年费与滞纳金", Decimal("1.5"), 24, [firm])
    lesson = record(town, held, region="panyu", by=by, at=AT)
    correct_training(lesson, replace(held, attendees=25, firms=[]), by=by, at=AT)
    correct_training(lesson, replace(held, attendees=25), by=by, at=AT)
    for name in ("签到表.jpg", "照片.jpg"):
        paper = keep_paper(lesson, [name.encode()], name, limit_mb=1, vault=vault, by=by, at=AT)
    withdraw_paper(paper, why="不是本场", by=by, at=AT)
    record_visit(town, firm, on=AT.date(), who="方明", said="想办质押", region="panyu", **given)
    matters, trainings, agencies = (folder / f"{one}.csv" for one in ("m", "t", "g"))
    matters.write_text(
        "number,town,received_on,kind,firm,visitor,subject,closed_on,outcome\n"
        f"7,{town},2021-10-08,咨询,{OWN},何先生,查新,2021-10-09,answered\n", encoding="utf-8",
    )  # fmt: skip
    trainings.write_text(
        f"number,town,on,topic,hours,attendees,firms\n7,{town},2021-10-08,海关,2,30,{OWN}\n",
        encoding="utf-8",
    )
    agencies.write_text("name,code,founded\n明灯专利代理所,44101,2003\n", encoding="utf-8")
    for _ in range(2):
        import_matters(matters, region="panyu", **given)
        import_trainings(trainings, region="panyu", by=by, at=AT)
        import_agencies(agencies, region="panyu", by=by, at=AT)
        told = (matters, "answered", "已答复"), (trainings, "30", "31"), (agencies, "2003", "2004")
        for path, old, new in told:
            path.write_text(path.read_text("utf-8").replace(old, new), encoding="utf-8")


def importing(folder: Path, officer: Person) -> None:
    path = folder / "one.csv"
    path.write_text("publication_number,publication_date,title,application_number\n"
                    "CN199999999A,2020-01-03,灯,201910000001.8\n"
                    "CN199999998A,2020-13-03,=灯,201910000002.2\n", encoding="utf-8")  # fmt: skip
    by = permits.of(officer)
    receipt = import_file(path, home=folder / "home", memory_mb=256, by=by, at=AT)
    run, every = records.ImportRun.objects.get(pk=receipt.run), range(1, receipt.findings + 1)
    assert len(every) > 1
    close_finding(run, every, reason="mended", note="已改", by=by, at=AT)
    reopen_finding(run, [2], by=by, at=AT)


def charting(officer: Person) -> None:
    """A chain corrected, an industry of the office's own, one ended."""
    by = permits.of(officer)
    given = {"reason": "按新规划", "region": "panyu", "at": AT}
    lamp = Draft(name_zh="灯", name_en="Lamp", stage="midstream", ipc="F21V", locarno="26")
    change_chain("lighting", name_zh="灯光", name_en="Lights", drafts=[lamp], by=by, **given)
    change_chain("moths", name_zh="飞蛾", name_en="Moths", drafts=[lamp], by=OPERATOR, **given)
    end_industry("feed", by=by, **given)


def advising(officer: Person) -> None:
    """A playbook changed and restored, one put aside."""
    by = permits.of(officer)
    texts = {"title_zh": "核查", "title_en": "Check", "when_zh": "有疑问", "when_en": "In doubt"}
    steps = [StepDraft(zh="看", en="Look", days="3")]
    draft = PlaybookDraft(texts, ["firm"], ["signal.surge"], steps)
    change_playbook("fto", draft, reason="简化", law=load(), calendar=working_days(), by=by, at=AT)
    restore_playbook("fto", reason="还是原文好", by=OPERATOR, at=AT)
    end_playbook("alliance", reason="本区没有联盟", by=by, at=AT)


def borrowing(folder: Path, he: Person) -> None:
    """A loan that is drawn and settled, one that is enforced, one that others would not give."""
    keys = list(Right.objects.filter(firm=he.firm).order_by("key").values_list("key", flat=True))
    here = Financing(folder, he, keys)
    by, bank = here.firm_, here.bank()
    loan = here.drawn(keys[:2], "Y1")
    loan = substitute(loan, keys[1], keys[2], on=AT.date(), **bank)
    change_pledge(loan, "debt", "900,000 元", on=AT.date(), law=here_law(), **bank)
    loan = release_pledge(loan, keys=[keys[0]], on=AT.date(), **bank)
    sought = Sought(keys[2], "transfer", "佛山远光有限公司", Decimal(50_000))
    asked = ask_consent(loan, sought, law=here_law(), **by)
    agreed = answer_consent(asked, Answer(True, "repayment"), law=here_law(), **bank)
    apply_proceeds(agreed, Decimal(50_000), on=AT.date(), **bank)
    other = ask_consent(loan, replace(sought, act="licence"), law=here_law(), **by)
    withdraw_consent(other, **by)
    repay(loan, on=AT.date(), **bank)
    release_pledge(settle_loan(loan, on=AT.date(), **bank), on=AT.date(), **bank)
    bad = state_default(here.drawn(keys[:1], "Y2"), reason="逾期", **bank)
    enforce(
        bad, Decimal(300_000), costs=Decimal(9), pooled=True, on=AT.date(), law=here_law(), **bank
    )
    mine, other = here.requested(keys[3:])
    here.offered(mine, here.lin, "0.05")
    here.offered(mine, here.lin)
    decline(other, reason="额度不足", **here.bank(here.mei))
    withdraw_application(mine.application, reason="另有办法", **by)
    draft = here.drafted(keys[3:])
    change_application(draft, Wanted(Decimal(5), 1, keys[:1]), **by)


def telling(he: Person, officer: Person) -> None:
    """A bulletin issued, read, superseded; the newer one withdrawn."""
    by = permits.of(officer)
    told = BulletinTold(title_zh="灯", text_zh="申请激增", evidence=[("全景", "/landscape/")])
    given: dict[str, Any] = {"region": "panyu", "base_url": "http://harbor.example", "at": AT}
    first = issue(told, by=by, **given)
    acknowledge_bulletin(first.pk, he, by=permits.of(he), at=AT)
    second = issue(told, supersedes=first.pk, by=OPERATOR, **given)
    withdraw_bulletin(second.pk, why="数据有误", by=by, at=AT)


def valuing(he: Person, officer: Person) -> None:
    """A valuation drawn up and signed, its next version as well, and a draft of a third."""
    right = Right.objects.filter(firm=he.firm).earliest("pk")
    give(
        right.firm, officer.organisation, purpose="估值", sales=True,
        until=AT.date() + timedelta(days=30), by=permits.of(he), at=AT,
    )  # fmt: skip
    signer = permits.Actor("olivia", "office", officer, AT.date())
    before = None
    for turn in range(3):
        kept = draw_up(
            right.firm, basis(lantern(right.key), seed=turn), supersedes=before, seals=SEALS,
            by=permits.of(he), at=AT,
        )  # fmt: skip
        before = kept.pk
        if turn < 2:
            sign(kept.pk, by=signer, at=AT)


def counting(folder: Path, officer: Person) -> None:
    """Targets set, changed, taken away and brought in; cases twice, with news; an award."""
    by = permits.of(officer)
    for value in ("100", "120", ""):
        set_target(2021, "granted", "", value, by=by, at=AT)
    set_target(2021, "invention_share", "440113102", "45%", by=by, at=AT)
    path = folder / "targets.csv"
    path.write_text("year,figure,town,value\n2021,granted,,300\n2021,本年办结案件,南村镇,9\n",
                    encoding="utf-8")  # fmt: skip
    import_targets(path, by=OPERATOR, at=AT)
    for closed in ("", "2021-11-03"):
        path = folder / "cases.csv"
        path.write_text("number,kind,received_on,closed_on,respondent\n"
                        f"番知1,侵权纠纷,2021-03-01,{closed},甲\n番知2,调解,2021-04-01,,乙\n",
                        encoding="utf-8")  # fmt: skip
        import_cases(path, by=by, at=AT)
    record_award("CN201910000001.8", name="中国专利银奖", on=date(2021, 6, 1), by=by, at=AT)


def seating() -> None:
    """A bank is opened, people are invited, come, change desks, are locked out, and leave."""
    later = iter(AT + timedelta(minutes=n) for n in range(1, 60))

    def deed(act: Any, *given: Any, by: permits.Actor = OPERATOR, **told: Any) -> Any:
        return act(*given, by=by, at=next(later), **told)

    where = region("panyu")
    bank = deed(open_organisation, "lender", "番禺农商银行", region=where)
    agency = deed(open_organisation, "agency", "明灯代理所", region=where)
    firm = deed(open_organisation, "firm", "番禺新灯有限公司", town="440113016", region=where)
    for key, body, manager in (
        ("lin", bank, True), ("mei", bank, False), ("lin-too", agency, True), ("xin", firm, True),
        ("nobody", bank, False), ("late", bank, False), ("late", bank, False),
    ):  # fmt: skip
        deed(invite, f"{key}@example.org", body, key=f"{key} {body.pk} {next(later)}", address=str,
             manager=manager)  # fmt: skip
    held = {one.email.partition("@")[0]: one for one in Invitation.objects.order_by("pk")}
    for name in ("lin", "mei", "xin"):
        Invitation.objects.filter(pk=held[name].pk).update(proof=proof_of(name))
        accept(name, username=name, password="correct-horse-battery", lang="en", at=next(later))
    Invitation.objects.filter(pk=held["lin-too"].pk).update(proof=proof_of("too"))
    lin, mei = (Person.objects.get(username=name) for name in ("lin", "mei"))
    join("too", lin, at=next(later))
    deed(withdraw_invitation, held["nobody"])
    deed(take_desk, lin, bank.pk, by=permits.of(lin))
    deed(appoint, mei.memberships.get(), True)
    deed(set_language, mei, "zh", by=permits.of(mei))
    deed(end_sessions, mei, by=permits.of(mei))
    deed(lock, Person.objects.get(pk=mei.pk), True)
    deed(lock, Person.objects.get(pk=mei.pk), False)
    deed(lock, Person.objects.get(username="xin"), True)
    deed(leave, lin.memberships.get(organisation=bank))
    deed(leave, lin.memberships.get(organisation=agency))
    deed(close_organisation, agency)
    for purpose in ("质押贷款", "续贷"):
        told = {"purpose": purpose, "until": AT.date() + timedelta(days=30)}
        given = deed(give, firm.firm, bank, **told)
    deed(take_back, given)


def lending() -> None:
    """A bank's loan is past due and above its ceiling; the bank waives one, the other is repaid."""
    bank = Organisation.objects.get(name="番禺农商银行")
    clerk = permits.of(Person.objects.create(username="gao", role="lender", organisation=bank))
    loan = {
        "loan": "D-1", "lender": bank.name, "borrower": OWN, "guarantor": "",
        "balance_fen": 90_000_000, "past_due_since": AT.date(), "own": True,
    }  # fmt: skip
    pledge = {
        "loan": "D-1", "right": "CN201910000001.8", "kind": "invention", "value_fen": 100_000_000,
        "pledged_on": date(2021, 3, 1), "valued_on": date(2021, 3, 1),
        "life_ends": date(2031, 1, 1),
    }  # fmt: skip
    for days in (0, 1, 20):
        loan |= {"repaid_on": AT.date()} if days == 20 else {}
        told = Facts(
            pa.Table.from_pylist([loan], LOANS), pa.Table.from_pylist([pledge], PLEDGES),
            STANDINGS.empty_table(), ACTS.empty_table(), LATE.empty_table(), DUE.empty_table(),
            CASES.empty_table(),
        )  # fmt: skip
        look_over(
            told, rights={}, book=load(), on=AT.date() + timedelta(days=days), by=OPERATOR,
            at=AT + timedelta(days=days),
        )  # fmt: skip
        above = KeptConcern.objects.filter(demand="loan_to_value", stage="open").first()
        if days == 1 and above is not None:
            waive(above.pk, why="另有保证金", by=clerk, at=AT)


def lived(folder: Path) -> None:
    """A register in which everything has been done that can be."""
    olivia, he = person("olivia", "office"), person("he", "firm", OWN)
    watching(folder / "w", he)
    sweeping(folder / "w", he)
    wishing(folder / "w", he)
    docketing(folder / "d", olivia)
    deciding(olivia)
    importing(folder, olivia)
    choose(he, "warnings", wanted=False, by=permits.of(he), at=AT)
    keeping(folder, olivia)
    seating()
    doing(he, olivia)
    charting(olivia)
    advising(olivia)
    telling(he, olivia)
    borrowing(folder, he)
    making(folder, he, olivia)
    counting(folder, olivia)
    checking(he)
    serving(folder, olivia)
    valuing(he, olivia)
    lending()


def test_the_journal_done_again_in_empty_tables_gives_the_register(
    tmp_path: Path, beside: str
) -> None:
    for name in ("w", "d", "home"):
        (tmp_path / name).mkdir()
    lived(tmp_path)
    done = replay(into=beside, seals=SEALS)
    assert done.done + done.left == Line.objects.count()
    tallies = {tally.table: tally for tally in compare(into=beside)}
    assert {name: tally.differences for name, tally in tallies.items() if tally.differences} == {}
    empty = {name for name, tally in tallies.items() if not tally.here}
    assert empty == {"schedule"}
    assert all(tally.here == tally.replayed for tally in tallies.values())
    assert chain.verify() is None


def test_what_was_changed_behind_the_journals_back_is_found(tmp_path: Path, beside: str) -> None:
    for name in ("w", "d", "home"):
        (tmp_path / name).mkdir()
    lived(tmp_path)
    Right.objects.filter(title="一种走马灯").update(title="一种永动机")
    IssuedWarning.objects.latest("pk").sightings.all().delete()
    replay(into=beside, seals=SEALS)
    found = {d.column: d for t in compare(into=beside) for d in t.differences if t.table == "right"}
    assert found["title"].here == "一种永动机"
    assert found["title"].replayed == "一种走马灯"
    assert any(tally.differences for tally in compare(into=beside) if tally.table == "sighting")
    assert chain.verify() is None


def test_an_account_comes_without_what_proves_who_somebody_is(beside: str) -> None:
    person("he", "firm", OWN)
    replay(into=beside, seals=SEALS)
    taken_over = Person.objects.using(beside).get(username="he")
    assert not taken_over.has_usable_password()
    assert taken_over.firm is not None


def test_a_line_of_an_older_version_says_what_it_lacks(beside: str) -> None:
    from django.db import transaction

    with transaction.atomic():
        chain.append("watch.add", "watch:1", actor="he", at=AT, details={"name": "灯"})
    with pytest.raises(HarborError) as short:
        replay(into=beside, seals=SEALS)
    assert short.value.code == "journal.replay.short"
    assert short.value.params["name"] == "owner"


def test_an_action_that_nobody_can_do_again_stops_the_replay(beside: str) -> None:
    from django.db import transaction

    with transaction.atomic():
        chain.append("harbour.sink", "harbour:1", actor="eve", at=AT, details={})
    with pytest.raises(HarborError) as unknown:
        replay(into=beside, seals=SEALS)
    assert unknown.value.code == "journal.replay.unknown"


def plain(line: Line) -> str:
    """What whoever reads the journal sees of a line, without what is sealed."""
    enclosed = chain.enclosure(line)
    said = {name: told for name, told in line.details.items() if name != "enclosed"}  # no hash
    if isinstance(enclosed, dict):
        enclosed = {name: told for name, told in enclosed.items() if name != "sealed"}
    return f"{said} {enclosed}"


def test_what_a_firm_keeps_to_itself_is_not_read_in_the_journal(
    tmp_path: Path, beside: str
) -> None:
    for name in ("w", "d", "home"):
        (tmp_path / name).mkdir()
    lived(tmp_path)
    lines = Line.objects.filter(action__startswith="task.")
    assert lines.count() == 8
    for line in lines:
        assert not any(word in plain(line) for word in ("论文", "代理师", "旧事", "重复", "900"))
    lines = Line.objects.filter(action__startswith="product.")
    assert lines.count() == 4
    for line in lines:
        assert "走马灯" in plain(line)
        assert not any(sum_ in plain(line) for sum_ in ("812", "1200", "1300", "99.9"))
    lines = Line.objects.filter(action="selfcheck.answer")
    assert lines.count() == 3
    for line in lines:
        assert not any(word in plain(line) for word in ("secrets", "marking", "pay_awards"))
    lines = Line.objects.filter(action__regex=r"^(matter|appointment|visit|station)\.")
    assert lines.count() == 13
    for line in lines:
        assert not any(word in plain(line) for word in ("何先生", "梁小姐", "滞纳怎么办", "质押"))
    with pytest.raises(HarborError) as sealed:
        replay(into=beside, seals=Sealer("another secret", "firm"))
    assert sealed.value.code == "journal.replay.sealed"


def journalled() -> dict[str, str]:
    """Every action that a line is appended for, with the module that does it."""
    found: dict[str, str] = {}
    for path in sorted(SOURCE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if "chain.append(" not in text or path.parent.name == "journal":
            continue
        module = ast.parse(text)
        for node in ast.walk(module):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "chain.append":
                for name in names(node.args[0], module, path.parent.name):
                    found[name] = str(path.relative_to(SOURCE))
    return found


def names(first: ast.expr, module: ast.Module, subject: str) -> set[str]:
    """The actions that the first argument may be: written out, or, where it is a variable,
    the actions of the subject that a table of the module lists."""
    told = [node.value for node in ast.walk(first) if isinstance(node, ast.Constant)]
    written = {value for value in told if isinstance(value, str) and "." in value}
    if written:
        return written
    keys = [key for node in ast.walk(module) if isinstance(node, ast.Dict) for key in node.keys]
    listed = {key.value for key in keys if isinstance(key, ast.Constant)}
    return {name for name in listed if isinstance(name, str) and name.startswith(f"{subject}.")}


def test_every_action_that_is_journalled_can_be_done_again_or_says_why_not() -> None:
    found = journalled()
    assert len(found) >= 20
    lost = {name: at for name, at in found.items() if name not in HANDLERS and not left_why(name)}
    assert lost == {}
    assert set(HANDLERS) <= set(found), "handlers for what nothing does"
    subjects = {name.partition(".")[0] for name in found}
    assert set(LEFT) <= subjects, "left out though nothing does it"


def test_every_table_of_the_register_is_compared_or_says_why_not() -> None:
    compared = {one.name for one in COMPARED}
    tables = {
        model._meta.model_name
        for model in vars(records).values()
        if isinstance(model, type) and hasattr(model, "_meta")
    }
    assert tables == compared | set(BESIDES)
    for one in COMPARED:
        columns = {field.name for field in one.model._meta.concrete_fields}
        assert set(one.left_out) <= columns
        assert all(one.left_out.values())
        assert bool(one.why) == bool(one.only)


def test_every_action_that_is_journalled_has_words_in_both_languages() -> None:
    held = catalogue()
    lacking = {
        (code, at)
        for name, at in journalled().items()
        for code in (f"told.{name}", f"deed.{name}")
        if code not in held
    }
    assert lacking == set(), "add told.ACTION and deed.ACTION to messages.yaml"
    named = {code.removeprefix("deed.") for code in held if code.startswith("deed.")}
    assert named <= set(journalled()), "words for what nothing does"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_line_of_a_lived_journal_reads_without_a_gap(tmp_path: Path, lang: str) -> None:
    from ipharbor.queries.journal import Wanted, listed

    for name in ("w", "d", "home"):
        (tmp_path / name).mkdir()
    lived(tmp_path)
    rows, total = listed(Wanted(), lang=lang, before=None, limit=200)
    assert total == len(rows)
    for row in rows:
        assert "{" not in row.told, row
        assert row.told != Line.objects.get(seq=row.seq).action
        assert "None" not in row.told, row
    assert any(OWN in row.told for row in rows)

"""Papers of a firm on their page: kept, handed out to whom the permits name, withdrawn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from desk import NOON
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from ipharbor.actions import permits
from ipharbor.actions.rights.take_up import take_up
from ipharbor.journal.models import Line
from ipharbor.records.models import Firm, KeptPaper, Right


@pytest.fixture
def held(firm_person: Any, corpus: Any) -> Right:
    """A right in the docket of the firm's person."""
    take_up(firm_person.firm.name, corpus=corpus, by=permits.operator(), at=NOON)
    return Right.objects.filter(firm=firm_person.firm).order_by("key").first()  # type: ignore[return-value]


def keep(
    client: Client, name: str = "缴费凭证.pdf", body: bytes = b"%PDF-1.7 \xff", **typed: Any
) -> Any:
    said = {"file": SimpleUploadedFile(name, body), "kind": "receipt", **typed}
    return client.post("/vault/", said)


def test_a_firm_keeps_a_receipt_about_a_right_and_gets_the_same_bytes_back(
    at_firm: Client, held: Right, home: Path
) -> None:
    assert keep(at_firm, right=held.key, note="第 3 年年费").status_code == 302
    paper = KeptPaper.objects.get()
    assert (paper.right, paper.name, paper.note) == (held, "缴费凭证.pdf", "第 3 年年费")
    assert "缴费凭证.pdf" in at_firm.get(f"/docket/{held.key}/").content.decode()
    got = at_firm.get(f"/vault/{paper.pk}/")
    assert b"".join(got.streaming_content) == b"%PDF-1.7 \xff"
    assert got["Content-Disposition"].startswith("attachment")
    assert got["Content-Type"] == "application/octet-stream"
    line = Line.objects.get(action="paper.keep")
    assert line.subject == f"right:{held.pk}"
    assert line.details["sha256"] == paper.sha256


def test_the_same_bytes_about_the_same_right_are_kept_once(at_firm: Client, held: Right) -> None:
    for _ in range(2):
        keep(at_firm, right=held.key)
    assert KeptPaper.objects.count() == 1
    assert Line.objects.filter(action="paper.keep").count() == 1


def test_another_firm_is_told_that_there_is_no_such_paper(
    at_firm: Client, held: Right, client: Client
) -> None:
    from ipharbor.actions.people.create import create

    keep(at_firm, right=held.key)
    other = create(username="wei", password="correct-horse-battery", role="firm",
                   firm="佛山远光有限公司", by=permits.operator(), at=NOON)  # fmt: skip
    stranger = Client()
    stranger.force_login(other)
    paper = KeptPaper.objects.get()
    assert stranger.get(f"/vault/{paper.pk}/").status_code == 404
    assert stranger.post(f"/vault/{paper.pk}/withdraw/", {"why": "x"}).status_code == 404
    assert "缴费凭证.pdf" not in stranger.get("/vault/").content.decode()
    assert keep(stranger, right=held.key).status_code == 400
    officer = Client()
    police = create(username="police", password="correct-horse-battery", role="enforcement",
                    organisation=_enforcement(), by=permits.operator(), at=NOON)  # fmt: skip
    officer.force_login(police)
    assert officer.get(f"/vault/{paper.pk}/").status_code == 403
    assert officer.get("/vault/").status_code == 403


def test_a_withdrawn_paper_stays_on_record_with_its_reason(at_firm: Client, held: Right) -> None:
    keep(at_firm, right=held.key)
    paper = KeptPaper.objects.get()
    assert at_firm.post(f"/vault/{paper.pk}/withdraw/", {"why": " "}).status_code == 400
    assert at_firm.post(f"/vault/{paper.pk}/withdraw/", {"why": "传错了"}).status_code == 302
    shown = at_firm.get("/vault/").content.decode()
    assert "传错了" in shown
    assert "缴费凭证.pdf" not in at_firm.get(f"/docket/{held.key}/").content.decode()


@pytest.mark.parametrize(
    ("name", "body", "typed", "code"),
    [
        ("a.pdf", b"", {}, "paper.empty"),
        ("a.pdf", b"x", {"kind": "spell"}, "paper.kind.unknown"),
        ("a.pdf", b"x", {"right": "CN000"}, "docket.right.unknown"),
    ],
)
def test_what_cannot_be_kept_is_told_at_its_field_and_the_rest_stays_typed(
    at_firm: Client, held: Right, name: str, body: bytes, typed: dict[str, str], code: str
) -> None:
    from ipharbor.vocabulary.errors import HarborError

    answer = keep(at_firm, name, body, note="留着的话", **typed)
    assert answer.status_code == 400
    shown = answer.content.decode()
    assert "留着的话" in shown
    assert HarborError(code).told("zh").what.split("“")[0] in shown
    assert not KeptPaper.objects.exists()


def test_a_name_that_means_harm_becomes_a_plain_one(at_firm: Client, held: Right) -> None:
    keep(at_firm, "..\\..\\evil\u202efdp.exe")
    assert KeptPaper.objects.get().name == "evilfdp.exe"


def test_a_paper_whose_bytes_are_gone_says_so(at_firm: Client, held: Right, home: Path) -> None:
    import shutil

    keep(at_firm)
    shutil.rmtree(home / "papers")
    answer = at_firm.get(f"/vault/{KeptPaper.objects.get().pk}/")
    assert answer.status_code == 400
    assert "paper.lost" in answer.content.decode()


def _enforcement() -> Any:
    from ipharbor.records.models import Organisation

    return Organisation.objects.create(kind="enforcement", name="执法大队", made_at=NOON)


def test_the_firm_itself_may_be_what_a_paper_is_about(at_firm: Client, firm_person: Any) -> None:
    keep(at_firm, "合同.docx", kind="contract")
    paper = KeptPaper.objects.get()
    assert paper.right is None
    assert paper.firm == Firm.objects.get(name=firm_person.firm.name)

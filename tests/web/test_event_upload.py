"""Files of legal events at the docket page: what they are read as, and what is wrong in them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from desk import MAKERS, NOON
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from eventpapers import inpadoc, ops, prs, record, reference
from ipharbor.records.models import Firm, Right, RightEvent


@pytest.fixture
def lantern(corpus: Any, db: None) -> Right:
    """A right of a lamp maker whose rights have been taken up."""
    from ipharbor.actions import permits
    from ipharbor.actions.rights.take_up import take_up

    take_up(MAKERS[0], corpus=corpus, by=permits.operator(), at=NOON)
    return Right.objects.filter(granted_on__isnull=False).order_by("key")[0]


def send(client: Client, path: Path, name: str) -> Any:
    firm = Firm.objects.get()
    file = SimpleUploadedFile(name, path.read_bytes())
    return client.post(f"/docket/?firm={firm.pk}", {"act": "events", "file": file})


def figures(answer: Any) -> list[int]:
    return [int(one) for one in re.findall(r"<dd>(\d+)</dd>", answer.content.decode())]


def test_an_answer_of_the_epo_is_taken_under_any_name(
    at_desk: Client, lantern: Right, tmp_path: Path
) -> None:
    digits = lantern.application_number.split(".")[0]
    path = ops(
        tmp_path,
        reference(digits),
        inpadoc("PE01", "2021-10-15", digits, "Registration number: Y1 Pledgee: Lantern Bank"),
        inpadoc("17Q", "2002-06-05", "99203729", office="EP"),
    )
    answer = send(at_desk, path, "legal.csv")
    assert answer.status_code == 200
    assert figures(answer) == [2, 1, 0, 1]
    assert "识别为: INPADOC 法律事件（XML）" in answer.content.decode()
    assert RightEvent.objects.get().details["pledgee"] == "Lantern Bank"
    assert figures(send(at_desk, path, "again.xml")) == [2, 0, 1, 1]


def test_records_of_the_chinese_office_end_a_right_in_the_docket(
    at_desk: Client, lantern: Right, tmp_path: Path
) -> None:
    number = lantern.application_number
    path = prs(tmp_path, record("CF01", "20211001", "专利权的终止", "终止日期:20201001", number))
    assert figures(send(at_desk, path, "records.xml")) == [1, 1, 0, 0]
    page = at_desk.get(f"/docket/{lantern.key}/").content.decode()
    assert "未缴年费终止" in page


def test_hostile_xml_is_refused_under_the_file_s_own_name(
    at_desk: Client, lantern: Right, tmp_path: Path
) -> None:
    path = tmp_path / "gift"
    path.write_text('<!DOCTYPE PRS [<!ENTITY a "ha">]><PRS>&a;</PRS>', encoding="utf-8")
    answer = send(at_desk, path, "gift.xml")
    page = answer.content.decode()
    assert answer.status_code == 400
    assert 'id="file-fault"' in page
    assert "gift.xml" in page
    assert "ipharbor-events-" not in page
    assert not RightEvent.objects.exists()

"""The page of official forms, and the command that fills them."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from click.testing import CliRunner
from desk import FORMULA, HARM, MAKERS, NOON, VILLAIN
from django.test import Client

from ipharbor.papers.payment import HEADINGS
from ipharbor.records.models import FeeReduction, Firm, Right

DAY = "2020-08-01"
FORMS = ("fee_list", "bibliographic_change", "fee_reduction", "restoration")


@pytest.fixture
def lamp_firm(corpus: Any, db: None) -> Firm:
    """A lamp maker whose rights have been taken up."""
    return _taken_up(MAKERS[0], corpus)


def _taken_up(name: str, corpus: Any) -> Firm:
    from ipharbor.actions import permits
    from ipharbor.actions.rights.take_up import take_up

    take_up(name, corpus=corpus, by=permits.operator(), at=NOON)
    return Firm.objects.get(name=name)


def _granted(firm: Firm) -> Right:
    return Right.objects.filter(firm=firm, granted_on__year=2019).order_by("key")[0]


def _post(client: Client, firm: Firm, kind: str, act: str, **told: Any) -> Any:
    told = {"kind": kind, "act": act, "on": DAY} | told
    return client.post(f"/docket/papers/?firm={firm.pk}", told)


def _text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def _written(data: bytes) -> str:
    opened = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in opened.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in opened.paragraphs), *cells])


def test_docket_and_right_lead_to_the_forms(at_desk: Client, lamp_firm: Firm) -> None:
    key = _granted(lamp_firm).key
    for page in ("/docket/", f"/docket/{key}/"):
        told = at_desk.get(page, {"firm": lamp_firm.pk, "on": DAY}).content.decode()
        (address,) = re.findall(r'href="(/docket/papers/[^"]+)"', told)
        assert at_desk.get(address.replace("&amp;", "&")).status_code == 200


@pytest.mark.parametrize("kind", FORMS)
def test_each_form_is_shown_with_its_fields_and_rights(
    at_desk: Client, lamp_firm: Firm, kind: str
) -> None:
    answer = at_desk.get("/docket/papers/", {"firm": lamp_firm.pk, "kind": kind, "on": DAY})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count('name="right"') == Right.objects.filter(firm=lamp_firm).count()
    assert 'name="field_phone"' in page
    assert "style=" not in page


def test_all_that_is_due_is_listed_as_a_document(at_desk: Client, lamp_firm: Firm) -> None:
    answer = _post(at_desk, lamp_firm, "fee_list", "make", scope="due")
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert "attachment" in answer["Content-Disposition"]
    told = _written(answer.content)
    assert lamp_firm.name in told
    assert "依 2020年8月1日 的法律" in told
    shown = at_desk.get("/docket/", {"firm": lamp_firm.pk, "on": DAY, "within": 90})
    numbers = re.findall(r'mono faint">(\d{12}\.[\dX])<', shown.content.decode())
    assert numbers
    assert all(number in told for number in numbers)


def test_the_payment_workbook_agrees_with_the_docket(at_desk: Client, lamp_firm: Firm) -> None:
    answer = _post(at_desk, lamp_firm, "fee_list", "workbook", scope="due")
    sheet, explained = openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets
    rows = list(sheet.iter_rows(values_only=True))
    assert (sheet.title, rows[0]) == ("网上缴费", HEADINGS)
    page = _text(at_desk.get("/docket/", {"firm": lamp_firm.pk, "on": DAY}))
    (amount,) = re.findall(r"90 日内到期 \d+ ([\d,]+) 元", page) or [""]
    assert sum(row[7] for row in rows[1:]) == float(amount.replace(",", ""))
    assert explained.title == "说明"


def test_a_ticked_right_stands_on_the_form_and_what_is_unknown_is_listed(
    at_desk: Client, lamp_firm: Firm
) -> None:
    right = _granted(lamp_firm)
    told = {"right": right.key, "field_after": "广州新东家有限公司", "field_item": "holder"}
    page = _text(_post(at_desk, lamp_firm, "bibliographic_change", "look", **told))
    assert "待手工填写" in page
    assert "变更后权利人的地址" in page
    assert "广州新东家有限公司" in page
    document = _post(at_desk, lamp_firm, "bibliographic_change", "make", **told)
    assert right.application_number in _written(document.content)
    assert "【待填：变更后权利人的地址】" in _written(document.content)


def test_several_ticked_rights_come_as_one_archive(at_desk: Client, lamp_firm: Firm) -> None:
    keys = list(Right.objects.filter(firm=lamp_firm).values_list("key", flat=True)[:3])
    answer = _post(at_desk, lamp_firm, "bibliographic_change", "make", right=keys)
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        assert len(packed.namelist()) == 3


def test_more_forms_than_can_be_drawn_at_once_are_refused(lamp_firm: Firm) -> None:
    from ipharbor.papers.kinds import form
    from ipharbor.queries.law import book
    from ipharbor.queries.papers import MOST_FORMS, papers
    from ipharbor.vocabulary.errors import HarborError

    keys = [f"CN{n}" for n in range(MOST_FORMS + 1)]
    on = NOON.date()
    with pytest.raises(HarborError) as refused:
        papers(form("restoration"), lamp_firm, keys, typed={}, law=book(""), on=on, data_until=on)
    assert refused.value.code == "papers.rights.too_many"


def test_what_was_typed_and_ticked_is_kept_through_a_mistake_and_a_search(
    at_desk: Client, lamp_firm: Firm
) -> None:
    key = _granted(lamp_firm).key
    typed = {"right": key, "field_reasons": "洪水 <b>", "field_received_on": "gestern"}
    wrong = _post(at_desk, lamp_firm, "restoration", "look", **typed)
    assert wrong.status_code == 400
    found = _post(at_desk, lamp_firm, "restoration", "filter", q="没有这样的名称", **typed)
    assert found.status_code == 200
    for answer in (wrong, found):
        page = answer.content.decode()
        assert "洪水 &lt;b&gt;</textarea>" in page
        assert re.search(rf'value="{re.escape(key)}" checked', page)
    assert 'id="fault-received_on"' in wrong.content.decode()
    assert found.content.decode().count('name="right"') == 1


@pytest.mark.parametrize("kind", ["fee_list", "bibliographic_change", "restoration"])
def test_a_form_without_a_right_says_what_to_tick(
    at_desk: Client, lamp_firm: Firm, kind: str
) -> None:
    answer = _post(at_desk, lamp_firm, kind, "make", scope="ticked")
    assert answer.status_code == 400
    assert "勾选" in _text(answer)


def test_a_form_that_is_none_or_an_act_that_is_none_is_told(
    at_desk: Client, lamp_firm: Firm
) -> None:
    assert at_desk.get("/docket/papers/", {"firm": lamp_firm.pk, "kind": "x"}).status_code == 404
    assert _post(at_desk, lamp_firm, "fee_list", "burn").status_code == 404
    assert at_desk.get("/docket/papers/").status_code == 404  # an office that names no firm


def test_recorded_years_of_reduction_stand_on_the_record(at_desk: Client, lamp_firm: Firm) -> None:
    FeeReduction.objects.create(firm=lamp_firm, since=2019, until=2021)
    page = _text(_post(at_desk, lamp_firm, "fee_reduction", "look"))
    assert "2019 年至 2021 年" in page


def test_a_firms_person_fills_forms_for_its_own_firm_alone(
    at_firm: Client, firm_person: Any, corpus: Any
) -> None:
    _taken_up(firm_person.firm.name, corpus)
    other = _taken_up("广州彩虹灯光有限公司", corpus)
    foreign = Right.objects.filter(firm=other)[0].key
    page = at_firm.get("/docket/papers/", {"firm": other.pk}).content.decode()
    assert firm_person.firm.name in page
    assert other.name not in page
    answer = _post(at_firm, other, "bibliographic_change", "make", right=foreign)
    assert answer.status_code == 400
    assert other.name not in _text(answer)


def test_an_empty_docket_says_where_to_begin(at_firm: Client, firm_person: Any) -> None:
    page = _text(at_firm.get("/docket/papers/"))
    assert "台账为空" in page
    assert "打开台账" in page


def test_markup_and_formulas_of_names_stay_text(harmful: Any, office: Any, client: Client) -> None:
    client.force_login(office)
    firm = _taken_up(VILLAIN, harmful)
    key = Right.objects.filter(firm=firm, title=FORMULA)[0].key
    look = _post(client, firm, "bibliographic_change", "look", right=key, on="2021-11-30")
    assert HARM not in look.content.decode()
    assert VILLAIN not in look.content.decode()
    made = _post(client, firm, "bibliographic_change", "make", right=key, on="2021-11-30")
    assert {FORMULA, VILLAIN} <= set(_written(made.content).split("\n"))


def test_a_broken_template_of_the_district_is_named_on_the_page(
    at_desk: Client, lamp_firm: Firm, home: Path
) -> None:
    (home / "forms").mkdir()
    (home / "forms" / "fee_list.docx").write_bytes(b"no document")
    answer = _post(at_desk, lamp_firm, "fee_list", "make", scope="due")
    assert answer.status_code == 400
    assert "fee_list.docx" in _text(answer)


def test_the_page_speaks_english(at_desk: Client, lamp_firm: Firm, office: Any) -> None:
    office.lang = "en"
    office.save()
    page = _post(at_desk, lamp_firm, "fee_list", "look", scope="due").content.decode()
    assert "Look at this before signing" in page
    assert "Telephone" in page


def _command(*words: str) -> Any:
    from ipharbor.cli.app import ipharbor

    return CliRunner().invoke(ipharbor, ["--lang", "en", "form", *words])


def test_the_command_fills_a_form_and_lists_what_is_left(lamp_firm: Firm, tmp_path: Path) -> None:
    right, path = _granted(lamp_firm), tmp_path / "change.docx"
    done = _command(
        "bibliographic_change", lamp_firm.name, "--right", right.application_number,
        "--on", DAY, "--field", "after=新东家=有限公司", "-o", str(path),
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    assert "新东家=有限公司" in _written(path.read_bytes())
    assert "new_address: Address of the new holder" in done.output


def test_the_command_writes_the_workbook_of_all_that_is_due(
    lamp_firm: Firm, tmp_path: Path
) -> None:
    path = tmp_path / "fees.xlsx"
    done = _command("fee_list", lamp_firm.name, "--on", DAY, "-o", str(path))
    assert done.exit_code == 0, done.output
    assert openpyxl.load_workbook(path).sheetnames == ["网上缴费", "说明"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--right", "199910000001.1"), "papers.right.unknown"),
        (("--field", "phone"), "papers.field.unreadable"),
        (("--field", "phon=1"), "papers.field.unknown"),
    ],
)
def test_the_command_refuses_with_a_reason(
    lamp_firm: Firm, tmp_path: Path, words: tuple[str, ...], code: str
) -> None:
    done = _command("fee_list", lamp_firm.name, "--on", DAY, *words, "-o", str(tmp_path / "a.docx"))
    assert done.exception.code == code  # type: ignore[union-attr]


def test_the_suffix_of_the_file_tells_what_is_written(lamp_firm: Firm, tmp_path: Path) -> None:
    done = _command("fee_reduction", lamp_firm.name, "--on", DAY, "-o", str(tmp_path / "a.pdf"))
    assert done.exception.code == "papers.output.suffix"  # type: ignore[union-attr]
    assert not list(tmp_path.glob("a.*"))

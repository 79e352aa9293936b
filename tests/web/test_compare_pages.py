"""A product beside claims: the chart on its page, what is near, and who may ask."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from desk import NOON
from django.test import Client

from ipharbor.records.models import Firm, Person, Product
from statements import statement, table


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


CLAIM = (
    "1.一种舞台灯，其特征在于，包括底座以及枢接于所述底座上的灯筒；所述灯筒内设有环形散热翅片，"
    "所述散热翅片通过热管与光源基板连接；底座的底部固定有减振胶垫。"
)


@pytest.fixture
def another(home: Path, corpus: Any, firm_person: Person) -> dict[str, str]:
    """A granted document of somebody else with a claim, beside those of the small region."""
    from ipharbor.corpus.loading import Brought, Loading

    told = statement(
        1, "201810000099", title="一种舞台灯", abstract="一种灯。", first_claim=CLAIM,
        applicants=["中山市丙光电有限公司"], published_on=date(2019, 3, 1),
        granted_on=date(2019, 3, 1), stage="grant", publication_number="CN210000099U",
        patent_type="utility_model",
    )  # fmt: skip
    with Loading(home / "corpus") as loading:
        loading.add(table(told))
        loading.finish(Brought("claims", "exchange", "e" * 64), on=NOON.date())
    (key,) = corpus.index.number("201810000099")
    return {"key": key, "text": CLAIM}


def product(firm: Firm, *features: str) -> Product:
    return Product.objects.create(
        firm=firm, name="摇头灯", features="\n".join(features), made_at=NOON, changed_at=NOON
    )


def test_a_product_that_has_all_a_documents_words_has_all_its_features(
    at_firm: Client, firm_person: Person, another: dict[str, str]
) -> None:
    made = product(firm_person.firm, another["text"])
    page = text(at_firm.get("/compare/", {"product": made.pk, "number": another["key"]}))
    assert "全部特征字面具备" in page and "字面相同" in page
    assert "首项权利要求的主题" in page
    assert "不是法律意见" in page


def test_what_lacks_is_told_in_words(
    at_firm: Client, firm_person: Person, another: dict[str, str]
) -> None:
    made = product(firm_person.firm, "一只普通的纸灯笼")
    page = text(at_firm.get("/compare/", {"product": made.pk, "number": another["key"]}))
    assert "未具备全部特征" in page and "缺少" in page


def test_without_a_number_the_rights_it_comes_near_to_are_listed(
    at_firm: Client, firm_person: Person, another: dict[str, str]
) -> None:
    made = product(firm_person.firm, *another["text"].split("，"))
    page = at_firm.get("/compare/", {"product": made.pk}).content.decode()
    assert another["key"] in page
    assert f"product={made.pk}" in page


@pytest.mark.parametrize("number", ["CN000000000000.0", "<b>", "灯"])
def test_a_number_that_nothing_has_is_told(
    at_firm: Client, firm_person: Person, number: str
) -> None:
    made = product(firm_person.firm, "灯罩")
    answer = at_firm.get("/compare/", {"product": made.pk, "number": number})
    assert answer.status_code == 200
    assert "没有号码为" in text(answer)


def test_a_product_without_features_says_what_it_needs(
    at_firm: Client, firm_person: Person
) -> None:
    made = product(firm_person.firm)
    assert "未填写特征" in text(at_firm.get("/compare/", {"product": made.pk}))


def test_the_product_of_another_firm_is_as_if_it_were_not_there(
    at_firm: Client, firm_person: Person
) -> None:
    other = Firm.objects.create(name="广州乙灯光有限公司")
    made = product(other, "灯罩")
    assert at_firm.get("/compare/", {"product": made.pk}).status_code == 404
    assert other.name not in at_firm.get("/compare/").content.decode()


@pytest.mark.parametrize("asked", ["x", "1e9", "9" * 40, "-1", "²"])
def test_a_number_of_a_product_that_is_none_is_not_found(at_firm: Client, asked: str) -> None:
    assert at_firm.get("/compare/", {"product": asked}).status_code == 404

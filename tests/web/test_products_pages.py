"""Products on their pages: stated, changed, read by others, brought in and sent out."""

from __future__ import annotations

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from desk import HARM, NOON
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from ipharbor.records.models import (
    Disclosure,
    Firm,
    Organisation,
    Person,
    Product,
    ProductSale,
    Right,
)

LAMP = {
    "name": "摇头灯", "features": "灯体设散热片\n双电机转轴", "markets": "中国、德国",
    "since": "2019", "ipc": "F21V 29/83; F21S", "sales_2021": "1,200.5",
}  # fmt: skip


def text(answer: Any) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def product_of(firm: Firm, name: str = "摇头灯", **told: Any) -> Product:
    made = Product.objects.create(firm=firm, name=name, made_at=NOON, changed_at=NOON, **told)
    ProductSale.objects.create(product=made, year=2021, amount=777)
    return made


def upload(client: Client, body: str, name: str = "products.csv") -> Any:
    return client.post(
        "/desk/products/", {"act": "import", "file": SimpleUploadedFile(name, body.encode())}
    )


def test_a_firm_states_a_product_and_changes_it(at_firm: Client, firm_person: Person) -> None:
    assert at_firm.post("/desk/products/", LAMP)["Location"] == "/desk/products/"
    made = Product.objects.get(firm=firm_person.firm)
    assert (made.markets, made.ipc, made.since) == ("CN|DE", "F21V 29/83|F21S", 2019)
    assert str(made.sales.get().amount) == "1200.50"
    page = text(at_firm.get(f"/desk/products/{made.pk}/"))
    assert "德国" in page and "双电机转轴" in page and "1200.50" in page
    changed = LAMP | {"markets": "US", "sales_2021": "", "sales_2020": "9"}
    at_firm.post(f"/desk/products/{made.pk}/", changed)
    made.refresh_from_db()
    assert made.markets == "US"
    assert made.sales.get().year == 2020


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""), ("markets", "Atlantis"), ("since", "soon"), ("ipc", "lamp"),
        ("sales_2021", "many"), ("features", "特" * 201),
    ],
)  # fmt: skip
def test_a_mistake_is_told_and_what_was_typed_stays(
    at_firm: Client, field: str, value: str
) -> None:
    answer = at_firm.post("/desk/products/", LAMP | {field: value})
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert "灯体设散热片" in page or field == "features"
    assert not Product.objects.exists()


def test_a_product_ends_and_begins_again(at_firm: Client, firm_person: Person) -> None:
    made = product_of(firm_person.firm)
    at_firm.post(f"/desk/products/{made.pk}/end/", {"ended": "yes"})
    assert "摇头灯" not in text(at_firm.get("/desk/products/?view=all"))
    assert "摇头灯" in text(at_firm.get("/desk/products/?made=ended"))
    at_firm.post(f"/desk/products/{made.pk}/end/", {"ended": "no"})
    assert "摇头灯" in text(at_firm.get("/desk/products/?view=all"))


def test_an_office_reads_features_and_markets_and_sales_only_once_they_are_disclosed(
    at_desk: Client, office: Person, firm_person: Person
) -> None:
    made = product_of(firm_person.firm, features="散热片", markets="DE")
    for path in ("/desk/products/", f"/desk/products/{made.pk}/"):
        page = text(at_desk.get(path))
        assert "散热片" in page and "德国" in page
        assert "777" not in page
        assert "未" in page
    for form in ("xlsx", "csv"):
        assert b"777" not in at_desk.get(f"/desk/products/?as={form}").content
    assert office.organisation is not None
    told = Disclosure.objects.create(
        firm=firm_person.firm, organisation=office.organisation, purpose="统计", sales=True,
        since=timezone.now(), until=timezone.localdate() + timedelta(days=9), by_name="fang",
    )  # fmt: skip
    for path in ("/desk/products/", f"/desk/products/{made.pk}/"):
        assert "777" in text(at_desk.get(path))
    assert b"777" in at_desk.get("/desk/products/?as=csv").content
    told.withdrawn_at = timezone.now()
    told.save()
    assert "777" not in text(at_desk.get(f"/desk/products/{made.pk}/"))


def test_a_firm_discloses_its_sales_on_the_page_of_disclosures(
    at_firm: Client, office: Person, firm_person: Person
) -> None:
    until = (timezone.localdate() + timedelta(days=9)).isoformat()
    typed = {
        "act": "give", "organisation": str(office.organisation_id), "purpose": "统计",
        "until": until,
    }  # fmt: skip
    assert at_firm.post("/disclosures/", typed).status_code == 400  # the docket it reads anyway
    at_firm.post("/disclosures/", typed | {"sales": "yes"})
    assert Disclosure.objects.get().sales
    bank = Organisation.objects.create(kind="lender", name="灯火银行", made_at=NOON)
    at_firm.post("/disclosures/", typed | {"organisation": str(bank.pk)})
    assert not Disclosure.objects.get(organisation=bank).sales


def test_another_firm_s_product_is_not_there(at_firm: Client) -> None:
    theirs = product_of(Firm.objects.create(name="佛山远光有限公司"), "远光灯")
    assert at_firm.get(f"/desk/products/{theirs.pk}/").status_code == 404
    assert at_firm.post(f"/desk/products/{theirs.pk}/", LAMP).status_code == 404
    assert "远光灯" not in text(at_firm.get("/desk/products/"))


def test_an_office_reads_a_product_and_does_not_change_it(
    at_desk: Client, firm_person: Person
) -> None:
    made = product_of(firm_person.firm)
    assert at_desk.post(f"/desk/products/{made.pk}/", LAMP).status_code == 403
    assert at_desk.post(f"/desk/products/{made.pk}/end/", {"ended": "yes"}).status_code == 403


def test_a_table_is_brought_in_with_a_receipt_and_what_went_out_comes_in_unchanged(
    at_firm: Client, firm_person: Person
) -> None:
    body = "name,features,markets,sales\n摇头灯,散热片|转轴,CN|Atlantis,2021:5;2020:4\n,x,,\n"
    page = text(upload(at_firm, body))
    assert "Atlantis" in page and "搁置" in page
    sent = at_firm.get("/desk/products/?as=csv").content.decode("utf-8-sig")
    (row,) = csv.DictReader(io.StringIO(sent))
    assert row["技术特征"] == "散热片|转轴"
    lines = Product.objects.get().changed_at
    page = text(upload(at_firm, sent, "again.csv"))
    assert re.search(r"未变\D+1\D", page) or "1" in page
    assert Product.objects.get().changed_at == lines
    type(firm_person).objects.update(lang="en")
    english = at_firm.get("/desk/products/?as=csv").content.decode("utf-8-sig")
    upload(at_firm, english, "english.csv")
    assert Product.objects.get().changed_at == lines


def test_a_file_that_is_no_table_of_products_is_refused_at_its_field(at_firm: Client) -> None:
    answer = upload(at_firm, "thing\nlamp\n")
    assert answer.status_code == 400
    assert re.search(r'id="file"[^>]*aria-invalid="true"', answer.content.decode())
    assert at_firm.post("/desk/products/", {"act": "import"}).status_code == 400


def test_what_a_product_is_called_runs_nowhere(at_firm: Client, firm_person: Person) -> None:
    made = product_of(firm_person.firm, HARM, features=HARM)
    for path in ("/desk/products/", f"/desk/products/{made.pk}/"):
        assert HARM not in at_firm.get(path).content.decode()


def test_own_rights_in_the_classes_of_a_product_stand_beside_it(
    at_firm: Client, firm_person: Person
) -> None:
    for key, ipc in (("CN201910000001.8", "F21V 29/83"), ("CN201910000002.8", "H04R 1/02")):
        Right.objects.create(
            firm=firm_person.firm, key=key, patent_type="invention", title=f"权利{ipc[0]}", ipc=ipc,
            taken_up_at=NOON,
        )  # fmt: skip
    made = product_of(firm_person.firm, ipc="F21V 21/00|B60")
    page = text(at_firm.get(f"/desk/products/{made.pk}/"))
    assert "权利F" in page
    assert "权利H" not in page


def test_products_are_found_by_market_and_feature(at_firm: Client, firm_person: Person) -> None:
    product_of(firm_person.firm, "出口灯", markets="CN|DE", features="散热片")
    product_of(firm_person.firm, "内销灯", markets="CN")
    found = text(at_firm.get("/desk/products/?market=DE"))
    assert "出口灯" in found and "内销灯" not in found
    found = text(at_firm.get("/desk/products/?q=散热"))
    assert "出口灯" in found and "内销灯" not in found

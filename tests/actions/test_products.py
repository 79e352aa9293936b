"""Products of firms: stated, changed, ended, and brought in from tables."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from permit_world import AT, actor, body, seated

from ipharbor.actions import permits
from ipharbor.actions.product.add import Stated, add
from ipharbor.actions.product.change import change, end
from ipharbor.actions.product.import_products import ProductReceipt, import_products
from ipharbor.gateways.sealing import Sealer
from ipharbor.journal.models import Line
from ipharbor.records.models import Firm, Person, Product, ProductSale
from ipharbor.vocabulary.credit_codes import check_character
from ipharbor.vocabulary.errors import HarborError

pytestmark = pytest.mark.django_db
SEALS = Sealer("secret", "firm")
HEADINGS = "credit_code,name,features,markets,since,ipc,sales"


def credit(number: int) -> str:
    start = f"91440113MA{number:07d}"
    return start + check_character(start)


def code(attempt: object) -> str:
    with pytest.raises(HarborError) as refused:
        attempt()  # type: ignore[operator]
    return refused.value.code


def written(folder: Path, *rows: str, headings: str = HEADINGS) -> Path:
    path = folder / "products.csv"
    path.write_text("\n".join((headings, *rows)) + "\n", encoding="utf-8")
    return path


def bring(path: Path, by: permits.Actor | None = None, own: Firm | None = None) -> ProductReceipt:
    receipt = import_products(path, own=own, seals=SEALS, by=by or permits.operator(), at=AT)
    assert receipt.adds_up()
    return receipt


def codes(receipt: ProductReceipt) -> list[str]:
    return [finding.code for finding in receipt.findings]


@pytest.fixture
def fang() -> Person:
    lamp = Firm.objects.create(name="番禺明灯有限公司", credit_code=credit(1))
    return seated("fang", body("firm", lamp.name, firm=lamp), manager=True)


@pytest.fixture
def firm(fang: Person) -> Firm:
    assert fang.firm is not None
    return fang.firm


def test_a_product_keeps_its_features_in_order_and_each_once(firm: Firm, fang: Person) -> None:
    stated = Stated(
        "走马灯", ["转轴", "", " 热风  驱动 ", "转轴"], ["DE", "CN", "DE"], 2019, ["f21s8/00"],
        {2021: Decimal("12.346")},
    )  # fmt: skip
    made = add(firm, stated, seals=SEALS, by=actor(fang), at=AT)
    assert (made.features, made.markets, made.ipc) == ("转轴\n热风 驱动", "DE|CN", "F21S 8/00")
    assert made.sales.get().amount == Decimal("12.35")


@pytest.mark.parametrize(
    ("stated", "wrong"),
    [
        (Stated(" "), "product.name.missing"),
        (Stated("灯" * 201), "product.long"),
        (Stated("灯", ["特" * 201]), "product.features"),
        (Stated("灯", [str(n) for n in range(61)]), "product.features"),
        (Stated("灯", markets=["XX"]), "product.market.unknown"),
        (Stated("灯", since=1492), "product.since"),
        (Stated("灯", ipc=["lamp"]), "product.ipc"),
        (Stated("灯", sales={2021: Decimal(-1)}), "product.sales"),
        (Stated("灯", sales={1066: Decimal(1)}), "product.sales"),
        (Stated("灯", sales={2021: Decimal("NaN")}), "product.sales"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    firm: Firm, fang: Person, stated: Stated, wrong: str
) -> None:
    assert code(lambda: add(firm, stated, seals=SEALS, by=actor(fang), at=AT)) == wrong
    assert not Product.objects.exists()


def test_no_two_products_of_a_firm_share_a_name(firm: Firm, fang: Person) -> None:
    given = {"seals": SEALS, "by": actor(fang), "at": AT}
    lamp = add(firm, Stated("走马灯"), **given)
    sky = add(firm, Stated("孔明灯"), **given)
    assert code(lambda: add(firm, Stated("走马灯"), **given)) == "product.already"
    assert code(lambda: change(sky, Stated("走马灯"), **given)) == "product.already"
    assert not change(lamp, Stated(" 走马灯 "), **given)
    assert end(lamp, **given)
    assert not end(lamp, **given)
    assert end(lamp, ended=False, **given)


def test_sales_that_nobody_states_stay_and_those_stated_are_the_whole(
    firm: Firm, fang: Person
) -> None:
    given = {"seals": SEALS, "by": actor(fang), "at": AT}
    lamp = add(firm, Stated("灯", sales={2020: Decimal(1), 2021: Decimal(2)}), **given)
    assert change(lamp, Stated("灯", ["亮"]), **given)
    assert lamp.sales.count() == 2
    assert change(lamp, Stated("灯", ["亮"], sales={2021: Decimal(2)}), **given)
    assert [one.year for one in lamp.sales.all()] == [2021]


def test_a_row_says_all_of_a_product_and_the_same_table_again_changes_nothing(
    tmp_path: Path, firm: Firm
) -> None:
    path = written(
        tmp_path,
        f"{credit(1)},走马灯,转轴|热风驱动,CN|DE,2019,F21S 8/00|F21V 29/83,2020:812.5;2021:1200",
        f"{credit(1)},孔明灯,纸罩,VN,,,",
    )
    assert bring(path).stored == 2
    lamp = Product.objects.get(name="走马灯")
    assert (lamp.firm, lamp.features, lamp.markets, lamp.since, lamp.ipc) == (
        firm, "转轴\n热风驱动", "CN|DE", 2019, "F21S 8/00|F21V 29/83",
    )  # fmt: skip
    assert dict(lamp.sales.values_list("year", "amount")) == {2020: Decimal("812.50"), 2021: 1200}
    lines = Line.objects.count()
    again = bring(path)
    assert (again.stored, again.changed, again.unchanged) == (0, 0, 2)
    assert Line.objects.count() == lines


def test_an_empty_cell_says_nothing_and_a_year_takes_the_place_of_that_year_alone(
    tmp_path: Path, firm: Firm
) -> None:
    bring(written(tmp_path, f"{credit(1)},走马灯,转轴,CN|DE,2019,F21S,2020:1;2021:2"))
    end(Product.objects.get(), seals=SEALS, by=permits.operator(), at=AT)
    done = bring(written(tmp_path, f"{credit(1)},走马灯,,US,,,2021:3;2022:4"))
    assert (done.changed, done.unchanged) == (1, 0)
    lamp = Product.objects.get()
    assert (lamp.features, lamp.markets, lamp.since, lamp.ended_at) == ("转轴", "US", 2019, None)
    assert dict(ProductSale.objects.values_list("year", "amount")) == {2020: 1, 2021: 3, 2022: 4}


def test_a_firm_brings_its_own_products_in_and_no_others(tmp_path: Path, fang: Person) -> None:
    Firm.objects.create(name="佛山远光有限公司", credit_code=credit(2))
    path = written(
        tmp_path, ",走马灯,,CN,,,", f"{credit(1)},孔明灯,,CN,,,", f"{credit(2)},远光灯,,CN,,,",
        f"{credit(3)},无名灯,,CN,,,", ",走马灯,,DE,,,",
    )  # fmt: skip
    receipt = bring(path, by=actor(fang), own=fang.firm)
    assert (receipt.stored, receipt.set_aside) == (2, 3)
    assert codes(receipt) == ["products.firm.other", "products.firm.unknown", "products.repeated"]
    assert set(Product.objects.values_list("name", flat=True)) == {"走马灯", "孔明灯"}


def test_what_cannot_be_read_is_told_and_the_rest_of_the_row_counts(
    tmp_path: Path, firm: Firm
) -> None:
    path = written(
        tmp_path,
        f"{credit(1)},走马灯,{'特' * 300},CN|Atlantis,soon,F21S|lamp,2020:many;2021:7;22:1",
        f"{credit(1)},,转轴,,,,",
        ",孤灯,,,,,",
    )
    receipt = bring(path)
    assert (receipt.stored, receipt.set_aside) == (1, 2)
    assert sorted(codes(receipt)) == [
        "products.features.cut", "products.firm.missing", "products.ipc.unreadable",
        "products.markets.unknown", "products.name.unreadable", "products.sales.unreadable",
        "products.sales.unreadable", "products.since.unreadable",
    ]  # fmt: skip
    lamp = Product.objects.get()
    assert (lamp.markets, lamp.ipc, lamp.sales.get().year) == ("CN", "F21S", 2021)
    for finding in receipt.findings:
        for lang in ("zh", "en"):
            assert "{" not in finding.told(lang).what, finding.code


def test_a_workbook_with_chinese_headings_is_read_by_the_firms_name(
    tmp_path: Path, firm: Firm
) -> None:
    book = openpyxl.Workbook()
    book.active.append(["企业名称", "产品名称", "技术特征", "销往", "销售额（万元）"])
    book.active.append([firm.name, "走马灯", "转轴\n热风驱动", "中国、德国", "2021:1,200万元"])
    path = tmp_path / "产品.xlsx"
    book.save(path)
    assert bring(path).stored == 1
    assert Product.objects.get().features == "转轴\n热风驱动"
    assert ProductSale.objects.get().amount == 1200


def test_a_table_without_names_is_refused(tmp_path: Path, firm: Firm) -> None:
    path = written(tmp_path, "灯,转轴", headings="thing,features")
    assert code(lambda: bring(path)) == "products.headings"


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["灯", "镜", "笼"]), st.sampled_from(["", "a|b", "c"]),
            st.sampled_from(["", "CN", "DE|US"]), st.sampled_from(["", "2019", "x"]),
            st.sampled_from(["", "2020:1", "2021:2.5;2020:3", "2020"]),
        ),
        max_size=6,
    )
)  # fmt: skip
def test_imported_twice_is_imported_once(
    tmp_path: Path, firm: Firm, rows: list[tuple[str, ...]]
) -> None:
    ProductSale.objects.all().delete()
    Product.objects.all().delete()
    path = written(
        tmp_path, *(f"{credit(1)},{n},{f},{m},{s},,{v}" for n, f, m, s, v in rows)
    )  # fmt: skip
    first = bring(path)
    assert first.stored == len({row[0] for row in rows})
    held = list(Product.objects.values_list("name", "features", "markets", "since"))
    again = bring(path)
    assert (again.stored, again.changed) == (0, 0)
    assert list(Product.objects.values_list("name", "features", "markets", "since")) == held

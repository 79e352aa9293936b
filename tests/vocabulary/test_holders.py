"""What words and names tell of those who hold rights."""

from __future__ import annotations

import pytest

from ipharbor.vocabulary.holders import grades, holder_kind, kind_by_name, size
from ipharbor.vocabulary.industries import industry


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("广州市番禺明灯有限公司", "firm"),
        ("广州市番禺区石楼灯饰厂", "firm"),
        ("番禺灯彩合伙企业（有限合伙）", "firm"),
        ("岭南大学科技园灯光有限公司", "firm"),
        ("岭南灯彩大学", "university"),
        ("番禺灯彩职业技术学院", "university"),
        ("岭南灯彩大学附属医院", "other"),
        ("广州大学城医院", "other"),
        ("番禺灯光研究院", "institute"),
        ("番禺银行", "firm"),
        ("番禺灯彩农村商业银行", "firm"),
        ("番禺灯彩银行石楼支行", "firm"),
        ("石楼超市", "firm"),
        ("番禺政府", "other"),
        ("番禺法院", "other"),
        ("石楼学校", "other"),
        ("番禺商会", "other"),
        ("番禺灯彩专科学校", "university"),
        ("番禺技工学校", "university"),
        ("何小灯", "individual"),
        ("欧阳明灯", "individual"),
        ("买买提·艾力", "individual"),
        ("番禺区灯彩协会", "other"),
        ("Lantern Lighting Co., Ltd.", "firm"),
        ("LAMPENWERK GMBH", "firm"),
        ("Lantern University", "university"),
        ("Lamp, John", "individual"),
        ("", "other"),
    ],
)
def test_a_name_tells_the_kind_of_holder(name: str, kind: str) -> None:
    assert kind_by_name(name) == kind


def test_words_of_the_forms_are_known() -> None:
    assert [holder_kind(one) for one in ("企业", "大专院校", "个人", "鬼")] == [
        "firm", "university", "individual", "",
    ]  # fmt: skip
    assert [size(one) for one in ("大型企业", "微型", "Small", "巨型")] == [
        "large", "micro", "small", "",
    ]  # fmt: skip
    assert grades("专精特新“小巨人”企业; 高企|金牌") == (("high_tech", "little_giant"), ("金牌",))
    assert grades("") == ((), ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C3872", "C3872"),
        ("3872", "C3872"),
        ("c 38", "C38"),
        ("P83", "P83"),
        ("J", "J"),
        ("0111", "A0111"),
    ],
)
def test_a_class_of_the_industrial_classification_is_read(text: str, code: str) -> None:
    assert (industry(text).clean, industry(text).why) == (code, "")


@pytest.mark.parametrize("text", ["9999", "A3872", "C", "x", "3", "38721"])
def test_what_is_no_class_says_so(text: str) -> None:
    assert industry(text).why == ("" if text == "C" else "industry.unreadable")

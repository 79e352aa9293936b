"""Which technical standards a text names."""

from __future__ import annotations

import pytest

from ipharbor.vocabulary.chains import industries
from ipharbor.vocabulary.standards import bases, listed, named, standard, standards_of


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("符合GB／T 18487.1-2015标准和IEC61850", ("GB/T 18487.1", "IEC 61850")),
        ("按照 GB 7000.1 的要求", ("GB 7000.1",)),
        ("IEEE 802.11ac 与 ITU-T H.264 编码", ("IEEE 802.11", "ITU-T H.264")),
        ("ISO/IEC 14443 card, IEC 60598, IEC 60598", ("ISO/IEC 14443", "IEC 60598")),
        ("阻燃达到UL94标准", ("UL 94",)),
        ("内存为8GB 2666的主机", ()),  # memory
        ("参见 GB 2459123 与 GB 2459", ()),  # British patents
        ("型号为EN1522的轴承", ()),
        ("XISO 9001A1 与 3GPP", ()),
    ],
)
def test_a_text_names_standards_not_models_nor_patents(text: str, told: tuple[str, ...]) -> None:
    assert named(text) == told


def test_the_number_of_a_standard_is_read_without_a_year() -> None:
    assert standard(" gb/t18487.1—2015 ") == "GB/T 18487.1"
    assert standard("灯") == standard("GB") == standard("18487") == ""


def test_a_part_belongs_to_its_standard() -> None:
    assert bases("GB/T 18487.1") == ("GB/T 18487.1", "GB/T 18487")
    assert bases("GB/T 18487") == ("GB/T 18487",)
    assert bases("ITU-T H.264") == ("ITU-T H.264",)


def test_every_listed_standard_is_read_as_it_is_listed() -> None:
    for one in industries():
        for number in standards_of(one.code):
            assert standard(number) == number
            assert number in listed()

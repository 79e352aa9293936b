"""The query language: what is read, what is written back, what is refused and how."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ipharbor.corpus.query import (
    All,
    And,
    Choice,
    Exact,
    Ipc,
    Node,
    Not,
    Number,
    Or,
    PartDate,
    Phrase,
    Span,
    Word,
    all_of,
    any_of,
    leaves,
    parse,
    written,
)
from ipharbor.corpus.query.fields import FIELDS, Kind, named
from ipharbor.corpus.query.values import whole_number
from ipharbor.vocabulary.errors import HarborError

READ = [
    ("", All()),
    (" ，、 ", All()),
    ("*", All()),
    ("灯笼", Word("灯笼")),
    ("“鱼形灯笼”", Phrase("鱼形灯笼")),
    ('"鱼"灯', And((Phrase("鱼"), Word("灯")))),
    ("灯 鱼", And((Word("灯"), Word("鱼")))),
    ("灯，鱼", And((Word("灯"), Word("鱼")))),
    ("灯 AND 鱼 OR 月", Or((And((Word("灯"), Word("鱼"))), Word("月")))),
    ("灯 与 鱼 或 月", Or((And((Word("灯"), Word("鱼"))), Word("月")))),
    ("灯（鱼 或 月）", And((Word("灯"), Or((Word("鱼"), Word("月")))))),
    ("灯 非 鱼", And((Word("灯"), Not(Word("鱼"))))),
    ("灯 －鱼", And((Word("灯"), Not(Word("鱼"))))),
    ("NOT 灯 鱼", And((Not(Word("灯")), Word("鱼")))),
    ("NOT (灯 鱼)", Not(And((Word("灯"), Word("鱼"))))),
    ("and or not", And((Word("and"), Word("or"), Word("not")))),
    ("与非门", Word("与非门")),
    ("ANDROID", Word("ANDROID")),
    ("X-200", Word("X-200")),
    ("比例1:2", Word("比例1:2")),
    ("照明*", Word("照明")),
    ("Illumin*", Word("Illumin", prefix=True)),
    ("标题：灯", Word("灯", "title")),
    ("TITLE: 灯", Word("灯", "title")),
    ("title:(灯 OR 鱼)", Or((Word("灯", "title"), Word("鱼", "title")))),
    ("title:(灯 title:鱼)", And((Word("灯", "title"), Word("鱼", "title")))),
    ("title:(灯 (鱼 月))", And((Word("灯", "title"), Word("鱼", "title"), Word("月", "title")))),
    ("申请人:=番禺灯饰厂", Exact("番禺灯饰厂", "applicant")),
    ('applicant:="Moonlight, Inc."', Exact("Moonlight, Inc.", "applicant")),
    ("ipc:f21v29/83", Ipc("F21V29/83")),
    ("ipc:F21V 29/83 灯", And((Ipc("F21V29/83"), Word("灯")))),
    ("ipc:(F21V OR F21S)", Or((Ipc("F21V"), Ipc("F21S")))),
    ("ipc:F21V*", Ipc("F21V")),
    ("type:实用新型", Choice("type", "utility_model")),
    ("town:440113101", Choice("town", "440113101")),
    ("office:cn", Choice("office", "CN")),
    ("filed:2015", Span("filed", PartDate(2015), PartDate(2015))),
    ("filed:2015..2017", Span("filed", PartDate(2015), PartDate(2017))),
    ("申请日:2015年3月..", Span("filed", PartDate(2015, 3), None)),
    ("published:..2016/2/29", Span("published", None, PartDate(2016, 2, 29))),
    ("granted:20150301至2016", Span("granted", PartDate(2015, 3, 1), PartDate(2016))),
    ("年份:2015", Span("published", PartDate(2015), PartDate(2015))),
    ("number:CN-205000001-U", Number("CN205000001U")),
    ("ZL201510163325.6", Number("ZL2015101633256")),
    ('"ZL 2015 1 0163325.6"', Number("ZL2015101633256")),
    ("title:201510163325", Word("201510163325", "title")),
    ("WO/2009/043854", Number("WO2009043854")),
    ("205000001", Number("205000001")),
    ("20150301", Word("20150301")),
]

REFUSED = [
    ("(灯", "query.unfinished", 3),
    ("灯)", "query.syntax", 2),
    ("灯 OR", "query.unfinished", 5),
    ("灯 AND OR 鱼", "query.syntax", 7),
    ("OR 灯", "query.syntax", 1),
    ("title:", "query.unfinished", 7),
    ("title:-灯", "query.syntax", 7),
    ('灯 "鱼', "query.quote.open", 3),
    ("()", "query.syntax", 2),
    ("颜色:红", "query.field.unknown", None),
    ("http://example.org", "query.field.unknown", None),
    ("title:(灯 abstract:鱼)", "query.field.nested", None),
    ("title:=灯", "query.field.exact", None),
    ("灯*笼", "query.wildcard.place", None),
    ("**", "query.wildcard.place", None),
    ("a*", "query.prefix.short", None),
    ("+++", "query.word.empty", None),
    ('"——"', "query.word.empty", None),
    ("ipc:Z99", "query.ipc.unreadable", None),
    ("filed:2015-13", "query.date.unreadable", None),
    ("filed:2015-02-30", "query.date.unreadable", None),
    ("filed:..", "query.date.unreadable", None),
    ("filed:2017..2015", "query.date.backwards", None),
    ("type:灯", "query.value.unknown", None),
    ("number:灯", "query.number.unreadable", None),
    ("(" * 21 + "灯" + ")" * 21, "query.too_deep", None),
    ("-" * 15_000 + "灯", "query.too_deep", None),
    ("NOT " * 3_000 + "灯", "query.too_deep", None),
    ("灯" * 4_001, "query.too_long", None),
    ("(" * 20_000, "query.too_long", None),
    ("灯 " * 201, "query.too_many", None),
]


@pytest.mark.parametrize(("text", "node"), READ)
def test_a_query_is_read_as_it_is_meant(text: str, node: Node) -> None:
    assert parse(text) == node
    assert parse(written(node)) == node


@pytest.mark.parametrize(("text", "code", "position"), REFUSED)
def test_a_query_that_cannot_be_read_is_refused_with_its_place(
    text: str, code: str, position: int | None
) -> None:
    with pytest.raises(HarborError) as refused:
        parse(text)
    assert refused.value.code == code
    assert refused.value.params.get("position") == position


def test_an_unknown_field_is_answered_with_the_known_ones() -> None:
    with pytest.raises(HarborError) as refused:
        parse("颜色:红")
    known = str(refused.value.params["known"])
    assert all(field.name in known and field.names[0] in known for field in FIELDS)


def test_a_month_covers_its_days() -> None:
    span = parse("filed:2015..2016-02")
    assert isinstance(span, Span)
    assert span.days() == (date(2015, 1, 1), date(2016, 2, 29))


def test_every_name_of_a_field_names_one_field() -> None:
    names = [name for field in FIELDS for name in (field.name, *field.names)]
    assert len(set(names)) == len(names)
    assert all(named(name) is not None for name in names)


def test_leaves_under_a_not_can_be_left_out() -> None:
    node = parse("灯 NOT (鱼 OR NOT 月)")
    assert list(leaves(node)) == [Word("灯"), Word("鱼"), Word("月")]
    assert list(leaves(node, wanted_only=True)) == [Word("灯")]


TEXT_FIELDS = [None, *(f.name for f in FIELDS if f.kind in (Kind.TEXT, Kind.NAME))]
words = st.from_regex(r"[a-zµ灯鱼月笼０-９0-9é][a-z灯鱼月笼0-9.=_/-]{0,8}", fullmatch=True).filter(
    lambda text: whole_number(text) is None
)
prefixes = st.from_regex(r"[灯a-z]?-?[a-z0-9]{2,6}", fullmatch=True).filter(
    lambda text: not text.startswith("-")
)
phrases = st.text(min_size=1, max_size=20).filter(
    lambda text: any(char.isalnum() for char in text) and whole_number(text) is None
)
part_dates = st.one_of(
    st.builds(PartDate, st.integers(1000, 9999)),
    st.builds(PartDate, st.integers(1000, 9999), st.integers(1, 12)),
    st.dates(date(1000, 1, 1)).map(lambda day: PartDate(day.year, day.month, day.day)),
)
spans = st.builds(
    lambda field, ends: Span(field, *ends),
    st.sampled_from(["filed", "published", "granted"]),
    st.one_of(
        st.tuples(part_dates, st.none()),
        st.tuples(st.none(), part_dates),
        st.tuples(part_dates, part_dates).filter(lambda two: two[0].first() <= two[1].last()),
    ),
)
nodes = st.recursive(
    st.one_of(
        st.just(All()),
        st.builds(Word, words, st.sampled_from(TEXT_FIELDS)),
        st.builds(Word, prefixes, st.sampled_from(TEXT_FIELDS), st.just(True)),
        st.builds(Phrase, phrases, st.sampled_from(TEXT_FIELDS)),
        st.builds(Exact, phrases, st.sampled_from(["applicant", "inventor", "agency"])),
        st.sampled_from(["F", "F21", "F21V", "F21V29", "F21V29/83", "H01M10/0525"]).map(Ipc),
        st.sampled_from(["ZL2015101633256", "CN205000001U", "98100004X", "7"]).map(Number),
        st.sampled_from(
            [Choice("type", "design"), Choice("town", "440113101"), Choice("office", "X-1 年")]
        ),
        spans,
    ),
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map(all_of),
        st.lists(inner, min_size=2, max_size=4).map(any_of),
        inner.map(Not),
    ),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(nodes)
def test_what_is_written_is_read_back_as_the_same_tree(node: Node) -> None:
    assert parse(written(node)) == node


@settings(max_examples=500, deadline=None)
@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from('()（）"“”:：-－=*.灯aF2 ，与或非ANDORT\\'), st.characters()
        )
    )
)
def test_any_text_is_read_or_refused_with_a_code(text: str) -> None:
    try:
        node = parse(text)
    except HarborError as refused:
        assert refused.code.startswith("query.")
    else:
        assert parse(written(node)) == node

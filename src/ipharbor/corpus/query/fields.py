"""The fields a query can name, in Chinese and English, and how each reads its value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from ipharbor.vocabulary.exchange import LEGAL_STATUSES, PATENT_TYPES


class Kind(Enum):
    """How the value of a field is read."""

    TEXT = "text"  # words and phrases
    NAME = "name"  # words, phrases, and whole names after ``=``
    CHOICE = "choice"  # one of known values
    CODE = "code"  # an open list of short codes
    DATE = "date"
    IPC = "ipc"
    NUMBER = "number"
    NAMED = "named"  # a number that the document names


@dataclass(frozen=True)
class Field:
    """A field: canonical name, kind, other names, and for CHOICE value → its other names."""

    name: str
    kind: Kind
    names: tuple[str, ...]
    values: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def value(self, text: str) -> str | None:
        """The canonical value a person means by ``text``, None when unknown."""
        wanted = text.casefold()
        for value, others in self.values:
            if wanted == value or wanted in others:
                return value
        return None


_TYPE_NAMES = {
    "invention": ("发明", "发明专利"),
    "utility_model": ("实用新型", "utility-model", "utility"),
    "design": ("外观", "外观设计"),
}
_STATUS_NAMES = {
    "published": ("公开", "已公开"),
    "in_examination": ("审查中", "实质审查", "实审"),
    "in_force": ("有效", "有效专利", "授权有效"),
    "dead_application": ("申请终止", "未授权终止"),
    "lapsed_fee": ("欠费终止", "未缴年费终止"),
    "expired": ("期限届满", "届满"),
    "invalidated": ("无效", "宣告无效"),
    "surrendered": ("放弃", "主动放弃"),
}

FIELDS: tuple[Field, ...] = (
    Field("title", Kind.TEXT, ("标题", "名称")),
    Field("abstract", Kind.TEXT, ("摘要",)),
    Field("claim", Kind.TEXT, ("权利要求", "claims")),
    Field("applicant", Kind.NAME, ("申请人", "专利权人")),
    Field("inventor", Kind.NAME, ("发明人", "设计人")),
    Field("agency", Kind.NAME, ("代理机构",)),
    Field("ipc", Kind.IPC, ("分类号",)),
    Field(
        "type",
        Kind.CHOICE,
        ("类型", "专利类型"),
        tuple((value, _TYPE_NAMES[value]) for value in PATENT_TYPES),
    ),
    Field(
        "status",
        Kind.CHOICE,
        ("状态", "法律状态"),
        tuple((value, _STATUS_NAMES[value]) for value in LEGAL_STATUSES),
    ),
    Field("office", Kind.CODE, ("国别", "受理局")),
    Field("town", Kind.CODE, ("镇街",)),
    Field("filed", Kind.DATE, ("申请日",)),
    Field("published", Kind.DATE, ("公开日", "公告日", "年份", "year")),
    Field("granted", Kind.DATE, ("授权日", "授权公告日")),
    Field("number", Kind.NUMBER, ("号", "申请号", "公开号", "专利号")),
    Field("cites", Kind.NAMED, ("引证", "引用", "引证文献")),
    Field("priority", Kind.NAMED, ("优先权", "优先权号")),
)

_BY_NAME = {name: field for field in FIELDS for name in (field.name, *field.names)}


def named(name: str) -> Field | None:
    """The field of that canonical or other name, capitals or not; None when unknown."""
    return _BY_NAME.get(name.casefold())

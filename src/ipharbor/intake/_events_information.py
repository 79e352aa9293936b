"""The text beside a legal event (法律状态信息): what its labels tell.

The gazette's records and the databases write the fields of an event one behind the other,
each after its label, on lines of their own or without any gap: ``登记号:…登记生效日:…出质人:…``.
The labels are those of the gazette's fields (Guidelines for Patent Examination, part V,
chapter 8, 1.3.2) as public parsers list them, and INPADOC's English ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

LONGEST_TEXT = 2000

_LABELS: Mapping[str, tuple[str, ...]] = {
    "number": (
        "登记号", "质押登记号", "质押合同登记号", "合同备案号", "备案号", "许可合同备案号",
        "registration number", "registration no.", "contract record no.", "contract record number",
    ),
    "registered_on": (
        "登记生效日", "登记生效日期", "质押登记日", "登记日", "登记日期", "备案日期", "备案日",
        "变更日", "变更日期", "注销日", "注销日期", "解除日", "解除日期", "保全登记生效日",
        "effective date of registration", "record date", "date of record", "date of cancellation",
        "date of registration",
    ),
    "ended_on": (
        "终止日期", "终止日", "放弃生效日", "放弃生效日期", "termination date",
        "effective date of abandoning", "date of termination",
    ),
    "pledgor": ("出质人", "pledgor"),
    "pledgee": ("质权人", "pledgee"),
    "licensor": ("让与人", "许可人", "assignor"),
    "licensee": ("受让人", "被许可人", "assignee"),
    "licence_kind": ("许可种类", "许可类型", "license type", "licence type"),
    "item": ("变更事项", "变更项目", "变更项"),
    "before": (
        "变更前权利人", "变更前专利权人", "变更前申请人", "变更前", "patentee before",
        "applicant before", "co-patentee before", "before",
    ),
    "after": (
        "变更后权利人", "变更后专利权人", "变更后申请人", "变更后", "patentee after",
        "applicant after", "co-patentee after", "after",
    ),
    "decision": ("无效宣告决定号", "决定号", "decision number of declaring invalidation"),
    "decided_on": (
        "无效宣告决定日", "决定日", "决定日期", "原决定日",
        "decision date of declaring invalidation",
    ),
    "recipient": ("收件人", "addressee"),
    "document": ("文件名称", "document name"),
    "days": ("补偿天数", "专利权期限补偿天数", "期限补偿天数"),
    "term_ends_on": ("补偿后专利权期限届满日", "补偿后期限届满日", "专利权期限届满日"),
    "until": ("保全终止日", "保全期限届满日", "保全到期日"),
    "": (
        "ipc(主分类)", "ipc主分类", "ipc分类号", "主分类号", "分类号", "专利号", "申请号", "申请日",
        "申请日期", "授权公告日", "授权公告号", "公开日", "公开号", "申请公布日", "发明名称",
        "名称", "实用新型名称", "使用外观设计的产品名称", "外观设计名称", "专利名称", "公告日",
        "卷", "期", "国际申请日", "原决定", "address after", "address before",
        "denomination of invention", "denomination of utility model", "denomination of design",
        "granted publication date",
        "application publication date", "date of filing", "application date",
    ),
}  # fmt: skip

_NAME_OF = {label: name for name, labels in _LABELS.items() for label in labels}
_ANY = re.compile(
    r"(?:(?<=^)|(?<=[^a-z]))("
    + "|".join(re.escape(label) for label in sorted(_NAME_OF, key=len, reverse=True))
    + r")\s*[:：]",
    re.IGNORECASE,
)
_PARTIES = ("专利权人", "权利人", "申请人", "质权人", "出质人", "许可人", "让与人", "受让人")
_EDGES = " \t\r\n;；,，、."


def details_of(text: str) -> dict[str, str]:
    """The details that the labels in ``text`` name, and the text itself as ``text``.

    Of a change only the pairs of parties are ``before`` and ``after``, several parted by
    ``;``: addresses and agents are left in the text. Of another label the first one counts.
    """
    said = unicodedata.normalize("NFKC", text).strip()[:LONGEST_TEXT]
    if not said:
        return {}
    details: dict[str, str] = {}
    sides: dict[str, list[str]] = {"before": [], "after": []}
    item = ""
    found = list(_ANY.finditer(said))
    for at, label in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(said)
        value = said[label.end() : end].strip(_EDGES)
        name = _NAME_OF[label[1].lower()]
        if name == "item":
            item = value
        if name in sides:
            if value and (not item or any(party in item for party in _PARTIES)):
                sides[name].append(value)
        elif name and value:
            details.setdefault(name, value)
    details |= {name: ";".join(dict.fromkeys(told)) for name, told in sides.items() if told}
    return details | {"text": said}

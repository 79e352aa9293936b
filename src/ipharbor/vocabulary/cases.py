"""Kinds and outcomes of enforcement cases, and what words mean them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

KINDS = ("infringement", "counterfeit", "mediation", "trade_fair", "transfer")
OUTCOMES = (
    "established", "not_established", "settled", "withdrawn", "punished", "corrected",
    "no_violation", "agreed", "failed", "removed", "not_removed", "transferred", "not_accepted",
)  # fmt: skip

_KIND_WORDS: Mapping[str, str] = MappingProxyType(
    {word: word for word in KINDS}
    | {
        "专利侵权纠纷": "infringement", "侵权纠纷": "infringement", "行政裁决": "infringement",
        "侵权": "infringement", "假冒专利": "counterfeit", "假冒": "counterfeit",
        "纠纷调解": "mediation", "行政调解": "mediation", "调解": "mediation",
        "展会": "trade_fair", "展会投诉": "trade_fair", "移送": "transfer", "移送司法": "transfer",
    }
)  # fmt: skip
_OUTCOME_WORDS: Mapping[str, str] = MappingProxyType(
    {word: word for word in OUTCOMES}
    | {
        "侵权成立": "established", "侵权不成立": "not_established", "和解": "settled",
        "撤回": "withdrawn", "撤案": "withdrawn", "处罚": "punished", "责令改正": "corrected",
        "不构成违法": "no_violation", "达成协议": "agreed", "调解成功": "agreed",
        "调解不成": "failed", "撤展": "removed", "未撤展": "not_removed", "已移送": "transferred",
        "不予立案": "not_accepted", "不予受理": "not_accepted",
    }
)  # fmt: skip


def kind_of(text: str) -> str:
    """The kind that a word means, empty for none."""
    return _KIND_WORDS.get("".join(text.split()), "")


def outcome_of(text: str) -> str:
    """The outcome that a word means; another text as it stands, cut short."""
    bare = "".join(text.split())
    return _OUTCOME_WORDS.get(bare, bare[:40])

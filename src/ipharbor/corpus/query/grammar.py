"""Query text read into nodes, on a small LALR grammar.

NOT binds tighter than AND (written or implied by a blank), AND tighter than OR. Operators
are ``AND OR NOT`` in capitals or ``与 或 非`` standing alone; ``-`` before a term is NOT.
Full-width brackets, quotes, colons and dashes are taken like the half-width ones, and
``，、；。`` between words like a blank.
"""

from __future__ import annotations

import re
from functools import cache

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from ipharbor.corpus.query.ast import All, Leaf, Node, Not, all_of, any_of
from ipharbor.corpus.query.fields import FIELDS, Field, named
from ipharbor.corpus.query.values import exact, leaf
from ipharbor.vocabulary.errors import HarborError

LONGEST = 4_000  # characters of words, phrases and values in one query
MOST_TERMS = 200
DEEPEST = 20  # brackets and NOTs inside each other
_RAW_LONGEST = 16_000  # with brackets, field names and operators
_NEAR = 20

_GRAMMAR = r"""
start: either
?either: both (OR both)*
?both: unary (AND? unary)*
?unary: (NOT | MINUS) unary           -> negated
      | LPAR either RPAR              -> group
      | FIELD LPAR either RPAR        -> group
      | FIELD EQ (WORD | PHRASE)      -> exact
      | IPC_SYMBOL                    -> spaced
      | FIELD? (WORD | PHRASE)        -> term

AND.5: /(AND|ＡＮＤ|与)END/
OR.5: /(OR|ＯＲ|或)END/
NOT.5: /(NOT|ＮＯＴ|非)END/
IPC_SYMBOL.4: /(ipc|分类号)[:：]\s*[A-H]\d{2}[A-Z]\s+\d{1,4}\/\d{2,6}(?=[\s()（），、；。]|$)/i
FIELD.3: /[^\W\d]+[:：]/
EQ.3: /[=＝]/
MINUS.3: /[-－](?=\S)/
LPAR: /[(（]/
RPAR: /[)）]/
PHRASE.2: /["“”＂](?:[^"“”＂\\]|\\.)*["“”＂]/s
WORD: /(?!(AND|ＡＮＤ|与|OR|ＯＲ|或|NOT|ＮＯＴ|非)END)(?![=＝－-])REST+/
BLANK: /[\s，、；。]+/
%ignore BLANK
"""
_GRAMMAR = _GRAMMAR.replace("END", r"(?!REST)").replace("REST", r"""[^\s()（）"“”＂，、；。]""")


def parse(text: str) -> Node:
    """The tree of a query; the empty query is ``All``.

    Raises HarborError with codes ``query.*``: ``query.syntax`` and ``query.unfinished``
    carry ``position`` (from 1) and ``near``; ``query.field.unknown`` carries ``field``
    and ``known``; ``query.too_long`` and ``query.too_deep`` their ``most``; wrong values
    are told by the codes of ``query.values.leaf``.
    """
    if len(text) > _RAW_LONGEST:
        raise HarborError("query.too_long", length=len(text), most=LONGEST)
    if re.fullmatch(r"[\s，、；。]*", text):
        return All()
    try:
        tree = _parser().parse(text)
    except UnexpectedInput as wrong:
        raise _told(wrong, text) from None
    _within_bounds(tree)
    return _node(tree.children[0], None, 0)


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", lexer="contextual")


def _within_bounds(tree: Tree[Token]) -> None:
    terms: list[Token] = []
    waiting: list[Tree[Token] | Token] = [tree]
    while waiting:  # a hostile query nests deeper than Python's stack
        found = waiting.pop()
        if isinstance(found, Tree):
            waiting.extend(found.children)
        elif found.type in ("WORD", "PHRASE", "IPC_SYMBOL"):
            terms.append(found)
    length = sum(len(token) for token in terms)
    if length > LONGEST:
        raise HarborError("query.too_long", length=length, most=LONGEST)
    if len(terms) > MOST_TERMS:
        raise HarborError("query.too_many", count=len(terms), most=MOST_TERMS)


def _told(wrong: UnexpectedInput, text: str) -> HarborError:
    at = wrong.pos_in_stream
    ended = isinstance(wrong, UnexpectedToken) and wrong.token.type == "$END"
    if at is None or at < 0 or ended:
        return HarborError("query.unfinished", position=len(text) + 1, near=text[-_NEAR:])
    near = text[at : at + _NEAR]
    if isinstance(wrong, UnexpectedCharacters) and near[:1] in ('"', "“", "”", "＂"):
        return HarborError("query.quote.open", position=at + 1, near=near)
    return HarborError("query.syntax", position=at + 1, near=near)


def _node(tree: Tree[Token] | Token, field: Field | None, depth: int) -> Node:
    """``field`` is that of the group around, ``depth`` counts brackets and NOTs around."""
    if not isinstance(tree, Tree):
        raise TypeError(f"a token stands where a rule is expected: {tree!r}")
    if depth > DEEPEST:
        raise HarborError("query.too_deep", most=DEEPEST)
    if tree.data in ("either", "both"):
        parts = [_node(part, field, depth) for part in tree.children if isinstance(part, Tree)]
        return any_of(parts) if tree.data == "either" else all_of(parts)
    if tree.data == "negated":
        return Not(_node(tree.children[-1], field, depth + 1))
    if tree.data == "group":
        return _node(tree.children[-2], _field(tree.children[0], field), depth + 1)
    return _leaf(tree, field)


def _leaf(tree: Tree[Token], around: Field | None) -> Leaf:
    first, last = tree.children[0], tree.children[-1]
    if tree.data == "spaced":
        name, _, symbol = str(first).replace("：", ":").partition(":")
        return leaf(_nested(name, around), symbol, quoted=False)
    field = _field(first, around)
    if tree.data == "exact" and field is not None:
        return exact(field, _text(last))
    return leaf(field, _text(last), quoted=_is(last, "PHRASE"))


def _is(child: Tree[Token] | Token, kind: str) -> bool:
    return isinstance(child, Token) and child.type == kind


def _field(child: Tree[Token] | Token, around: Field | None) -> Field | None:
    return _nested(str(child)[:-1], around) if _is(child, "FIELD") else around


def _nested(name: str, around: Field | None) -> Field:
    field = named(name)
    if field is None:
        known = ", ".join(f"{field.name}/{field.names[0]}" for field in FIELDS)
        raise HarborError("query.field.unknown", field=name, known=known)
    if around is not None and field is not around:
        raise HarborError("query.field.nested", field=name, around=around.name)
    return field


def _text(child: Tree[Token] | Token) -> str:
    text = str(child)
    if _is(child, "PHRASE"):
        return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)
    return text

"""How what fills a sentence reads in each language."""

from __future__ import annotations

from datetime import date

from ipharbor.register.names import name, names
from ipharbor.statutes.book import Book

_CLAUSES = "pledge.contract.required"


def shown(param: str, text: str, lang: str, book: Book, day: date) -> str:
    """``text`` of the gap ``param``: states by name, clauses as the law words them."""
    if param == "state" and text in names():
        return name(text, lang)
    if param == "clauses":
        law = book.on(day)
        listed = law[_CLAUSES].terms.items if _CLAUSES in law else ()
        known = {term.code: term.zh if lang == "zh" else term.en for term in listed}
        return ("；" if lang == "zh" else "; ").join(
            known.get(code, code) for code in text.split(";")
        )
    return text

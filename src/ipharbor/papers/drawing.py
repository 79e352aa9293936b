"""Papers as DOCX, drawn from their templates."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from ipharbor.papers.asking import day
from ipharbor.papers.kinds import Form
from ipharbor.papers.paper import LANG, Line, Paper
from ipharbor.papers.template import repacked, template
from ipharbor.vocabulary.errors import HarborError

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = "application/zip"
UNSURE = "（待核）"
UNKNOWN = "【待填】"
_MADE = (1980, 1, 1, 0, 0, 0)
_TAGS = re.compile(r"<[^>]*>")


@dataclass(frozen=True)
class File:
    """A file to hand over: its name with suffix, what it holds, its media type."""

    name: str
    data: bytes
    media: str


def drawn(papers: Sequence[Paper], own: Path | None = None) -> File:
    """The papers of one form as a file: a DOCX, or a ZIP of several.

    ``own`` is the folder of the district's own templates. Values come out as text whatever
    they hold. Raises the codes of ``template.template``, and ``papers.template.broken`` for a
    template that cannot be filled, with what failed.
    """
    form = papers[0].form
    pattern = template(form, own)
    made = [File(f"{paper.name}.docx", _drawn(paper, pattern), DOCX) for paper in papers]
    if len(made) == 1:
        return made[0]
    out = io.BytesIO()
    with ZipFile(out, "w") as packed:
        for at, one in enumerate(made, start=1):
            part = ZipInfo(f"{at:03d}-{one.name}", _MADE)
            part.compress_type = ZIP_DEFLATED
            part.external_attr = 0o644 << 16
            packed.writestr(part, one.data)
    return File(f"{form.zh}-{papers[0].on.isoformat()}.zip", out.getvalue(), ZIP)


def values(paper: Paper) -> Mapping[str, Any]:
    """What a template can ask for, all of it text: ``f`` by name of field, ``lines``,
    ``grounds``, ``notes``, ``blanks`` and the particulars of the paper."""
    return {
        "form": paper.form.zh,
        "firm": paper.firm,
        "on": day(paper.on),
        "known_on": day(paper.known_on) if paper.known_on else "无数据",
        "subject": paper.subject,
        "f": {entry.field.name: entry.shown for entry in paper.entries},
        "lines": [_line(at, line) for at, line in enumerate(paper.lines, start=1)],
        "grounds": [
            {
                "provision": ground.provision,
                "title": ground.title_zh,
                "cited": ground.cited_zh or "出处未载",
                "unsure": "" if ground.certain else UNSURE,
            }
            for ground in paper.grounds
        ],
        "notes": [note.told(LANG) for note in paper.notes],
        "blanks": [field.zh for field in paper.blanks],
    }


def _line(at: int, line: Line) -> dict[str, str]:
    return {
        "no": str(at),
        "number": line.number,
        "title": line.title,
        "patent_type": line.patent_type,
        "holders": "、".join(line.holders),
        "year": str(line.year) if line.year else "",
        "fee_kind": line.fee_kind,
        "full": _amount(line.full),
        "reduced": _amount(line.reduced),
        "fee": _amount(line.fee),
        "surcharge": _amount(line.surcharge),
        "payable": _amount(line.payable),
        "last_day": line.last_day.isoformat() if line.last_day else "",
        "unsure": "" if line.certain else UNSURE,
        "filed": line.filed_on.isoformat() if line.filed_on else UNKNOWN,
        "granted": line.granted_on.isoformat() if line.granted_on else UNKNOWN,
    }


def _amount(amount: Decimal) -> str:
    return f"{amount:,}"


def _drawn(paper: Paper, pattern: bytes) -> bytes:
    try:
        opened = DocxTemplate(io.BytesIO(pattern))
        opened.render(dict(values(paper)), jinja_env=_environment(), autoescape=True)
        out = io.BytesIO()
        opened.save(out)
        return repacked(out.getvalue())
    except TemplateError as wrong:
        raise _broken(paper.form, wrong.message or type(wrong).__name__) from wrong
    except Exception as wrong:
        # A template is a person's document: whatever it makes the libraries raise, the person
        # is told which one it was.
        raise _broken(paper.form, f"{type(wrong).__name__}: {wrong}") from wrong


def _broken(form: Form, why: str) -> HarborError:
    told = " ".join(_TAGS.sub(" ", why).split())[:200]
    return HarborError("papers.template.broken", name=f"{form.code}.docx", why=told)


def _environment() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, finalize=_written
    )


def _written(value: Any) -> Any:
    """``value`` as text of the document; the underscore is spelt out because the library takes
    ``{_{`` for a brace after drawing."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return Markup(str(escape(value)).replace("_", "&#95;"))  # noqa: S704 (escaped right here)
    return value

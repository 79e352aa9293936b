"""What every page shows around its own matter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

import ipharbor
from ipharbor.actions import permits
from ipharbor.queries import bulletins, overview
from ipharbor.records.models import Person
from ipharbor.settings import current
from ipharbor.vocabulary.places import region
from ipharbor.web import _menu
from ipharbor.web.language import lang
from ipharbor.web.templatetags.harbor import said
from ipharbor.web.theme import chosen_theme
from ipharbor.wiring import corpus


@dataclass(frozen=True)
class Section:
    """An entry of the navigation; ``name`` is that of its page."""

    name: str
    here: bool
    unread: int = 0


@dataclass(frozen=True)
class Group:
    """Sections that a person comes to for one purpose; ``folded`` into a menu where the row has no
    room for them."""

    name: str
    sections: tuple[Section, ...]
    folded: bool

    @property
    def here(self) -> bool:
        """Whether the page is in one of its sections."""
        return any(one.here for one in self.sections)

    @property
    def unread(self) -> int:
        """What is unread in all of them."""
        return sum(one.unread for one in self.sections)


@dataclass(frozen=True)
class Installation:
    """The frame of a page.

    ``newest`` is the last day of which the corpus knows anything, ``path`` the address to
    come back to after switching the language or the ``theme``.
    """

    lang: str
    region: str
    version: str
    vintage: str
    newest: date | None
    invented: bool
    partly_invented: bool
    demo: bool
    groups: tuple[Group, ...]
    path: str
    theme: str


SECTIONS = (
    ("home", "corpus.search"),
    ("cockpit", "cockpit.read"),
    ("search", "corpus.search"),
    ("landscape", "corpus.search"),
    ("industries", "industry.read"),
    ("watches", "watch.add"),
    ("pledge_check", "pledge.check"),
    ("inbox", "warning.read"),
    ("bulletins", "bulletin.read"),
    ("desk", "desk.read"),
    ("self_check", "selfcheck.read"),
    ("station", "station.read"),
    ("agencies", "agency.read"),
    ("tasks", "task.read"),
    ("docket", "docket.read"),
    ("products", "product.read"),
    ("valuations", "valuation.read"),
    ("financing", "financing.ask"),
    ("lending", "financing.lend"),
    ("portfolio", "collateral.read"),
    ("financing_region", "financing.region"),
    ("law", "law.read"),
    ("imports", "imports.read"),
    ("journal", "journal.read"),
    ("disclosures", "disclosure.read"),
    ("people", "organisation.read"),
    ("jobs", "jobs.read"),
)
GROUPS = {
    "look": ("home", "cockpit", "search", "landscape", "industries", "agencies"),
    "warn": ("watches", "inbox", "bulletins"),
    "own": (
        "desk",
        "self_check",
        "station",
        "tasks",
        "docket",
        "products",
        "disclosures",
    ),
    "rules": ("law",),
    "lend": (
        "valuations",
        "pledge_check",
        "financing",
        "lending",
        "portfolio",
        "financing_region",
    ),
    "house": ("people", "imports", "jobs", "journal"),
}
"""What the sections are for; each stands in one group."""
_WAITING = ("inbox", "bulletins")  # what tells how much of it is unread
_WITHIN = {
    "cockpit_rights": "cockpit",
    "cockpit_holders": "cockpit",
    "cockpit_acts": "cockpit",
    "cockpit_proof": "cockpit",
    "cockpit_targets": "cockpit",
    "cockpit_quality": "cockpit",
    "cockpit_wall": "cockpit",
    "cockpit_cases": "cockpit",
    "industry": "industries",
    "industry_new": "industries",
    "industry_firms": "industries",
    "industry_regions": "industries",
    "industry_fields": "industries",
    "industry_landscape": "industries",
    "industry_change": "industries",
    "industry_end": "industries",
    "cockpit_reports": "cockpit",
    "station_firms": "station",
    "station_alarms": "station",
    "station_matters": "station",
    "station_matter": "station",
    "station_matter_close": "station",
    "station_matter_hand_over": "station",
    "station_matter_reopen": "station",
    "station_appointments": "station",
    "station_trainings": "station",
    "station_training": "station",
    "station_visits": "station",
    "station_quarters": "station",
    "station_score": "station",
    "people_leave": "people",
    "organisations": "people",
    "design": "home",
    "patent": "search",
    "bulletin": "bulletins",
    "bulletin_new": "bulletins",
    "bulletin_acknowledge": "bulletins",
    "bulletin_withdraw": "bulletins",
    "track_record": "watches",
    "watches_proposed": "watches",
    "watch": "watches",
    "playbooks": "watches",
    "playbook": "watches",
    "playbook_new": "watches",
    "playbook_change": "watches",
    "playbook_restore": "watches",
    "playbook_end": "watches",
    "warning": "inbox",
    "held": "inbox",
    "warning_playbook": "inbox",
    "warning_acknowledge": "inbox",
    "warning_act": "inbox",
    "warning_close": "inbox",
    "watch_end": "watches",
    "import_run": "imports",
    "journal_line": "journal",
    "job": "jobs",
    "job_cancel": "jobs",
    "job_run_again": "jobs",
    "job_schedule": "jobs",
    "job_start": "jobs",
    "desk_changes": "desk",
    "self_check_of": "self_check",
    "self_check_answer": "self_check",
    "self_check_tasks": "self_check",
    "grace": "law",
    "product": "products",
    "product_end": "products",
    "valuation": "valuations",
    "valuation_new": "valuations",
    "lending_loans": "lending",
    "portfolio_exposure": "portfolio",
    "portfolio_loans": "portfolio",
    "portfolio_rights": "portfolio",
    "portfolio_concerns": "portfolio",
    "portfolio_waive": "portfolio",
    "portfolio_stress": "portfolio",
    "portfolio_vintages": "portfolio",
    "financing_region_loans": "financing_region",
    "task": "tasks",
    "task_close": "tasks",
    "task_reopen": "tasks",
    "docket_papers": "docket",
    "pledge_check_right": "pledge_check",
    "pledge_ties": "pledge_check",
    "docket_right": "docket",
    "provision": "law",
    "law_calendar": "law",
    "deadline": "law",
}
_PLAIN = {"login", "account", "account_second", "reset"} | {name for name, _ in SECTIONS}


def installation(request: HttpRequest) -> dict[str, object]:
    """The template variable ``installation``; made when a template asks for it."""
    return {"installation": SimpleLazyObject(lambda: _made(request))}


def _made(request: HttpRequest) -> Installation:
    settings = current()
    held = corpus()
    place = region(settings.region)
    person = getattr(request, "user", None)
    return Installation(
        lang=lang(),
        region=place.name_zh if lang() == "zh" else place.name_en,
        version=ipharbor.__version__,
        vintage=held.vintage,
        newest=overview.newest_day(held) if isinstance(person, Person) else None,
        invented=overview.invented(held.manifest),
        partly_invented=overview.partly_invented(held.manifest),
        demo=(settings.home / "DEMO").exists(),
        groups=_groups(request, person) if isinstance(person, Person) else (),
        path=_path(request),
        theme=chosen_theme(request),
    )


def _path(request: HttpRequest) -> str:
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    name = _page(request)
    return reverse(name if name in _PLAIN else "home")


def _page(request: HttpRequest) -> str:
    name = request.resolver_match.url_name if request.resolver_match else None
    return _WITHIN.get(name or "", name or "")


def _groups(request: HttpRequest, person: Person) -> tuple[Group, ...]:
    open_to = {section.name: section for section in _sections(request, person)}
    held = {
        group: tuple(open_to[name] for name in names if name in open_to)
        for group, names in GROUPS.items()
        if any(name in open_to for name in names)
    }
    folded = _menu.folded(
        {
            group: (
                said(group, "group"),
                [(said(one.name, "section"), one.name in _WAITING) for one in sections],
            )
            for group, sections in held.items()
        }
    )
    return tuple(Group(name, sections, name in folded) for name, sections in held.items())


def _sections(request: HttpRequest, person: Person) -> tuple[Section, ...]:
    caller = permits.of(person)
    here = _page(request)
    unread = bulletins.unread(person)
    waiting = dict(zip(_WAITING, (unread.warnings, unread.bulletins), strict=True))
    with permits.listening():  # the frame asks for itself, not for the view it stands around
        return tuple(
            Section(section, section == here, waiting.get(section, 0))
            for section, action in SECTIONS
            if permits.ever(caller, action)
        )

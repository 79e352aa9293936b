"""Whose law the page shows: the country's, the installation's region's, or another's."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from ipharbor.queries import law as queries
from ipharbor.settings import current
from ipharbor.statutes.book import Book, regional, regions
from ipharbor.vocabulary.places import region
from ipharbor.web.language import lang


@dataclass(frozen=True)
class Viewed:
    """The region whose law is shown; ``home`` where it is the installation's own.

    ``stated`` is what stands in the address, empty for the installation's own.
    """

    stated: str
    code: str
    name: str
    home: bool

    def book(self) -> Book:
        """The law of the region."""
        return queries.book(self.code, home=home_code())


def home_code() -> str:
    """The administrative code of the installation's region."""
    return region(current().region).code


def viewed(request: HttpRequest) -> Viewed:
    """The region stated in the address. Raises HarborError ``statutes.region.unknown``."""
    stated = request.GET.get("region", "").strip()
    code = queries.region_code(stated) if stated else home_code()
    home = code == home_code()
    return Viewed("" if home else stated, code, dict(choices()).get(stated, code), home)


def choices() -> list[tuple[str, str]]:
    """The regions to choose from: what stands in the address, and the name."""
    home, chinese = region(current().region), lang() == "zh"
    own = home.name_zh if chinese else home.name_en
    others = [
        (one.code, one.zh if chinese else one.en) for one in regions() if one.code != home.code
    ]
    return [("", _("%(place)s (this installation)") % {"place": own}),
            (queries.NATIONAL, _("the country alone")), *others]  # fmt: skip


def region_name(code: str) -> str:
    """The name of the region an overlay comes from; the code for a strange one."""
    named = {one.code: one.zh if lang() == "zh" else one.en for one in regions()}
    return named.get(code, code)


def layers(code: str) -> list[str]:
    """The names of the overlays that lie over the law of the country in region ``code``."""
    return [one.zh if lang() == "zh" else one.en for one in regional(code)]

"""What a letter tells beside a warning: how right such ones were, and who can help."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Count

from ipharbor.records.candidates import Odds
from ipharbor.records.models import IssuedWarning, Organisation, Person
from ipharbor.records.playbooks import standing
from ipharbor.vocabulary.messages import message
from ipharbor.warning.holding import calibrated
from ipharbor.warning.playbooks import Playbook, fitting
from ipharbor.warning.track_record import FEW, TrackRecord, record

_PROPOSED = 2  # playbooks named in a letter beside each warning
_SEE_ALL = ("operator", "administrator", "office", "station")


@dataclass
class Standing:
    """Asked once for all letters of a round. ``odds`` are verdicts by points of probability."""

    odds: Odds
    _by_kind: dict[str, TrackRecord] = field(default_factory=dict)

    def sure(self, warning: IssuedWarning, lang: str) -> tuple[str, ...]:
        """The calibrated probability, and how often warnings of such watches were right."""
        points = int(warning.evidence.get("grade", {}).get("probability", 0))
        useful, judged = self.odds.get(points, (0, 0))
        said: dict[str, object] = {"points": points, "judged": judged}
        if judged:
            said |= {"chance": f"{calibrated(points, useful, judged):.0%}"}
        lines = [message("letter.chance" if judged else "letter.unjudged", lang, said).what]
        kept = self._of_kind(warning.watch.kind)
        worth = kept.worth
        if worth is None:
            lines.append(message("letter.too_few", lang, {"judged": kept.judged, "few": FEW}).what)
        else:
            told = {"judged": kept.judged, "useful": kept.useful, "share": f"{worth.share:.0%}",
                    "low": f"{worth.low:.0%}", "high": f"{worth.high:.0%}"}  # fmt: skip
            lines.append(message("letter.record", lang, told).what)
        return tuple(lines)

    def playbooks(self, warning: IssuedWarning, lang: str) -> tuple[tuple[str, str], ...]:
        """The playbooks that fit the warning best: title and first step of each."""
        codes = [seen["code"] for seen in warning.evidence.get("signals", ())]
        role = warning.person.role
        found = fitting(codes, self._playbooks, desk="" if role in _SEE_ALL else role)
        return tuple(
            (one.title.said(lang), one.steps[0].text.said(lang))
            for one in found[:_PROPOSED]
            if one.steps
        )

    @cached_property
    def _playbooks(self) -> tuple[Playbook, ...]:
        return standing()

    def help(self, person: Person, lang: str) -> tuple[str, ...]:
        """The station of the town of the person's firm, and the district's office."""
        bodies = Organisation.objects.filter(closed_at=None).order_by("pk")
        town = person.firm.town if person.firm else ""
        station = bodies.filter(kind="town_station", town=town).first() if town else None
        office = bodies.filter(kind="district_office").first()
        told = []
        if station is not None:
            told.append(message("letter.station", lang, {"name": station.name}).what)
        if office is not None and office.pk != person.organisation_id:
            told.append(message("letter.office", lang, {"name": office.name}).what)
        return (*told, message("letter.agency", lang, {}).what)

    def _of_kind(self, kind: str) -> TrackRecord:
        if kind not in self._by_kind:
            counted = (
                IssuedWarning.objects.filter(watch__kind=kind)
                .order_by()
                .values_list("decision", "verdict")
                .annotate(n=Count("pk"))
            )
            self._by_kind[kind] = record({(said, told): n for said, told, n in counted})
        return self._by_kind[kind]

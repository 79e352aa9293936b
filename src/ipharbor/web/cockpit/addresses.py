"""Where the figures of a cockpit lead: each to the list of what it counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from ipharbor.analysis.region.cuts import Cut
from ipharbor.analysis.region.figures import Figure, Row, Table

STATIONS = ("trainings", "matters", "never_served", "agencies")
"""What figures of stations and agencies open."""


@dataclass(frozen=True)
class Ways:
    """The addresses of lists that stay in the frame of a page (``stated``)."""

    stated: Mapping[str, str]

    def rights(self, cut: Cut, **more: str) -> str:
        """The list of the rights of a cut."""
        return _address("cockpit_rights", {**cut.parameters(), **more, **self.stated})

    def figure(self, figure: Figure) -> str:
        """The list behind a figure; empty where there is none."""
        if figure.cut is not None:
            return self.rights(figure.cut)
        if figure.opens.startswith("acts:"):
            days = {"first": figure.first, "last": figure.last}
            told = {name: day.isoformat() for name, day in days.items() if day}
            family = figure.opens.removeprefix("acts:")
            return _address("cockpit_acts", {"family": family, **told, **self.stated})
        if figure.opens == "cases":
            closed = {"first": f"{figure.first}", "last": f"{figure.last}"}
            return _address("cockpit_cases", {**closed, **self.stated})
        if figure.opens in STATIONS:
            return self.station(figure)
        if figure.opens == "holders":
            return _address("cockpit_holders", dict(self.stated))
        return ""

    def station(self, figure: Figure) -> str:
        """The list of stations or agencies behind a figure."""
        town, days = figure.frame.town, {"first": f"{figure.first}", "last": f"{figure.last}"}
        match figure.opens:
            case "trainings":
                return _address("station_trainings", {"town": town, **days})
            case "matters":
                closed = {f"closed_{name}": day for name, day in days.items()}
                return _address("station_matters", {"town": town, "state": "closed", **closed})
            case "never_served":
                on = {"on": figure.frame.on.isoformat()} if self.stated.get("known") else {}
                return _address("station_firms", {"town": town, "served": "never", **on})
            case _:
                return _address("agencies", {"listed": "yes"})

    def cell(self, table: Table, row: Row, column: str) -> str:
        """The list behind one number of a table; empty where there is none."""
        cut = table.cuts.get(column)
        if cut is None or not row.code:
            return ""
        return self.rights(cut, **{table.by: row.code})

    def town(self, code: str) -> str:
        """The cockpit of one town."""
        return _address("cockpit", {**self.stated, "town": code})

    def page(self, name: str, args: tuple[str, ...] = (), **more: str) -> str:
        """Another page of the cockpit in the same frame."""
        return _address(name, {**self.stated, **more}, args)


def _address(page: str, params: Mapping[str, str], args: tuple[str, ...] = ()) -> str:
    query = urlencode({name: value for name, value in params.items() if value})
    path = reverse(page, args=args)
    return f"{path}?{query}" if query else path

"""How a reader wants to be warned: how soon, at which hours, how often at most."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from ipharbor.warning.grading import GRADES

PACES = ("at_once", "daily", "weekly", "monthly")
DIGEST_HOUR = 8  # of the day on which a daily, weekly or monthly mail goes; ours
MOST = 50  # the largest budget one can set: more is no bound

AT_ONCE: Mapping[str, str] = dict.fromkeys(GRADES, "at_once")


@dataclass(frozen=True)
class Wishes:
    """A reader's wishes. Without any, each warning is mailed as soon as its round has ended.

    ``paces`` tells by colour how soon it is mailed. ``budget`` is how many warnings a week are
    raised at most, 0 for no bound. ``least`` is the expected value (probability from 0 to 1 ×
    impact from 0 to 5) below which none is raised. Mails rest from ``quiet_from`` to
    ``quiet_until`` o'clock, never where they are the same, and with ``quiet_days`` on days that
    are no working days. ``lang`` is empty for the language of the pages.
    """

    paces: Mapping[str, str] = field(default_factory=lambda: AT_ONCE)
    budget: int = 0
    least: float = 0.0
    quiet_from: int = 0
    quiet_until: int = 0
    quiet_days: bool = False
    lang: str = ""


Works = Callable[[date], bool]


def due(pace: str, made: datetime) -> datetime:
    """When a warning made then would be mailed at that pace, were there no quiet hours: at
    once, or at eight of the next day, the next Monday, the first of the next month."""
    if pace == "at_once":
        return made
    day = made.date()
    following = {
        "daily": day + timedelta(days=1),
        "weekly": day + timedelta(days=7 - day.weekday()),
        "monthly": (day.replace(day=1) + timedelta(days=32)).replace(day=1),
    }[pace]
    return datetime.combine(following, time(DIGEST_HOUR), tzinfo=made.tzinfo)


def may_go(wishes: Wishes, colour: str, moment: datetime, works: Works) -> bool:
    """Whether a mail about a warning of that colour may go at ``moment``, as clocks of its zone
    show it. Red does not wait for a working day; quiet hours hold for red too."""
    if _quiet_hour(wishes, moment.hour):
        return False
    return not wishes.quiet_days or colour == "red" or works(moment.date())


def when(wishes: Wishes, colour: str, made: datetime, works: Works, pace: str = "") -> datetime:
    """The first moment at which a mail about a warning made then may go, at the pace of its
    colour or at ``pace``."""
    moment = due(pace or wishes.paces[colour], made)
    if may_go(wishes, colour, moment, works):
        return moment
    moment = moment.replace(minute=0, second=0, microsecond=0)
    for _ in range(24 * 366):
        moment += timedelta(hours=1)
        if may_go(wishes, colour, moment, works):
            return moment
    return moment


def _quiet_hour(wishes: Wishes, hour: int) -> bool:
    begins, ends = wishes.quiet_from, wishes.quiet_until
    if begins <= ends:
        return begins <= hour < ends
    return hour >= begins or hour < ends

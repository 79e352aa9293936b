"""What an outlook says, in sentences of either language."""

from __future__ import annotations

from ipharbor.analysis.outlook import SEASON, ForecastQuarter, GrowthPhase, Outlook
from ipharbor.forecasting.ensemble import SEASONS_BEFORE, SEASONS_TRIED
from ipharbor.forecasting.growth import LEAST_COUNT, LEAST_YEARS
from ipharbor.vocabulary.messages import message


def verdict_told(seen: Outlook, lang: str) -> str:
    """Whether anything is called a forecast, and why."""
    errors = {one.name: one.error for one in seen.naive}
    return _say(
        f"outlook.{seen.verdict}", lang,
        trials=seen.skill.trials, ours=_one(seen.skill.error), naive=_one(errors.get("naive")),
        seasonal=_one(errors.get("seasonal_naive")), least=SEASONS_TRIED * SEASON,
        years=SEASONS_BEFORE,
    )  # fmt: skip


def record_told(seen: Outlook, lang: str) -> tuple[str, ...]:
    """How the ranges held, where the source lacks something, and how the newest quarter lay."""
    found = []
    if seen.came:
        newest = seen.came[-1]
        wide = newest.forecast.ranges[-1]
        found.append(
            _say(
                f"outlook.{newest.outside or 'inside'}", lang, quarter=quarter(newest.forecast),
                count=f"{newest.count:,}", low=f"{wide.low:,}", high=f"{wide.high:,}",
            )
        )  # fmt: skip
    narrow, wider = seen.skill.held[0], seen.skill.held[-1]
    if narrow is not None and wider is not None:
        found.append(_say("outlook.held", lang, narrow=f"{narrow:.0%}", wide=f"{wider:.0%}"))
    if seen.lacking:
        found.append(_say("outlook.lacking", lang, quarters=len(seen.lacking)))
    return tuple(found)


def growth_told(way: GrowthPhase, lang: str) -> str:
    """The phase, or why there is none."""
    reached = [one.reached for one in way.curves]
    code = f"growth.untold.{way.why}" if way.why else f"growth.{way.phase}"
    return _say(
        code, lang, years=LEAST_YEARS, documents=LEAST_COUNT,
        least=f"{100 * min(reached, default=0):.0f}", most=f"{100 * max(reached, default=0):.0f}",
    )  # fmt: skip


def curves_told(way: GrowthPhase, lang: str) -> tuple[str, ...]:
    """The growth at a steady rate, and each curve."""
    found = []
    if way.rate is not None and way.rate_low is not None and way.rate_high is not None:
        found.append(
            _say(
                "growth.rate", lang, first=way.first_year, last=way.last_year,
                rate=f"{100 * way.rate:.0f}", low=f"{100 * way.rate_low:.0f}",
                high=f"{100 * way.rate_high:.0f}",
            )
        )  # fmt: skip
    for one in way.curves:
        name = _say(f"growth.curve.{one.name}", lang)
        if one.saturation is None or one.high is None:
            found.append(_say("growth.open", lang, curve=name))
            continue
        found.append(
            _say(
                "growth.saturation", lang, curve=name, saturation=f"{one.saturation:,}",
                low=f"{one.low:,}", high=f"{one.high:,}", reached=f"{100 * one.reached:.0f}",
                peak=one.peak,
            )
        )  # fmt: skip
    return tuple(found)


def quarter(one: ForecastQuarter) -> str:
    """A quarter as it is written in both languages: 2026 Q3."""
    return f"{one.year} Q{one.quarter}"


def _say(code: str, lang: str, **params: object) -> str:
    return message(code, lang, params).what


def _one(number: float | None) -> str:
    return "–" if number is None else f"{number:,.1f}"

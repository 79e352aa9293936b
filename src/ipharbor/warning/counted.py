"""Points of the signals that are counted over the whole region, by signal and reason.

They are our own: no standard weighs them. ``chance`` in a method decides whether there is a signal
at all; these say how sure it is and how much hangs on it.
"""

from __future__ import annotations

from collections.abc import Mapping

from ipharbor.warning.grading import Points

COUNTED: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "signal.emerging": {
        "grade.beyond_chance": (1, 0),
        "grade.new_words": (2, 0),
        "grade.new_vocabulary": (2, 0),
        "grade.taken_up": (0, 2),
        "grade.many_applicants": (0, 1),
    },
    "signal.entrant": {
        "grade.agreeing_documents": (1, 0),
        "grade.first_documents": (2, 0),
        "grade.one_after_another": (2, 0),
        "grade.line_of_work": (0, 2),
        "grade.long_line_of_work": (0, 1),
    },
    "signal.inventor_moved": {
        "grade.same_groups": (1, 0),
        "grade.led_work": (0, 2),
        "grade.rare_name": (2, 0),
        "grade.same_thing": (2, 0),
        "grade.often_named": (0, 1),
    },
    "signal.abnormal_filings": {
        "grade.many_within_weeks": (0, 3),
        "grade.same_inventors": (1, 0),
        "grade.same_house": (1, 0),
        "grade.same_agency": (1, 0),
        "grade.near_identical": (1, 0),
        "grade.founded_together": (1, 0),
    },
    "signal.surge": {
        "grade.surge": (1, 1),
        "grade.beyond_chance": (3, 0),
        "grade.three_times": (0, 1),
        "grade.from_outside": (0, 1),
    },
    "signal.citation_surge": {
        "grade.beyond_chance": (4, 0),
        "grade.own_right": (0, 1),
        "grade.cited_by_others": (0, 1),
    },
    "signal.share_shift": {
        "grade.beyond_chance": (4, 0),
        "grade.share": (0, 1),
        "grade.concentrated": (0, 1),
        "grade.region_concerned": (0, 1),
    },
    "signal.convergence": {
        "grade.beyond_chance": (4, 0),
        "grade.joined": (0, 1),
        "grade.many_applicants": (0, 1),
    },
    "signal.forecast_exceeded": {
        "grade.two_quarters": (2, 0),
        "grade.surge": (0, 2),
        "grade.twice_the_forecast": (1, 0),
    },
}
"""Points of probability and impact. The surge of a field has those of an applicant's."""


def counted(signal: str, **reasons: bool) -> tuple[Points, ...]:
    """The points of ``signal`` in the order of its table. ``reasons`` says of those that do not
    always hold whether they do; all others hold. Raises ValueError for a reason it has not."""
    table = COUNTED[signal]
    if unknown := {f"grade.{name}" for name in reasons} - table.keys():
        raise ValueError(f"{signal} has no {sorted(unknown)}")
    return tuple(
        Points(side, points, reason)
        for reason, both in table.items()
        if reasons.get(reason.removeprefix("grade."), True)
        for side, points in zip(("probability", "impact"), both, strict=True)
        if points
    )

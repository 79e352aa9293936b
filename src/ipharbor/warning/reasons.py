"""Every point that a reason of a grade gives, in tables by what is seen, and no point elsewhere.

A grade is probability times impact (risk registers do so; IEC 31010 calls it a consequence and
likelihood matrix). Which points a reason gives is our own: no standard weighs them and none was
fitted. The tables on comparisons of texts and on counts were set by hand while seeds 7, 21 and
22 of the invented region were looked at, and judged on seeds that had not been
(``experiments/warnings``); the others follow what practice calls grave. Verdicts of readers move
the probability that is shown (``warning.holding``), not these tables.

Each entry is (points of probability, points of impact).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Table = Mapping[str, tuple[int, int]]

DOCUMENTS: Table = {
    "grade.watched": (1, 1),  # somebody thought it worth a watch
    "grade.own_field": (2, 1),  # it stands where the reader's own rights do
    "grade.movement": (1, 0),  # a new field or a newcomer: a change, not more of the same
    "grade.surge": (1, 1),
    "grade.granted": (0, 1),  # a right that can be enforced, not an application
    "grade.many": (0, 1),
}
"""New documents of a watch. Source: ours."""

COMPARED: Table = {
    "grade.coverage_literal": (5, 0),  # a claim covers what has all its features
    "grade.coverage_equivalents": (4, 0),  # equivalents are infringement too, but disputed
    "grade.coverage_one_unclear": (3, 0),  # a person has to read it
    "grade.coverage_two_unclear": (2, 0),
    "grade.coverage_none": (0, 0),  # one feature missing: no infringement
    "grade.own_words": (1, 0),  # the same said otherwise is no stock wording
    "grade.prior_art": (-1, 0),  # the claim may not be new
    "grade.own_prior_art": (-2, 0),  # and who told it first is the firm
    "grade.prior_use": (-1, 0),  # the right of prior use
    "grade.by_abstract": (-1, 0),  # an abstract is no claim
    "grade.connected": (-4, 0),  # nobody takes from oneself
    "grade.one_house": (-4, 0),
    "grade.new_in_one_house": (-4, 0),
    "grade.respondent_before": (1, 0),
    "grade.owner_litigious": (1, 0),
    "grade.own_right": (0, 1),
    "grade.in_force": (0, 1),
    "grade.export_market": (0, 1),
    "grade.years_many": (0, 2),  # long enough to harm, or to be worth a suit
    "grade.years_few": (0, 1),
    "grade.granted": (0, 1),
    "grade.product_field": (0, 1),
    "grade.sales_large": (0, 2),
    "grade.sales_some": (0, 1),
    "grade.same_motifs": (3, 0),
    "grade.rare_motifs": (1, 0),
    "grade.several_designs": (1, 0),
    "grade.long_line": (0, 1),
}
"""Texts and designs that are compared. The inputs are those that freedom-to-operate practice names:
how a claim is covered, how long the right lasts, whether its owner sues, market and sales."""

STEPPED: Mapping[str, tuple[tuple[float, int], ...]] = {
    "grade.stock_wording": ((3, -4), (1, -2)),  # documents of others that have all of it
    "grade.stock_field": ((0.2, -4), (0.05, -2)),  # share of claims that others have all of
}
"""Points of probability by the least value from which they hold, the largest first: what others
have as well says little. Set on seeds 7 and 21, where stock wording made most false alarms."""

COUNTED: Mapping[str, Table] = {
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

REGISTER: Table = {
    "grade.unpaid": (3, 1),
    "grade.last_month": (1, 0),
    "grade.too_late": (2, 0),
    "grade.pledged": (0, 3),
    "grade.invention": (0, 1),
    "grade.licensed": (0, 1),
    "grade.product_class": (0, 1),
    "grade.cited": (0, 1),
    "grade.term_short": (4, 1),
    "grade.expires": (4, 1),
    "grade.expires_soon": (1, 0),
    "grade.may_lapse": (3, 1),
    "grade.may_lapse_soon": (1, 0),
    "grade.field_opens": (3, 1),
    "grade.many_expire": (0, 1),
    "grade.transferred": (4, 1),
    "grade.renamed": (3, 1),
    "grade.no_consent": (0, 1),
    "grade.standard_named": (2, 1),
    "grade.standard_listed": (1, 0),
    "grade.litigious": (3, 1),
    "grade.complains_often": (1, 0),
    "grade.makes_nothing": (0, 2),
    "grade.works_on_same": (1, 1),
    "grade.invalidated": (5, 3),
    "grade.partly_invalidated": (5, 2),
    "grade.invalidation_open": (4, 2),
    "grade.preserved": (4, 2),
    "grade.suspended": (4, 2),
    "grade.preservation_open": (3, 2),
    "grade.lapsed_fee": (4, 1),
    "grade.ended_untold": (4, 1),
    "grade.application_lost": (4, 1),
    "grade.surrendered": (3, 1),
    "grade.case.infringement": (4, 3),
    "grade.case.counterfeit": (4, 3),
    "grade.case.trade_fair": (4, 2),
    "grade.case.mediation": (3, 2),
    "grade.case.transfer": (4, 4),
    "grade.over_ceiling": (4, 3),
    "grade.value_lost": (0, 1),
    "grade.pledged_again": (4, 3),
    "grade.not_cured": (5, 3),
    "grade.guaranteed_concern": (3, 2),
    "grade.past_due": (4, 3),
    "grade.past_due.substandard": (1, 1),
    "grade.past_due.doubtful": (1, 2),
    "grade.past_due.loss": (1, 2),
    "grade.law_in_force": (5, 1),
    "grade.corrected": (4, 1),
    "grade.fees_change": (0, 1),
}
"""Points of probability and impact by reason, of what the register and the law tell. Our own:
no standard weighs them."""


@dataclass(frozen=True)
class Points:
    """Points given for one stated reason; ``side`` is probability or impact."""

    side: str
    points: int
    reason: str


def given(table: Table, *reasons: str) -> tuple[Points, ...]:
    """The points of each of ``reasons`` in their order. A side without points is left out; a
    reason that gives none at all stands with none for the probability."""
    return tuple(one for reason in reasons for one in _both(reason, *table[reason]))


def stepped(reason: str, value: float) -> Points | None:
    """The points that ``reason`` of ``STEPPED`` gives at ``value``, None below its last step."""
    least = (points for floor, points in STEPPED[reason] if value >= floor)
    return next((Points("probability", points, reason) for points in least), None)


def _both(reason: str, probability: int, impact: int) -> tuple[Points, ...]:
    if not probability and not impact:
        return (Points("probability", 0, reason),)
    sides = (("probability", probability), ("impact", impact))
    return tuple(Points(side, points, reason) for side, points in sides if points)

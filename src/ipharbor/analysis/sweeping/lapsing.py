"""The sweep for key rights that are more likely over than in force in some years."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from ipharbor.analysis.sweeping.known import Known, Span
from ipharbor.analysis.sweeping.weighing import Weighing
from ipharbor.forecasting.survival_chances import endangered
from ipharbor.forecasting.survival_reasons import written
from ipharbor.register.moves import IN_FORCE
from ipharbor.warning.incident import Incident
from ipharbor.warning.terms import LAPSE_AHEAD, LAPSE_BELOW, Likely, key_right_may_lapse

_IN_FORCE = pa.array([str(state) for state in IN_FORCE])


def key_rights_at_risk(known: Known, span: Span) -> Iterator[Incident]:
    """Rights in force on which others or sales rest and which the kept model gives little chance.

    Told on the day as of which the model was learnt, for the nearest of ``LAPSE_AHEAD`` at which
    even the upper bound of the chance lies below ``LAPSE_BELOW``. Nothing without a model, where
    looking back did not find it better than Kaplan and Meier's estimate, and of terms that end.
    """
    chances = known.chances
    made = pc.max(chances.column("on")).as_py() if chances is not None else None
    if chances is None or made is None or not span.since < made <= span.on:
        return
    found = _nearest(chances)
    rows = pc.index_in(found.column("key"), known.docket.rights.column("key").combine_chunks())
    found = found.append_column("row", rows).filter(pc.is_valid(rows))
    stood = known.docket.standings(span.on).column("state").cast(pa.string())
    alive = pc.is_in(stood.take(found.column("row")), value_set=_IN_FORCE)
    told = found.filter(alive).to_pylist()
    subjects = Weighing(known, span.on).subjects([one["row"] for one in told])
    for one in told:
        subject = subjects[one["row"]]
        if subject.weight.key and (subject.firms or subject.lenders):
            likely = Likely(
                one["horizon"], one["until"], one["chance"], one["low"], one["high"],
                written(one["reasons"]),
            )  # fmt: skip
            yield key_right_may_lapse(subject, likely, made)


def _nearest(chances: pa.Table) -> pa.Table:
    """What is endangered, each right once: by the nearest horizon, then by key."""
    some = [endangered(chances, horizon=years, below=LAPSE_BELOW) for years in LAPSE_AHEAD]
    found = pa.concat_tables(some)
    found = found.filter(pc.equal(found.column("why"), "may_lapse"))
    found = found.sort_by([("horizon", "ascending"), ("key", "ascending")])
    _keys, first = np.unique(found.column("key").to_numpy(), return_index=True)
    return found.take(pa.array(np.sort(first)))

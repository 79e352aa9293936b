"""A forest of curves: the chance that a right lasts beyond each year, from what is known of it.

Each tree parts rights so that the curves within its leaves are alike, which is the integrated
Brier score itself; a censored life stands in by its pseudo-values (U. B. Mogensen and T. A.
Gerds, *A random forest approach for competing risks based on pseudo-values*, Statistics in
Medicine 32 (2013) 3102-3114). Trees are grown by scikit-learn (L. Breiman, Machine Learning 45
(2001) 5-32) and kept as plain columns: a model is data, not a program, and safe to read.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from ipharbor.forecasting.counts import Floats, Ints
from ipharbor.forecasting.survival import Lives, pseudo_values
from ipharbor.vocabulary.errors import HarborError

LEAF = -1


@dataclass(frozen=True)
class Growth:
    """How a forest is grown: ours, chosen on the folds of seed 0 of `experiments/survival`."""

    trees: int = 200
    least_in_leaf: int = 8
    share_of_columns: float = 0.1
    most_lives: int = 20_000
    seed: int = 1


@dataclass(frozen=True)
class Forest:
    """The trees, their nodes one after another: ``roots`` is each tree's first.

    At a node a right goes to ``left`` where its value in ``column`` is at most ``threshold``, else
    to ``right``; ``left`` is -1 at a leaf. ``curve`` (nodes, years) is the share beyond each of
    ``years`` among the lives of the node.
    """

    years: Floats
    roots: Ints
    column: Ints
    threshold: Floats
    left: Ints
    right: Ints
    curve: npt.NDArray[np.float32]

    def beyond(self, table: Floats, years: Floats) -> Floats:
        """The chance to last beyond each of ``years``, (rights, years), never rising.

        Straight lines between the years that were learnt, 1 at 0, the last value afterwards.
        """
        made = np.zeros((len(table), len(self.years)))
        for root in self.roots.tolist():
            made += self.curve[self._leaves(table, root)]
        share = np.minimum.accumulate(np.clip(made / len(self.roots), 0.0, 1.0), axis=1)
        return _between(self.years, share, years)

    def reasons(self, table: Floats, years: Floats) -> Floats:
        """By how much each column moves the chance of each right to last beyond its own of
        ``years``, (rights, columns); their sum and the forest's mean give the chance.

        What a step from a node to the next changes is laid to the column it asks of (A. Saabas,
        *Interpreting random forests*, 2014).
        """
        at = np.clip(np.searchsorted(self.years, years), 0, len(self.years) - 1)
        made = np.zeros((len(table), table.shape[1]))
        for root in self.roots.tolist():
            node = np.full(len(table), root)
            rows = np.flatnonzero(self.left[node] != LEAF)
            while len(rows):
                here = node[rows]
                there = self._next(table, rows, here)
                moved = self.curve[there, at[rows]] - self.curve[here, at[rows]]
                np.add.at(made, (rows, self.column[here]), moved)
                node[rows] = there
                rows = rows[self.left[there] != LEAF]
        return made / len(self.roots)

    def _leaves(self, table: Floats, root: int) -> Ints:
        node = np.full(len(table), root)
        rows = np.flatnonzero(self.left[node] != LEAF)
        while len(rows):
            node[rows] = self._next(table, rows, node[rows])
            rows = rows[self.left[node[rows]] != LEAF]
        return node

    def _next(self, table: Floats, rows: Ints, here: Ints) -> Ints:
        goes_left = table[rows, self.column[here]] <= self.threshold[here]
        return np.where(goes_left, self.left[here], self.right[here])


def grow(table: Floats, lives: Lives, years: Floats, growth: Growth | None = None) -> Forest:
    """A forest that tells the chance to last beyond each of ``years`` from rows of ``table``.

    Of more than ``growth.most_lives`` lives each tree sees so many. The same seed gives the same
    forest. Raises ``survival.shape`` where table and lives do not fit each other.
    """
    from sklearn.ensemble import RandomForestRegressor

    told = growth or Growth()
    if len(table) != len(lives) or len(lives) < 2 * told.least_in_leaf:
        raise HarborError("survival.shape")
    exact = table.astype(np.float32)
    worth = pseudo_values(lives, years)
    mean = worth.mean(axis=0)
    model = RandomForestRegressor(
        n_estimators=told.trees,
        min_samples_leaf=told.least_in_leaf,
        max_features=told.share_of_columns,
        max_samples=told.most_lives if len(lives) > told.most_lives else None,
        random_state=told.seed,
    ).fit(exact, worth - mean)
    trees = [one.tree_ for one in model.estimators_]
    sizes = np.array([one.node_count for one in trees])
    roots = np.cumsum(sizes) - sizes
    shift = np.repeat(roots, sizes)
    left = np.concatenate([one.children_left for one in trees]).astype(np.int64)
    right = np.concatenate([one.children_right for one in trees]).astype(np.int64)
    inner = left != LEAF
    value = np.concatenate([one.value.reshape(one.node_count, -1) for one in trees])
    return Forest(
        years=years,
        roots=roots.astype(np.int64),
        column=np.where(inner, np.concatenate([one.feature for one in trees]), 0).astype(np.int64),
        threshold=np.concatenate([one.threshold for one in trees]).astype(np.float64),
        left=np.where(inner, left + shift, LEAF),
        right=np.where(inner, right + shift, LEAF),
        curve=(value + mean).astype(np.float32),
    )


def _between(at: Floats, share: Floats, asked: Floats) -> Floats:
    """``share`` (rights, at) by straight lines at each of ``asked``."""
    known = np.concatenate([[0.0], at])
    whole = np.concatenate([np.ones((len(share), 1)), share], axis=1)
    place = np.clip(np.searchsorted(known, asked, side="right") - 1, 0, len(known) - 2)
    part = np.clip((asked - known[place]) / (known[place + 1] - known[place]), 0.0, 1.0)
    return np.asarray(whole[:, place] * (1 - part) + whole[:, place + 1] * part)

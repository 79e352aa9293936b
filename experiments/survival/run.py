"""How good the forecast of rights' lives is, on the real lives of `cn-survival` by 5-fold.

    python experiments/survival/run.py [--peers] [--seeds 0 1 2] [--out result.json]

Prints and writes the figures of the README. ``--peers`` also fits Cox's model and a random
survival forest by scikit-survival, which is compared with and no part of the product (GPL); run
it in an environment of its own. The records lie in the folder that ``IPHARBOR_SHARED_DATA``
names; where they are absent nothing is done, with a message.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from ipharbor.forecasting import survival_forest, survival_hazard
from ipharbor.forecasting.survival import Lives, kaplan_meier
from ipharbor.forecasting.survival_coding import Known, learn
from ipharbor.forecasting.survival_measures import (
    calibration,
    calibration_error,
    concordance,
    concordance_ipcw,
    integrated_brier,
)

LAST_DAY = date(2017, 8, 25)
FOLDS = 5
GRID = np.arange(0.25, 13.01, 0.25)  # years since grant that the forest learns
HORIZONS = (3, 5, 8)
NOTICE = 0.3  # of a patent year: terminations are gazetted within it
STEPS = 16
OBVIOUS = ("company", "university", "claims", "inventors", "agency", "chinese", "symbols",
           "applicants")  # fmt: skip
GROUPS = {
    "who applies, from where": ("company", "university", "individual", "chinese", "chinese_company",
                                "chinese_university", "chinese_individual", "foreign_individual",
                                "country", "applicants", "batch"),
    "field": ("subclass", "group", "herbal", "chemistry", "breadth", "symbols"),
    "claims and inventors": ("claims", "paid_claims", "inventors"),
    "agency": ("agency", "agents"),
    "way to the office": ("priority", "priorities", "pct", "divisional"),
    "course of examination": ("pendency", "to_examination", "to_publication", "examined"),
}  # fmt: skip

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Real:
    """Granted inventions: lives from grant to the gazette's day of termination, and what was
    known of each on its day of grant. ``pendency`` is the age in years at grant."""

    lives: Lives
    known: Known
    pendency: Floats


@dataclass(frozen=True)
class Fold:
    """What is learnt from and what is tried; ``years`` are the evaluation times."""

    train: Ints
    test: Ints
    years: Floats


Method = Callable[[Real, Fold], tuple[Floats, Floats | None]]
"""The chance to last beyond the fold's years for its tried lives, and their risk for the order
where it is another than the mean chance."""


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    asked.add_argument("--peers", action="store_true")
    asked.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    asked.add_argument("--out", type=Path)
    options = asked.parse_args()
    shared = Path(os.environ.get("IPHARBOR_SHARED_DATA", "../shared/data"))
    path = shared / "cn-survival" / "inventions_published_2002.csv"
    if not path.exists():
        print(f"no {path}: name its folder by IPHARBOR_SHARED_DATA")
        return 0
    real = read(path)
    methods = dict(METHODS)
    if options.peers:
        methods |= peers()
    told = {
        "rights": len(real.lives),
        "terminated": int(real.lives.ended.sum()),
        "folds": FOLDS,
        "seeds": {str(seed): tried(real, methods, seed) for seed in options.seeds},
        "calibration": calibrated(real, options.seeds[-1]),
        "weight": weighed(real, options.seeds[-1]),
    }
    text = json.dumps(told, indent=1, ensure_ascii=False)
    if options.out:
        options.out.write_text(text + "\n", encoding="utf-8")
    print(printed(told))
    return 0


def folds(real: Real, seed: int) -> Iterator[Fold]:
    """Five folds; evaluated from the 5th to the 95th percentile of the times of termination."""
    order = np.random.RandomState(seed).permutation(len(real.lives))
    for test in np.array_split(order, FOLDS):
        train = np.setdiff1d(np.arange(len(real.lives)), test)
        lives = real.lives.only(train)
        ended = lives.years[lives.ended]
        years = np.unique(np.quantile(ended, np.linspace(0.05, 0.95, 40)))
        yield Fold(train, np.sort(test), years)


def tried(real: Real, methods: dict[str, Method], seed: int) -> dict[str, dict[str, float]]:
    found: dict[str, list[tuple[float, float, float]]] = {name: [] for name in methods}
    for fold in folds(real, seed):
        train, test = real.lives.only(fold.train), real.lives.only(fold.test)
        for name, method in methods.items():
            share, risk = method(real, fold)
            risk = -share.mean(axis=1) if risk is None else risk
            found[name].append(
                (
                    concordance(test, risk),
                    concordance_ipcw(train, test, risk, float(fold.years[-1])),
                    integrated_brier(train, test, share, fold.years),
                )
            )
            print(seed, name, found[name][-1], file=sys.stderr, flush=True)
    told = {}
    for name, some in found.items():
        mean, spread = np.mean(some, axis=0), np.std(some, axis=0)
        told[name] = {
            "c": round(float(mean[0]), 4), "c_spread": round(float(spread[0]), 4),
            "c_ipcw": round(float(mean[1]), 4),
            "ibs": round(float(mean[2]), 4), "ibs_spread": round(float(spread[2]), 4),
        }  # fmt: skip
    ours, forest = found[OURS], found.get("forest, obvious")
    if forest:
        pairs = list(zip(ours, forest, strict=True))
        told[OURS]["folds_c_above_forest"] = sum(mine[0] > theirs[0] for mine, theirs in pairs)
        told[OURS]["folds_ibs_below_forest"] = sum(mine[2] < theirs[2] for mine, theirs in pairs)
    return told


def everybody(real: Real, fold: Fold) -> tuple[Floats, Floats | None]:
    curve = kaplan_meier(real.lives.only(fold.train)).beyond(fold.years)
    return np.tile(curve, (len(fold.test), 1)), None


def tables(real: Real, fold: Fold) -> tuple[Floats, Floats]:
    coding = learn(real.known.only(fold.train))
    return coding.table(real.known.only(fold.train)), coding.table(real.known.only(fold.test))


def by_patent_year(real: Real, fold: Fold) -> tuple[Floats, Floats | None]:
    """The hazard by patent year; within a year by the days on which terminations are gazetted."""
    train, test = tables(real, fold)
    first = np.ceil(real.pendency).astype(np.int64) + 1
    age = real.pendency + real.lives.years
    year = np.floor(age).astype(np.int64)
    last = np.where(real.lives.ended | (age - year > NOTICE), year, year - 1)
    last = np.where(real.lives.ended, np.maximum(last, first), last)
    rows = fold.train
    model = survival_hazard.fit(train, first[rows], last[rows], real.lives.ended[rows])
    share = model.share(test, first[fold.test], STEPS)
    whole = np.concatenate([np.ones((len(test), 1)), share], axis=1)
    noticed = np.sort((age % 1)[rows][real.lives.ended[rows]])
    part = np.r_[0, np.arange(1, len(noticed) + 1) / len(noticed), 1]
    here = real.pendency[fold.test][:, np.newaxis] + fold.years
    step = np.floor(here).astype(np.int64) - first[fold.test][:, np.newaxis]
    place = np.clip(step, 0, STEPS - 1)
    over = np.where(step < 0, 0.0, np.interp(here % 1, np.r_[0, noticed, 1], part))
    before = np.take_along_axis(whole, place, axis=1)
    return before + (np.take_along_axis(whole, place + 1, axis=1) - before) * over, None


def forest_of_curves(real: Real, fold: Fold) -> tuple[Floats, Floats | None]:
    train, test = tables(real, fold)
    grown = survival_forest.grow(train, real.lives.only(fold.train), GRID)
    return grown.beyond(test, fold.years), None


OURS = "forest of curves"
METHODS: dict[str, Method] = {
    "Kaplan-Meier": everybody,
    "hazard by patent year": by_patent_year,
    OURS: forest_of_curves,
}


def peers() -> dict[str, Method]:
    from sksurv.ensemble import RandomSurvivalForest
    from sksurv.linear_model import CoxPHSurvivalAnalysis
    from sksurv.util import Surv

    def fitted(make: Callable[[], object], *, all_columns: bool) -> Method:
        def method(real: Real, fold: Fold) -> tuple[Floats, Floats | None]:
            if all_columns:
                train, test = tables(real, fold)
            else:
                whole = np.column_stack([real.known.numbers[name] for name in OBVIOUS])
                whole = np.where(np.isnan(whole), np.nanmedian(whole, axis=0), whole)
                train, test = whole[fold.train], whole[fold.test]
            centre, scale = train.mean(axis=0), train.std(axis=0) + 1e-9
            lives = real.lives.only(fold.train)
            model = make().fit(  # type: ignore[attr-defined]
                (train - centre) / scale, Surv.from_arrays(lives.ended, lives.years)
            )
            at = (test - centre) / scale
            curves = model.predict_survival_function(at)
            return np.array([one(fold.years) for one in curves]), model.predict(at)

        return method

    def cox() -> object:
        return CoxPHSurvivalAnalysis(alpha=0.1)

    def forest() -> object:
        return RandomSurvivalForest(200, min_samples_leaf=15, random_state=0)

    return {
        "Cox, obvious": fitted(cox, all_columns=False),
        "forest, obvious": fitted(forest, all_columns=False),
        "forest, all": fitted(forest, all_columns=True),
    }


def out_of_fold(real: Real, seed: int, years: Floats) -> tuple[Floats, Floats]:
    """What the forest of curves says of every life when that was not among those learnt from,
    and what Kaplan and Meier say."""
    ours = np.zeros((len(real.lives), len(years)))
    plain = np.zeros_like(ours)
    for fold in folds(real, seed):
        asked = Fold(fold.train, fold.test, years)
        ours[fold.test] = forest_of_curves(real, asked)[0]
        plain[fold.test] = everybody(real, asked)[0]
    return ours, plain


def calibrated(real: Real, seed: int) -> dict[str, object]:
    share, _plain = out_of_fold(real, seed, np.array(HORIZONS, np.float64))
    told: dict[str, object] = {"seed": seed}
    for at, years in enumerate(HORIZONS):
        groups = calibration(real.lives, share[:, at], years)
        told[str(years)] = {
            "groups": [{key: round(value, 3) for key, value in asdict(one).items()}
                       for one in groups],
            "error": round(calibration_error(groups), 4),
            "within_band": sum(one.holds for one in groups),
        }  # fmt: skip
    return told


def weighed(real: Real, seed: int) -> dict[str, float]:
    """By how much the integrated Brier score grows when a group of columns is shuffled among the
    tried lives, mean over the folds."""
    rng = np.random.default_rng(seed)
    told = dict.fromkeys(GROUPS, 0.0)
    for fold in folds(real, seed):
        coding = learn(real.known.only(fold.train))
        test = coding.table(real.known.only(fold.test))
        train, lives = real.lives.only(fold.train), real.lives.only(fold.test)
        grown = survival_forest.grow(coding.table(real.known.only(fold.train)), train, GRID)
        plain = integrated_brier(train, lives, grown.beyond(test, fold.years), fold.years)
        for name, columns in GROUPS.items():
            own = [at for at, one in enumerate(coding.names) if one.partition("=")[0] in columns]
            shuffled = test.copy()
            shuffled[:, own] = test[rng.permutation(len(test))][:, own]
            share = grown.beyond(shuffled, fold.years)
            told[name] += (integrated_brier(train, lives, share, fold.years) - plain) / FOLDS
    return {name: round(value, 4) for name, value in told.items()}


def read(path: Path) -> Real:
    """The granted inventions of the file. Rows whose filing day does not parse are shifted and
    set aside."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if day(row["app_date"])]
    together = batches(rows)
    granted = [at for at, row in enumerate(rows) if day(row["grant"])]
    years, ended, pendency, kept = [], [], [], []
    for at in granted:
        row = rows[at]
        grant, over, filed = day(row["grant"]), day(row["terminate"]), day(row["app_date"])
        assert grant and filed
        lasted = ((over or LAST_DAY) - grant).days / 365.25
        if lasted > 0:
            years.append(lasted)
            ended.append(over is not None)
            pendency.append((grant - filed).days / 365.25)
            kept.append(at)
    told = [facts(rows[at], together[at]) for at in kept]
    numbers = {name: np.array([one[0][name] for one in told], np.float64) for name in told[0][0]}
    labels = {name: [one[1][name] for one in told] for name in told[0][1]}
    known = Known(len(kept), numbers, labels)
    return Real(Lives(np.array(years), np.array(ended)), known, np.array(pendency))


def facts(row: dict[str, str], batch: int) -> tuple[dict[str, float], dict[str, frozenset[str]]]:
    """What was known of a right on its day of grant."""
    filed, grant = day(row["app_date"]), day(row["grant"])
    assert filed and grant
    examined, published = day(row["substantive_review_c"]), day(row["pub_date_c"])
    chinese, company = number(row["Chinese"]), min(number(row["type1_company"]), 1.0)
    individual, university = number(row["type3_individual"]), number(row["type2_university"])
    symbols = [one for one in row["IPC"].split(";") if one]
    priorities = 0 if row["priority"] == "NA" else row["priority"].count(";") + 1
    numbers = {
        "claims": np.log1p(number(row["total_claims"])),
        "inventors": np.log(max(number(row["total_inventers"]), 1)),
        "applicants": np.log(max(number(row["total_applicant"]), 1)),
        "symbols": np.log(max(number(row["IPCcount"]), 1)),
        "company": company, "university": university, "individual": individual,
        "chinese": chinese, "chinese_company": company * chinese,
        "chinese_university": university * chinese, "chinese_individual": individual * chinese,
        "foreign_individual": individual * (1 - chinese),
        "agency": number(row["if_agency"]), "agents": number(row["total_agents"]),
        "paid_claims": number(row["paid_claims"]), "priority": number(row["priority_d"]),
        "priorities": float(priorities), "pct": float(row["Int_filing"] != "NA"),
        "divisional": number(row["divisional_app"]), "breadth": number(row["tech_div"]),
        "batch": np.log(batch), "pendency": (grant - filed).days / 365.25,
        "to_examination": between(filed, examined), "to_publication": between(filed, published),
        "examined": between(examined, grant),
        "herbal": float(any(one.startswith("A61K35/78") for one in symbols)),
        "chemistry": float(any(one.startswith(("C07", "C12")) for one in symbols)),
    }  # fmt: skip
    labels = {
        "country": frozenset({row["nation_province_code_2"]}),
        "subclass": frozenset(one[:4] for one in symbols),
        "group": frozenset(one.partition("/")[0] for one in symbols),
    }
    return numbers, labels


def batches(rows: list[dict[str, str]]) -> list[int]:
    """How many applications of like applicants were filed on the same day with near numbers."""

    def serial(row: dict[str, str]) -> int:
        return int(row["app_num"].removeprefix("CN").partition(".")[0])

    def alike(row: dict[str, str]) -> tuple[str, ...]:
        names = ("app_date", "nation_province_code_2", "type1_company", "type3_individual")
        return tuple(row[name] for name in names)

    of_day: dict[tuple[str, ...], list[int]] = {}
    for row in rows:
        of_day.setdefault(alike(row), []).append(serial(row))
    return [
        Counter(abs(one - serial(row)) <= 30 for one in of_day[alike(row)])[True] for row in rows
    ]


def printed(result: dict[str, Any]) -> str:
    """The tables of the README."""
    lines = ["| method | C | spread | C, IPCW | IBS | spread |", "|---|---|---|---|---|---|"]
    for seed, methods in result["seeds"].items():
        lines.append(f"| **folds of seed {seed}** | | | | | |")
        lines += [
            f"| {name} | {one['c']:.4f} | {one['c_spread']:.4f} | {one['c_ipcw']:.4f} "
            f"| {one['ibs']:.4f} | {one['ibs_spread']:.4f} |"
            for name, one in methods.items()
        ]
    for years in HORIZONS:
        told = result["calibration"][str(years)]
        lines += ["", f"In force {years} years after grant: mean distance {told['error']:.4f}, "
                  f"{told['within_band']} of {len(told['groups'])} tenths within the band", "",
                  "| rights | said | seen | 95 % band |", "|---|---|---|---|"]  # fmt: skip
        lines += [
            f"| {one['lives']} | {one['said']:.3f} | {one['seen']:.3f} "
            f"| {one['low']:.3f} to {one['high']:.3f} |"
            for one in told["groups"]
        ]
    lines += ["", "| columns | IBS grows by |", "|---|---|"]
    lines += [f"| {name} | {value:.4f} |" for name, value in result["weight"].items()]
    return "\n".join(lines) + "\n"


def number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")


def day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def between(first: date | None, last: date | None) -> float:
    return (last - first).days / 365.25 if first and last else float("nan")


if __name__ == "__main__":
    raise SystemExit(main())

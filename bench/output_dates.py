#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Values that 'fill --dates' writes between the dates of a cube, against acquisitions that were left out of the cube and
against the daily truth of synthetic scenes, into bench/results/output_dates.json.

usage: output_dates.py PROGRAM FOLDER [--raw RAW] [--folds 3] [--size 96] [--fill built-in]

RAW holds sentinel-2 and sentinel-1 with a folder for each date. Files in FOLDER are used again.
"""
import argparse
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "tests/tools")]
import record
from reference_phenology import EPOCH, read_bands, read_cube

TITLE = "Values between the dates of a cube"
ABOUT = ("RMSE of values that are interpolated between filled 8-day composites, by four ways to interpolate, and the percentage of the truths within "
         "the bounds of `fill --dates` (which interpolates linearly; 90 is nominal), with the mean width of these bounds. Observed dates are those "
         "whose period was observed. Acquisitions were left out of the composites, a sixth of the clear ones at a time; truth is the synthetic scene's "
         "NDVI on each day. Bounds hold single acquisitions, so the truth, which has no noise, lies within them more often.")
KINDS = {"observed": (0, 4), "filled": (1, 2, 3)}


def undercast(program, *words):
    subprocess.run([program, *map(str, words), "--quiet", "--overwrite"], check=True, stdout=subprocess.DEVNULL)


def fill(options, cube, dates):
    """Fills a cube on its own dates and on others. Returns the days and values of the first, and values, bounds and provenance of the others."""
    name = str(cube)[:-len(".tif")]
    how = ["--model", "built-in"] if options.fill == "built-in" else ["--method", options.fill]
    own, *others = (f"{name}.{options.fill}.{end}.tif" for end in ("own", "filled", "lower", "upper", "provenance"))
    if not Path(own).exists():
        undercast(options.program, "fill", cube, "-o", own, *how)
    if not Path(others[-1]).exists():
        undercast(options.program, "fill", cube, "-o", others[0], "--lower", others[1], "--upper", others[2], "--provenance", others[3], "--dates", dates, *how)
    return *read_cube(own), *(np.array(list(read_bands(path).values())) for path in others)


def slopes_of(days, values, monotone):
    """Derivatives for a cubic Hermite spline: monotone (Fritsch and Butland 1984) or Catmull and Rom's."""
    width = np.diff(days)[:, None]
    steps = np.diff(values, axis=0) / width
    inner = (values[2:] - values[:-2]) / (width[1:] + width[:-1])
    if monotone:
        weight = (width[1:] + 2 * width[:-1]) / (3 * (width[1:] + width[:-1]))
        with np.errstate(all="ignore"):
            inner = np.where(steps[1:] * steps[:-1] > 0, 1 / (weight / steps[:-1] + (1 - weight) / steps[1:]), 0)
    return np.concatenate([steps[:1], inner, steps[-1:]])


def interpolations(days, values, day):
    """The values on a day, by each way."""
    day = min(max(day, days[0]), days[-1])
    after = min(max(int(np.searchsorted(days, day, side="right")), 1), len(days) - 1)
    width = days[after] - days[after - 1]
    s = (day - days[after - 1]) / width
    one, other = values[after - 1], values[after]
    found = {"nearest": one if s < 0.5 else other, "linear": one + s * (other - one)}
    around = slice(max(after - 2, 0), after + 2)
    for name, monotone in (("monotone cubic", True), ("Catmull-Rom", False)):
        slope = slopes_of(days[around], values[around], monotone)
        at = after - 1 - around.start
        found[name] = ((1 + 2 * s) * (1 - s) ** 2 * one + s * (1 - s) ** 2 * width * slope[at] + s * s * (3 - 2 * s) * other
                       + s * s * (s - 1) * width * slope[at + 1])
    return found


class Scores:
    """Errors by kind of date."""

    def __init__(self):
        self.errors = {kind: {} for kind in KINDS}
        self.within = {kind: [] for kind in KINDS}
        self.width = {kind: [] for kind in KINDS}

    def add(self, own, day, truth, filled, lower, upper, provenance):
        ways = interpolations(*own, day)
        assert np.nanmax(np.abs(ways["linear"] - filled), initial=0) < 1e-3, "the program interpolates linearly"
        for kind, codes in KINDS.items():
            chosen = np.isin(provenance, codes) & np.isfinite(truth)
            for way, values in ways.items():
                self.errors[kind].setdefault(way, []).append((values - truth)[chosen])
            self.within[kind].append(((truth >= lower) & (truth <= upper))[chosen])
            self.width[kind].append((upper - lower)[chosen])

    def rows(self, data):
        for kind in KINDS:
            errors = {way: np.concatenate(of) for way, of in self.errors[kind].items()}
            yield {"data": data, "dates": kind, "values": len(errors["linear"]),
                   **{way: round(float(np.sqrt(np.mean(e**2))), 4) for way, e in errors.items()},
                   "within bounds [%]": round(100 * float(np.mean(np.concatenate(self.within[kind]))), 1),
                   "width": round(float(np.mean(np.concatenate(self.width[kind]))), 3)}


def composite(options, name, keep, period):
    cube, links = options.folder / f"{name}.tif", options.folder / f"{name}.s2"
    if cube.exists():
        return cube
    links.mkdir(exist_ok=True)
    for path in (options.raw / "sentinel-2").iterdir():
        if keep(path.name) and not (links / path.name).exists():
            (links / path.name).symlink_to(path.resolve())
    undercast(options.program, "composite", "--sentinel2", links, "--sentinel1", options.raw / "sentinel-1", "--start", "2017-08-01", "--end",
              "2018-11-30", "--period", period, "-o", cube)
    return cube


def acquisitions(options):
    """Acquisitions that were left out of the composites, a sixth of the clear ones in each fold."""
    singles = {name[5:]: values for name, values in read_bands(composite(options, "acquisitions", lambda day: True, 1)).items() if name.startswith("NDVI_")}
    clear = sorted(day for day, values in singles.items() if np.isfinite(values).mean() > 0.3)
    scores = Scores()
    for fold in range(options.folds):
        hidden = clear[fold::6]
        cube, dates = composite(options, f"fold{fold}", lambda day: day not in hidden, 8), options.folder / f"fold{fold}.csv"
        dates.write_text("date\n" + "\n".join(hidden) + "\n")
        days, values, *others = fill(options, cube, dates)
        for i, day in enumerate(hidden):
            scores.add((days, values), date.fromisoformat(day).toordinal() - EPOCH + 0.5, singles[day], *(of[i] for of in others))
    return scores


def simulated(options, name, *words):
    """Each day of a synthetic year."""
    cube, truth = options.folder / f"{name}.tif", options.folder / f"{name}.truth.tif"
    if not truth.exists():
        undercast(options.program, "simulate", "-o", cube, "--size", options.size, *words)
        undercast(options.program, "simulate", "-o", options.folder / "daily.tif", "--truth", truth, "--size", options.size, "--steps", 365, "--period", 1, *words)
    days, values, *others = fill(options, cube, "daily")
    scores = Scores()
    for i, (day, image) in enumerate(zip(*read_cube(truth))):
        scores.add((days, values), day, image, *(of[i] for of in others))
    return scores


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--raw", type=Path)
    parser.add_argument("--folds", type=int, default=3)
    parser.add_argument("--size", default="96")
    parser.add_argument("--fill", default="built-in")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    rows = []
    if options.raw:
        rows += acquisitions(options).rows("Belgium, acquisitions left out")
        print(*rows, sep="\n", flush=True)
    for seed, words in ((1, []), (2, ["--cloudiness", "0.65"]), (3, ["--land", "forest", "--clearings", "8"])):
        data = f"synthetic {'forest with clearings' if seed == 3 else 'fields'}, seed {seed}" + (", cloudiness .65" if seed == 2 else "")
        rows += simulated(options, f"synthetic{seed}", "--seed", seed, *words).rows(data)
        print(*rows[-2:], sep="\n", flush=True)
    record.save("output_dates", TITLE, ABOUT, shlex.join(["bench/output_dates.py", *sys.argv[1:]]), rows)


if __name__ == "__main__":
    main()

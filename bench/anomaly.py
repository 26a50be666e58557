#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How often 'anomaly' finds values below usual in synthetic scenes: in normal years, in a drought, and after trees were
felled, into bench/results/anomaly.json.

usage: anomaly.py PROGRAM FOLDER [--size 64] [--years 6] [--fill built-in]

Files in FOLDER are used again.
"""
import argparse
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path

import numpy as np
from osgeo import gdal

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "tests/tools")]
import record
from reference_phenology import read_bands

TITLE = "Departures from the usual year"
ABOUT = ("Percentage of values that `anomaly` finds below usual with 95 % confidence, in synthetic scenes of several years. In a normal year, each is a false "
         "alarm; 5 % are stated. In the drought, NDVI of half the scene loses two fifths of what it has above bare soil, from June to September of the last year. Forest "
         "is felled in patches in the last year, and the felled patches count from then on. Observed and filled are the values of the compared year.")
FIRST, STRENGTH, SOIL = 2018, 0.4, 0.15


def undercast(program, *words):
    subprocess.run([program, *map(str, words), "--quiet", "--overwrite"], check=True, stdout=subprocess.DEVNULL)


def write_like(like, path, change):
    """A copy of a cube; `change(name, image)` gives the new image of a band."""
    source = gdal.Open(str(like))
    copy = gdal.GetDriverByName("GTiff").CreateCopy(str(path), source)
    for i in range(1, source.RasterCount + 1):
        copy.GetRasterBand(i).WriteArray(change(source.GetRasterBand(i).GetDescription(), source.GetRasterBand(i).ReadAsArray()))


class Bench:
    def __init__(self, options):
        self.options, self.folder = options, options.folder
        self.rows = []

    def simulate(self, name, years, start, *words):
        path = self.folder / f"{name}.tif"
        if not path.exists():
            undercast(self.options.program, "simulate", "-o", path, "--truth", self.folder / f"{name}.truth.tif", "--size", self.options.size,
                      "--steps", 46 * years, "--start", f"{start}-01-01", *words)
        return path

    def below(self, cube, year):
        """Whether the values of a year are below usual, and whether they were observed, by date: [pixel]."""
        name = str(cube)[:-len(".tif")] + "." + self.options.fill
        filled, lower, upper, z, below = (f"{name}.{end}.tif" for end in ("filled", "lower", "upper", "z", "below"))
        if not Path(upper).exists():
            how = ["--model", "built-in"] if self.options.fill == "built-in" else ["--method", self.options.fill]
            undercast(self.options.program, "fill", cube, "-o", filled, "--lower", lower, "--upper", upper, *how)
        undercast(self.options.program, "anomaly", filled, "-o", z, "--below", below, "--lower", lower, "--upper", upper, "--year", year)
        bands = read_bands(cube)
        return {band[6:]: (values == 1, np.isfinite(bands["NDVI_" + band[6:]])) for band, values in read_bands(below).items()}

    def add(self, case, found):
        """`found` holds pairs (below usual, observed)."""
        below, observed = (np.concatenate(of) for of in zip(*found))
        row = {"case": case}
        for name, chosen in (("observed", observed), ("filled", ~observed), ("all", observed | True)):
            row[f"{name} [%]"] = round(100 * float(below[chosen].mean()), 1) if chosen.any() else None
        self.rows.append({**row, "values": len(below)})
        print(self.rows[-1], flush=True)

    def normal_years(self, case, cube):
        self.add(case, [pair for year in range(FIRST, FIRST + self.options.years) for pair in self.below(cube, year).values()])

    def drought(self, land, cube):
        last, side = FIRST + self.options.years - 1, int(self.options.size)
        dry = self.folder / f"drought.{land}.tif"
        is_dry = np.zeros((side, side), bool)
        is_dry[:, : side // 2] = True
        on = lambda day: f"{last}-06-01" <= day < f"{last}-10-01"

        def change(name, image):
            if name.startswith("NDVI_") and on(name[5:]):
                image = np.where(is_dry & (image > SOIL), SOIL + (image - SOIL) * (1 - STRENGTH), image)
            return image

        if not dry.exists():
            write_like(cube, dry, change)
        # What was bare in a usual summer has nothing to lose.
        truth = {name[5:]: values for name, values in read_bands(str(cube)[:-len(".tif")] + ".truth.tif").items()}
        found = {day: pair for day, pair in self.below(dry, last).items()}
        for case, inside in ((f"drought, {land} (NDVI above .5 without it)", True), (f"drought, {land} beside it", False)):
            chosen = {day: (is_dry.ravel() == inside) & (not inside or truth[day] > 0.5) for day in found if on(day)}
            self.add(case, [(found[day][0][of], found[day][1][of]) for day, of in chosen.items()])

    def felled(self):
        """The last year with patches felled, after years of forest. Once with the clouds' gaps alone, once without NDVI from October on."""
        last, side, years = FIRST + self.options.years - 1, int(self.options.size), self.options.years
        words = ["--land", "forest", "--seed", 7]
        usual, year = self.simulate("felled.usual", years, FIRST, *words), self.simulate("felled.year", 1, last, *words, "--clearings", 6)
        listed = gdal.Open(str(self.folder / "felled.year.truth.tif")).GetMetadataItem("CLEARINGS").split(",")
        cut = np.full((side, side), 10**6)
        for day, row, col, radius in (item.split(":") for item in listed):
            rows, cols = np.mgrid[:side, :side]
            cut[np.hypot(rows + 0.5 - float(row), cols + 0.5 - float(col)) <= float(radius)] = date.fromisoformat(day).toordinal()
        images = read_bands(year)
        in_months = lambda day, *months: date.fromordinal(day).month in months
        for name, hides in (("felled", False), ("felled.hidden", True)):
            cube = self.folder / f"{name}.tif"

            def change(band, image):
                image = images[band].reshape(side, side) if band in images else image
                return np.full_like(image, np.nan) if hides and band.startswith("NDVI_") and band[5:] >= f"{last}-10-01" else image

            if not cube.exists():
                write_like(usual, cube, change)
            found = self.below(cube, last)
            groups = {"felled, gaps of clouds": lambda day, when: when < day - 8} if not hides else {
                "felled before September, no NDVI from October on: October": lambda day, when: in_months(day, 10) & (when < date(last, 9, 1).toordinal()),
                "the same: November and December": lambda day, when: in_months(day, 11, 12) & (when < date(last, 9, 1).toordinal()),
                "felled in October, no NDVI from October on": lambda day, when: (when >= date(last, 10, 1).toordinal()) & (when < day - 8)}
            for case, holds in groups.items():
                pairs = [(found[day][0][of], found[day][1][of]) for day in found
                         for of in [(holds(date.fromisoformat(day).toordinal(), cut) & (cut < 10**6)).ravel()] if of.any()]
                if pairs:
                    self.add(case, pairs)
            self.add(f"forest beside it{', no NDVI from October on' if hides else ''}", [(b[(cut == 10**6).ravel()], o[(cut == 10**6).ravel()]) for b, o in found.values()])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", default="64")
    parser.add_argument("--years", type=int, default=6)
    parser.add_argument("--fill", default="built-in")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    bench = Bench(options)
    fields = bench.simulate("fields", options.years, FIRST, "--seed", 5)
    bench.normal_years("normal years, fields that rotate their crops", fields)
    forest = bench.simulate("forest", options.years, FIRST, "--seed", 6, "--land", "forest")
    bench.normal_years("normal years, forest", forest)
    bench.drought("fields that rotate their crops", fields)
    bench.drought("forest", forest)
    bench.felled()
    record.save("anomaly", TITLE, ABOUT, shlex.join(["bench/anomaly.py", *sys.argv[1:]]), bench.rows)


if __name__ == "__main__":
    main()

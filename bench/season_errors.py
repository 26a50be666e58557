#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Errors of SOS, PEAK and EOS in filled synthetic scenes, and the share within the stated uncertainty, into
bench/results/season_dates.json, seasons_found.json and season_bounds.json.

usage: season_errors.py PROGRAM FOLDER [--size 256] [--seeds 1,2] [--cloudiness 0.42,0.65] [--fills linear,...]
                        [--method threshold]

Fills are methods of 'undercast fill', or space-time (preset quick, seed 1). Scenes and fills in FOLDER are used again.
Seasons of the truth that overlap none of the filled cube's are counted as not found.
"""
import argparse
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parent), str(Path(__file__).resolve().parents[1] / "tests/tools")]
import record
from reference_phenology import matched_errors, read_bands, read_cube

DATES = ("SOS", "PEAK", "EOS")
ERRORS = ("Dates of the season",
          "Median absolute error of the start / end of the season (SOS / EOS, in days), against the seasons of the truth by the same method, in "
          "two synthetic scenes (cloudiness 0.42 and 0.65, seed 1). Seasons of the truth that overlap none of the filled cube's are left out and "
          "counted as not found.")
FOUND = ("Seasons that are not found",
         "Percentage of the truth's seasons that overlap none of the filled cube's.")
BOUNDS = ("Stated uncertainty of the dates",
          "Percentage of the errors of SOS / EOS within 1.645 stated standard deviations; 90 is nominal. Large errors remain where a season has "
          "another extent: where a dip parts a season in one cube and not in the other, or where the fill misses a regrowth.")
SHARES = [(0, 0.3), (0.3, 0.4), (0.4, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 1.01)]


def undercast(program, *words):
    subprocess.run([program, *map(str, words), "--quiet", "--overwrite"], check=True)


def season_errors(options, seed, cloudiness, fill):
    """For each season of the truth: the share of its pixel's values that are missing, and matched_errors()."""
    name = f"{options.folder}/s{seed}-{options.size}-{cloudiness}"
    scene, truth, filled, lower, upper = (f"{name}{end}.tif" for end in ("", ".truth", f".{fill}", f".{fill}.lo", f".{fill}.up"))
    if not Path(truth).exists():
        undercast(options.program, "simulate", "-o", scene, "--truth", truth, "--size", options.size, "--seed", seed, "--cloudiness", cloudiness)
    if not Path(upper).exists():
        how = ["--preset", "quick", "--seed", 1] if fill == "space-time" else ["--method", fill]
        undercast(options.program, "fill", scene, "-o", filled, "--lower", lower, "--upper", upper, *how)
    seasons, found = f"{name}.seasons.tif", f"{name}.{fill}.seasons.tif"
    undercast(options.program, "phenology", truth, "-o", seasons, "--method", options.method)
    undercast(options.program, "phenology", filled, "-o", found, "--method", options.method, "--lower", lower, "--upper", upper)
    pixels, *errors = matched_errors(read_bands(seasons), read_bands(found), DATES)
    return np.array([np.isnan(read_cube(scene)[1]).mean(axis=0)[pixels], *errors])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("folder")
    parser.add_argument("--size", default="256")
    parser.add_argument("--seeds", default="1")
    parser.add_argument("--cloudiness", default="0.42,0.65")
    parser.add_argument("--fills", default="linear,whittaker,gaussian-process")
    parser.add_argument("--method", default="threshold")
    options = parser.parse_args()
    Path(options.folder).mkdir(parents=True, exist_ok=True)
    pooled = {fill: np.concatenate([season_errors(options, seed, cloudiness, fill) for seed in options.seeds.split(",")
                                     for cloudiness in options.cloudiness.split(",")], axis=1)
              for fill in options.fills.split(",")}
    tables = {"season_dates": ERRORS, "seasons_found": FOUND, "season_bounds": BOUNDS}
    rows = {name: [] for name in tables}
    for low, high in [*SHARES, (0, 1.01)]:
        missing_share = "all" if (low, high) == (0, 1.01) else f"{100 * low:.0f}-{min(100, 100 * high):.0f} %"
        cells = {name: {"missing": missing_share} for name in tables}
        for fill, (missing, *errors) in pooled.items():
            chosen = (missing >= low) & (missing < high)
            found = chosen & np.isfinite(errors[0])
            if found.sum() < 100:
                continue
            days, in_sd = [np.array(errors)[part][:, found] for part in (slice(0, 3), slice(3, 6))]
            sos_peak_eos = {"season_dates": [round(float(np.median(d)), 1) for d in days], "season_bounds": [round(100 * np.mean(z <= 1.645)) for z in in_sd]}
            for name, (sos, _, eos) in sos_peak_eos.items():
                cells[name][fill] = [sos, eos]
            cells["seasons_found"][fill] = round(100 * (1 - found.sum() / chosen.sum()))
            print(missing_share, fill, sos_peak_eos, [f"beyond 30 days: {100 * np.mean(d > 30):.0f} %" for d in days], flush=True)
        for name, row in cells.items():
            if len(row) > 1:
                rows[name].append(row)
    seasons = len(next(iter(pooled.values()))[0])
    for name, texts in tables.items():
        record.save(name, *texts, shlex.join(["bench/season_errors.py", *sys.argv[1:]]), rows[name], note=f"{seasons} seasons.")


main()

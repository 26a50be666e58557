#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Days of error of SOS, PEAK and EOS in filled synthetic scenes, and how many lie within the stated uncertainty.

usage: season_errors.py PROGRAM FOLDER [--size 256] [--seeds 1,2] [--cloudiness 0.42,0.65] [--fills linear,...]
                        [--method threshold]

Fills are methods of 'undercast fill', or space-time (preset quick, seed 1). Scenes and fills that FOLDER holds already are
taken from there. Seasons of the truth that overlap none of the filled cube's are counted as not found.
"""
import argparse
import subprocess
import sys
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parents[1] / "tests/tools"))
from reference_phenology import matched_errors, read_bands, read_cube

DATES = ("SOS", "PEAK", "EOS")
SHARES = [(0, 0.3), (0.3, 0.4), (0.4, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 1.01)]


def undercast(program, *words):
    subprocess.run([program, *map(str, words), "--quiet", "--overwrite"], check=True)


def season_errors(options, seed, cloudiness, fill):
    """Of each season of the truth: the share of its pixel's values that are missing, and what matched_errors() tells."""
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
    print("| missing | fill | seasons | not found | SOS, PEAK, EOS: median days | beyond 30 days | within 1.645 sd | of those up to 30 days |")
    print("|---|---|---:|---:|---:|---:|---:|---:|")
    pooled = {fill: np.concatenate([season_errors(options, seed, cloudiness, fill) for seed in options.seeds.split(",") for cloudiness in options.cloudiness.split(",")], axis=1)
              for fill in options.fills.split(",")}
    for low, high in [*SHARES, (0, 1.01)]:
        for fill, (missing, *errors) in pooled.items():
            chosen = (missing >= low) & (missing < high)
            found = chosen & np.isfinite(errors[0])
            if found.sum() < 100:
                continue
            days, in_sd = [np.array(errors)[rows][:, found] for rows in (slice(0, 3), slice(3, 6))]
            near = days <= 30
            columns = [f"{np.median(d):.1f}" for d in days], [f"{100 * np.mean(~n):.0f} %" for n in near], [f"{100 * np.mean(z <= 1.645):.0f} %" for z in in_sd], [f"{100 * np.mean(z[n] <= 1.645):.0f} %" for z, n in zip(in_sd, near)]
            share = "all" if (low, high) == (0, 1.01) else f"{100 * low:.0f}-{min(100, 100 * high):.0f} %"
            print(f"| {share} | {fill} | {chosen.sum()} | {100 * (1 - found.sum() / chosen.sum()):.0f} % | " + " | ".join(", ".join(pair) for pair in columns) + " |")


main()

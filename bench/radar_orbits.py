#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Measures what relative orbits of radar are worth: one alone, both together, one with the other in every second period
(uneven), both alternating from period to period.

usage: radar_orbits.py PROGRAM RAW FOLDER [--start 2017-08-01] [--end 2018-11-30] [--period 8] [--seeds 0,1,2,3,4] [--red-floor 0.005]

RAW holds sentinel-2 and sentinel-1 with a folder for each date, from two relative orbits whose dates repeat every 6
days. The cubes in FOLDER are used again. It prints the RMSE of the Gaussian process on runs of unobserved dates,
divided by the RMSE of linear interpolation: the mean over seeds, and each seed.
"""
import argparse
import json
import subprocess
from datetime import date
from pathlib import Path


def items_of(raw, keep):
    """The items of --sentinel1-items whose date `keep` keeps."""
    folders = sorted(path for path in (raw / "sentinel-1").iterdir() if keep(date.fromisoformat(path.name)))
    return [{"date": folder.name, "VH": str(folder / "VH.tif")} for folder in folders]


def composite(options, name, keep):
    cube, config = options.folder / f"{name}.tif", options.folder / f"{name}.json"
    if cube.exists():
        return cube
    config.write_text(json.dumps({"composite": {"sentinel1-items": items_of(options.raw, keep)}}))
    subprocess.run([options.program, "composite", "--config", config, "--sentinel2", options.raw / "sentinel-2",
                    "--start", options.start, "--end", options.end, "--period", str(options.period),
                    "--red-floor", options.red_floor, "--radar-orbits", "together", "-o", cube, "--quiet"], check=True)
    return cube


def ratios(options, cube):
    """For each seed, the RMSE of the Gaussian process divided by the RMSE of linear interpolation."""
    found = options.folder / f"{cube.stem}-scores.json"
    subprocess.run([options.program, "evaluate", cube, "--method", "gaussian-process,linear", "--protocol",
                    "frames-long", "--seeds", options.seeds, "--json", found, "--quiet", "--overwrite"], check=True, stdout=subprocess.DEVNULL)
    rmse = {(result["method"], result["seed"]): result["scores"]["all"]["rmse"]
            for result in json.loads(found.read_text())["results"]}
    return [rmse["gaussian-process", int(seed)] / rmse["linear", int(seed)] for seed in options.seeds.split(",")]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("raw", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--start", default="2017-08-01")
    parser.add_argument("--end", default="2018-11-30")
    parser.add_argument("--period", type=int, default=8)
    parser.add_argument("--seeds", default="0,1,2,3,4")
    parser.add_argument("--red-floor", default="0.005")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)

    start = date.fromisoformat(options.start)
    first, second = sorted({date.fromisoformat(path.name).toordinal() % 6 for path in (options.raw / "sentinel-1").iterdir()})

    def period_of(day):
        return (day - start).days // options.period

    cubes = {"orbit-a": lambda day: day.toordinal() % 6 == first,
             "orbit-b": lambda day: day.toordinal() % 6 == second,
             "together": lambda day: True,
             "uneven": lambda day: day.toordinal() % 6 == first or period_of(day) % 2 == 0,
             "alternating": lambda day: day.toordinal() % 6 == (first, second)[period_of(day) % 2]}
    for name, keep in cubes.items():
        found = ratios(options, composite(options, name, keep))
        print(f"{name:12} {sum(found) / len(found):.3f}   {' '.join(f'{ratio:.3f}' for ratio in found)}", flush=True)


if __name__ == "__main__":
    main()

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Each command of docs/interchange.md reads its layout, and the fill is that of the program's own layout.

usage: interchange_test.py PROGRAM
"""
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from osgeo import gdal

gdal.UseExceptions()
HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs" / "interchange.md"
# What is refused: the arguments of `info`, and what the error says.
REFUSED = [
    (["bad/scale-0.tif"], ["band 3 of bad/scale-0.tif", "scale of 0"]),
    (["bad/twice.tif"], ["bands 1 and 2", "same date"]),
    (["bad/rotated.tif"], ["bad/rotated.tif", "rotated", "gdalwarp"]),
    (["shapes"], ["shapes/NDVI_2018-01-17.tif", "another grid", "20 x 24 px", "gdalwarp"]),
    (["cube.nc", "--vh", "bad/smaller.tif"], ["bad/smaller.tif", "cube.nc", "another grid"]),
    (["compact.tif", "--ndvi", "sits"], ["NDVI of the same date"]),
    (["sits", "--ndvi-scale", "0.001"], ["declares a scale of 0.0001", "leave out --ndvi-scale"]),
    (["bad/first-missing.tif"], ["--ndvi-scale 0.0001 is likely"]),
    (["two-dates"], ["two-dates/NDVI_2018-03-01.tif", "'NDVI_2018-01-01'", "another date"]),
    (["--red", "undeclared", "--nir", "undeclared"], ["holds integers", "--reflectance-scale 0.0001", "baseline 04.00"]),
    (["bad/lst.nc"], ["LST: which is NDVI", "--ndvi NAME"]),
    (["bad/two-grids.nc"], ["vh of bad/two-grids.nc", "time, y and x of the others"]),
    (["bad/bands.nc"], ["no variable with the dimensions", "to_dataset"]),
    (["bad/hundredths.tif"], ["--ndvi-scale 0.01", "-offset -1"]),
    (["points.csv", "--ndvi-scale", "0.0001"], ["points.csv is a table"]),
    (["bad/page.json"], ["bad/page.json", "one page of several"]),
    (["bad/no-units.nc"], ["bad/no-units.nc", "time", "no units"]),
    (["bad/calendar.nc"], ["bad/calendar.nc", "360_day"]),
    (["bad/twice.nc"], ["image 2 of ndvi in bad/twice.nc", "same date"]),
    (["bad/irregular.nc"], ["ndvi of bad/irregular.nc", "not regularly spaced along x"]),
    (["bad/no-crs.nc"], ["ndvi of bad/no-crs.nc", "no coordinate reference system", "rioxarray"]),
    (["bad/other-names.nc"], ["a, b, c: which is NDVI", "--ndvi NAME"]),
    (["cube.nc", "--ndvi", "evi"], ["cube.nc", "ndvi, vh, vv"]),
    (["bad/half.nc"], ["bad/half.nc"]),
    (["bad/half.zarr"], ["bad/half.zarr", "incomplete or damaged"]),
    (["missing.nc"], ["missing.nc", "No such file"]),
    (["missing.zarr"], ["missing.zarr"]),
    (["2018-2018_001-365_HL_TSA_SEN2L_NDV_TSI.tif"], ["outside [-1, 1]", "--ndvi-scale 0.0001"]),
    (["odd.tif"], ["band 1 of odd.tif", "--date-pattern"]),
    (["odd.tif", "--date-pattern", "%d%m"], ["%Y with %m and %d"]),
    (["--red", "reflectance"], ["--red and --nir belong together"]),
    (["items-evi.json"], ["items-evi.json", "no raster", "--ndvi KEY"]),
    ([], ["CUBE is required", "--ndvi PATH"]),
]

DATES = 22
# How far integers are from the values that they stand for: half a step, and of NDVI of two reflectances one.
STEPS = {**dict.fromkeys(["sits", "modis", "list.txt", "stack.vrt", "items.json", "items-evi.json", "packed.nc", "int16",
                          "bands-with-sensor.tif", "2018-2018_001-365_HL_TSA_SEN2L_NDV_TSI.tif"], 5.1e-5),
         "reflectance": 1.1e-4, "bands.tif": 1.1e-4}

# What is read, beyond the page: the arguments of `info`, and what it prints.
READ = [
    (["stated.json"], [f"{DATES} dates", "71.6 % observed, 0.099 to 0.887"]),
    (["undeclared-ndvi", "--ndvi-scale", "0.0001"], ["71.6 % observed, 0.099 to 0.887", "it is taken as NDVI"]),
    (["--red", "undeclared", "--nir", "undeclared", "--reflectance-scale", "0.0001", "--reflectance-offset", "-0.1"],
     ["71.6 % observed, 0.09", "to 0.88"]),
    (["bad/lost.zarr"], ["of ndvi in bad/lost.zarr are absent"]),
    (["cube.nc", "--ndvi", "ndvi"], ["71.6 % observed"]),
    (["bad/middles.nc"], [f"{DATES} dates, 2018-01-01 to 2018-12-18; periods of 16 days ({DATES})"]),
    (["--red", "dark/B04_2018-01-01.tif", "--nir", "dark/B08_2018-01-01.tif"], ["1 dates", "no value at all"]),
]


def values(path):
    raster = gdal.Open(str(path))
    scale = raster.GetRasterBand(1).GetScale()
    return raster.ReadAsArray() * scale if scale not in (None, 1) else raster.ReadAsArray()


def filled_values(path, shape):
    if path.suffix != ".csv":
        return values(path)
    table = pd.read_csv(path).sort_values(["date", "plot"])
    return table["ndvi"].to_numpy().reshape(shape)


def run(program, folder, *arguments):
    return subprocess.run([Path(program).resolve(), *arguments], cwd=folder, capture_output=True, text=True)


def what_is_wrong(program, folder, command):
    arguments = shlex.split(command)[1:]
    done = run(program, folder, *arguments)
    if done.returncode != 0:
        return done.stderr
    if arguments[0] == "export":
        return ""  # cli: exports agree with xarray, ... reads them
    if arguments[0] == "info":
        is_filled = arguments[1].startswith(("filled", "catalogue"))
        expected = [f"{DATES} dates, 2018-01-01 to 2018-12-18; periods of 16 days ({DATES})",
                    "100.0 % present" if is_filled else "71.6 % observed"]
        if not all(part in done.stdout for part in expected):
            return done.stdout
        if is_filled or arguments[1].endswith(".csv"):
            return ""
        arguments = ["fill", *arguments[1:], "--method", "linear", "-o", "read.tif", "--overwrite"]
        done = run(program, folder, *arguments)
        if done.returncode != 0:
            return done.stderr
    output, method = (arguments[arguments.index(option) + 1] for option in ("-o", "--method"))
    own = values(folder / f"own-{method}.tif")
    difference = np.abs(filled_values(folder / output, own.shape) - own)
    bound = max((STEPS[argument] for argument in arguments if argument in STEPS), default=1e-6 if ".csv" in output else 0)
    return "" if difference.max() <= bound else f"the fill differs from that of the own layout by {difference.max()}"


def main():
    program = sys.argv[1]
    page = re.sub(r" \\\n +", " ", PAGE.read_text(encoding="utf-8"))
    commands = re.findall(r"^    (undercast .*)$", page, flags=re.M)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        simulated = run(program, folder, "simulate", "-o", "cube.tif", "--truth", "truth.tif", "--size", "24", "--steps",
                        str(DATES), "--period", "16", "--vv", "--seed", "3")
        assert simulated.returncode == 0, simulated.stderr
        subprocess.run(["/usr/bin/python3", HERE / "layouts.py", folder / "cube.tif", folder], check=True)
        for method in ("linear", "gaussian-process"):
            own = run(program, folder, "fill", "cube.tif", "--method", method, "-o", f"own-{method}.tif")
            assert own.returncode == 0, own.stderr
        failures = [f"{command}\n{wrong}" for command in commands if (wrong := what_is_wrong(program, folder, command))]
        for arguments, parts in READ:
            done = run(program, folder, "info", *arguments)
            if done.returncode != 0 or not all(part in done.stdout + done.stderr for part in parts):
                failures.append(f"info {' '.join(arguments)}: expected {parts}\n{done.stdout}{done.stderr}")
        for arguments, parts in REFUSED:
            refused = run(program, folder, "info", *arguments)
            if refused.returncode not in (1, 2) or not all(part in refused.stderr for part in parts):
                failures.append(f"info {' '.join(arguments)}: expected {parts}\n{refused.stdout}{refused.stderr}")
    print("\n".join(failures) or f"{len(commands)} commands of docs/interchange.md, and others, do what they should")
    return 1 if failures or len(commands) < 20 else 0


sys.exit(main())

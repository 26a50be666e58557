#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes composites of a cube of acquisitions: the median of NDVI, and the mean of backscatter in power.

usage: bench/composite_cube.py IN OUT [--period DAYS]
"""
import argparse
import datetime
import os
import re
import warnings

import numpy as np
from osgeo import gdal

gdal.UseExceptions()


def composite(images, variable):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of pixels that no image shows
        return np.nanmedian(images, 0) if variable == "NDVI" else 10 * np.log10(np.nanmean(10 ** (images / 10), 0))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("input")
    parser.add_argument("output")
    parser.add_argument("--period", type=int, default=8)
    options = parser.parse_args()
    cube = gdal.Open(options.input)
    dates = {}  # {variable: [(date, band)]}
    for band in range(1, cube.RasterCount + 1):
        if name := re.fullmatch(r"(NDVI|VH|VV)_(\d{4}-\d{2}-\d{2})", cube.GetRasterBand(band).GetDescription()):
            dates.setdefault(name[1], []).append((datetime.date.fromisoformat(name[2]), band))
    start, end = (pick(dates["NDVI"])[0] for pick in (min, max))
    periods = (end - start).days // options.period + 1
    part = options.output + ".part"
    output = gdal.GetDriverByName("GTiff").Create(part, cube.RasterXSize, cube.RasterYSize, periods * len(dates), gdal.GDT_Float32,
                                                  ["COMPRESS=DEFLATE", "INTERLEAVE=BAND"])
    output.SetProjection(cube.GetProjection())
    output.SetGeoTransform(cube.GetGeoTransform())
    output.SetMetadata({"PERIOD_DAYS": str(options.period)})
    bands = iter(range(1, output.RasterCount + 1))
    for variable, of_variable in dates.items():
        for period in range(periods):
            first = start + datetime.timedelta(days=period * options.period)
            band = output.GetRasterBand(next(bands))
            band.SetDescription(f"{variable}_{first}")
            band.SetNoDataValue(float("nan"))
            images = [cube.GetRasterBand(b).ReadAsArray() for date, b in of_variable if 0 <= (date - first).days < options.period]
            if images:
                band.WriteArray(composite(np.stack(images).astype(np.float64), variable).astype(np.float32))
            else:
                band.Fill(float("nan"))
    output = band = None  # closes the file
    os.replace(part, options.output)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Computes a composite on its own, with numpy and GDAL's warper, and compares a cube with it value by value.

    reference_composite.py CUBE --sentinel2 DIR --sentinel1 DIR --start D --end D [options]

Exit code 0 when every value agrees, 1 when one does not (with what and where on stdout). It shares no code and, where
it can, no method with undercast: time is counted in dates of the calendar, cloud distances are searched by brute force,
radar is resampled by gdal.Warp, and statistics are numpy's. It reads all of its input at once: for small scenes.
"""
import argparse
import datetime
import os
import sys

import numpy as np
from osgeo import gdal

gdal.UseExceptions()
CLOUD = (3, 8, 9, 10)


def period_starts(start, end, days):
    """[(first day, day after the last)] with every year counted from the day and month of `start`."""
    periods, day = [], start
    while day <= end:
        anniversary = start.replace(year=start.year + 1)
        while anniversary <= day:
            anniversary = anniversary.replace(year=anniversary.year + 1)
        after = min(day + datetime.timedelta(days), anniversary, end + datetime.timedelta(1))
        periods.append((day, after))
        day = after
    return periods


def acquisitions(folder, periods):
    """[(period number, path of a date's folder)]"""
    found = []
    for name in sorted(os.listdir(folder)):
        date = datetime.date.fromisoformat(name)
        for number, (first, after) in enumerate(periods):
            if first <= date < after:
                found.append((number, os.path.join(folder, name)))
    return found


def clear(scl, pixel_m, keep, dilation_m):
    """Where a class is kept and no cloud is nearer than dilation_m, between the nearest points of two pixels."""
    usable = np.isin(scl, keep)
    clouds = np.argwhere(np.isin(scl, [c for c in CLOUD if c not in keep]))
    if len(clouds) == 0 or dilation_m <= 0:
        return usable
    for row, col in np.argwhere(usable):
        gaps_m = np.maximum(np.abs(clouds - (row, col)) - 1, 0) * pixel_m
        usable[row, col] = (np.hypot(*gaps_m.T) >= dilation_m - 1e-6).all()
    return usable


def ndvi_of(folder, options):
    red_file = gdal.Open(os.path.join(folder, "B04.tif"))
    red_dn = red_file.ReadAsArray().astype(float)
    nir_dn = gdal.Open(os.path.join(folder, "B08.tif")).ReadAsArray().astype(float)
    scl_file = gdal.Open(os.path.join(folder, "SCL.tif"))
    usable = clear(scl_file.ReadAsArray(), scl_file.GetGeoTransform()[1], options.scl_keep, options.cloud_dilation)
    ratio = round(scl_file.GetGeoTransform()[1] / red_file.GetGeoTransform()[1])
    usable = np.kron(usable, np.ones((ratio, ratio), bool))
    red = np.maximum(red_dn * options.reflectance_scale + options.reflectance_offset, 0)
    nir = np.maximum(nir_dn * options.reflectance_scale + options.reflectance_offset, 0)
    with np.errstate(invalid="ignore"):
        ndvi = (nir - red) / (nir + red)
    ndvi[~usable | (red_dn == 0) | (nir_dn == 0) | (red < options.red_floor)] = np.nan
    return ndvi


def power_of(path, grid, options, floor_db):
    source = gdal.Open(path)
    db = source.ReadAsArray().astype(float)
    power = 10 ** (db / 10)
    power[~np.isfinite(db) | (db < floor_db)] = np.nan
    memory = gdal.GetDriverByName("MEM").Create("", source.RasterXSize, source.RasterYSize, 1, gdal.GDT_Float64)
    memory.SetGeoTransform(source.GetGeoTransform())
    memory.SetProjection(source.GetProjection())
    memory.GetRasterBand(1).SetNoDataValue(np.nan)
    memory.GetRasterBand(1).WriteArray(power)
    transform = grid.GetGeoTransform()
    bounds = (transform[0], transform[3] + transform[5] * grid.RasterYSize,
              transform[0] + transform[1] * grid.RasterXSize, transform[3])
    warped = gdal.Warp("", memory, format="MEM", dstSRS=grid.GetProjection(), outputBounds=bounds,
                       width=grid.RasterXSize, height=grid.RasterYSize, errorThreshold=0,
                       resampleAlg=options.radar_resampling, dstNodata=np.nan, workingType=gdal.GDT_Float64)
    return warped.ReadAsArray()


def statistic(stack, name):
    """[looks, row, col] -> [row, col]; NaN where no look is."""
    result = np.full(stack.shape[1:], np.nan)
    for row, col in np.argwhere(np.isfinite(stack).any(axis=0)):
        values = np.sort(stack[:, row, col][np.isfinite(stack[:, row, col])])
        if name == "median":
            result[row, col] = np.median(values)
        elif name == "max":
            result[row, col] = values[-1]
        else:
            distance = np.abs(values[:, None] - values[None, :]).sum(axis=1)
            result[row, col] = values[np.flatnonzero(distance <= distance.min() + 1e-12)[-1]]
    return result


def expected_bands(options, grid):
    periods = period_starts(options.start, options.end, options.period)
    size = (grid.RasterYSize, grid.RasterXSize)
    stacks = {number: [] for number in range(len(periods))}
    for number, folder in acquisitions(options.sentinel2, periods):
        stacks[number].append(ndvi_of(folder, options))
    for number, images in stacks.items():
        image = statistic(np.stack(images), options.ndvi) if images else np.full(size, np.nan)
        yield "NDVI", periods[number], image
    for band, floor_db in (("VH", options.vh_floor), ("VV", -1000)):
        if band == "VV" and not options.vv:
            continue
        stacks = {number: [] for number in range(len(periods))}
        for number, folder in acquisitions(options.sentinel1, periods):
            stacks[number].append(power_of(os.path.join(folder, band + ".tif"), grid, options, floor_db))
        for number, images in stacks.items():
            stack = np.stack(images) if images else np.full((1, *size), np.nan)
            looks = np.isfinite(stack).sum(axis=0)
            with np.errstate(invalid="ignore", divide="ignore"):
                mean = np.where(looks > 0, np.nansum(stack, axis=0) / looks, np.nan)
                yield band, periods[number], 10 * np.log10(mean)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cube")
    parser.add_argument("--sentinel2", required=True)
    parser.add_argument("--sentinel1", required=True)
    parser.add_argument("--start", type=datetime.date.fromisoformat, required=True)
    parser.add_argument("--end", type=datetime.date.fromisoformat, required=True)
    parser.add_argument("--period", type=int, default=8)
    parser.add_argument("--scl-keep", type=lambda text: [int(c) for c in text.split(",")], default=[4, 5, 6])
    parser.add_argument("--cloud-dilation", type=float, default=20)
    parser.add_argument("--reflectance-scale", type=float, default=0.0001)
    parser.add_argument("--reflectance-offset", type=float, default=0)
    parser.add_argument("--ndvi", default="median")
    parser.add_argument("--red-floor", type=float, default=0.005)
    parser.add_argument("--radar-resampling", choices=["nearest", "bilinear"], default="bilinear")
    parser.add_argument("--vh-floor", type=float, default=-30)
    parser.add_argument("--vv", action="store_true")
    parser.add_argument("--ndvi-tolerance", type=float, default=1e-6)
    parser.add_argument("--db-tolerance", type=float, default=1e-5)
    options = parser.parse_args()

    cube = gdal.Open(options.cube)
    first = os.path.join(options.sentinel2, sorted(os.listdir(options.sentinel2))[0], "B04.tif")
    grid = gdal.Open(first)
    failures = []
    if (cube.RasterXSize, cube.RasterYSize) != (grid.RasterXSize, grid.RasterYSize) or \
            cube.GetGeoTransform() != grid.GetGeoTransform():
        failures.append("the cube is not on the grid of " + first)
    largest, compared, bands = {}, 0, 0
    for variable, (start, after), expected in expected_bands(options, grid):
        bands += 1
        band = cube.GetRasterBand(bands) if bands <= cube.RasterCount else None
        name = f"{variable}_{start}"
        if band is None or band.GetDescription() != name:
            failures.append(f"band {bands} is {band and band.GetDescription()}, expected {name}")
            break
        if band.GetMetadataItem("PERIOD_DAYS") != str((after - start).days):
            failures.append(f"{name} has PERIOD_DAYS {band.GetMetadataItem('PERIOD_DAYS')}")
        found = band.ReadAsArray().astype(float)
        if (np.isnan(found) != np.isnan(expected)).any():
            failures.append(f"{name}: {(np.isnan(found) != np.isnan(expected)).sum()} pixels differ in being missing")
        difference = np.abs(found - expected)
        both = np.isfinite(difference)
        compared += int(both.sum())
        worst = float(difference[both].max(initial=0))
        largest[variable] = max(largest.get(variable, 0), worst)
        if worst > (options.ndvi_tolerance if variable == "NDVI" else options.db_tolerance):
            failures.append(f"{name}: differs by up to {worst}")
    if bands != cube.RasterCount:
        failures.append(f"the cube has {cube.RasterCount} bands, expected {bands}")
    print("\n".join(failures))
    print(f"{compared} values of {bands} bands compared; largest difference:", largest)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())

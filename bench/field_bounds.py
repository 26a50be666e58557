#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""How many true means of held-out fields lie within the bounds of `undercast fields`, into bench/results/field_bounds.json.

usage: bench/field_bounds.py FOLDER [--scenes belgium,fields-1,...] [--fills linear,...]

Fields are the parcels of synthetic scenes, and connected pixels of a similar course in the Belgian one (../shared/data). A
hold-out hides values of whole fields on single dates or on runs of dates, or what the clouds of another date would
cover. `truth` is what is missing in a synthetic scene, compared with its truth. Scenes in FOLDER are used again.
"""
import argparse
import csv
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr, osr
from scipy import ndimage

sys.path.insert(0, str(Path(__file__).resolve().parent))
import record

gdal.UseExceptions()
SHARED = record.ROOT.parent / "shared" / "data"
RAW = SHARED / "belgium_2017_2018_raw"
SCENES = {"belgium": "Belgium, fields, 16 months"} | {
    f"fields-{seed}": f"synthetic fields, seed {seed}, cloudiness {cloudiness}" for seed, cloudiness in ((1, 0.42), (2, 0.65), (4, 0.42), (5, 0.55), (6, 0.5))}
LEAST_PIXELS, MOST_PIXELS = 12, 4000
TITLE = "Bounds of field means"
ABOUT = ("Percentage of true values of pixels, and of true means of fields, within their 90 % bounds, on dates when a part of the field or all of it was "
         "filled; last what the share would be if pixels erred independently and their bounds were divided by the root of their number. The values of "
         "fields were hidden on single dates (a third of the fields on each) or on runs of dates, or what the clouds of another date would cover; 'truth' "
         "is what is missing in a synthetic scene, compared with its truth.")


def undercast(*words):
    subprocess.run([record.PROGRAM, *map(str, words), "--quiet"], check=True)


def read(path):
    """NDVI [time, row, col]."""
    dataset = gdal.Open(str(path))
    bands = [dataset.GetRasterBand(i + 1) for i in range(dataset.RasterCount)]
    return np.array([band.ReadAsArray() for band in bands if band.GetDescription().startswith("NDVI_")], dtype=np.float64)


def make_scene(name, folder):
    """Paths of a cube and of its truth, which real cubes lack."""
    cube, truth = folder / f"{name}.tif", folder / f"{name}-truth.tif"
    if name.startswith("fields"):
        seed, cloudiness = SCENES[name].split("seed ")[1].split(", cloudiness ")
        if not cube.exists():
            undercast("simulate", "-o", cube, "--truth", truth, "--size", 160, "--seed", seed, "--cloudiness", cloudiness)
        return cube, truth
    if not cube.exists():
        undercast("composite", "--sentinel2", RAW / "sentinel-2", "--sentinel1", RAW / "sentinel-1", "--start", "2017-08-04", "--end", "2018-11-30", "-o", cube)
    return cube, None


def labels_of(ndvi, most_apart):
    """Numbers of fields [row, col], 0: none. Neighbours belong together whose series differ little (RMS)."""
    with np.errstate(invalid="ignore"):
        down, right = (np.sqrt(np.nanmean(np.diff(ndvi, axis=axis) ** 2, axis=0)) for axis in (1, 2))
    rows, cols = ndvi.shape[1:]
    lattice = np.zeros((2 * rows - 1, 2 * cols - 1), bool)  # pixels, and between them what joins them
    lattice[::2, ::2], lattice[1::2, ::2], lattice[::2, 1::2] = True, down < most_apart, right < most_apart
    labels = ndimage.label(lattice)[0][::2, ::2]
    numbers, counts = np.unique(labels, return_counts=True)
    return np.where(np.isin(labels, numbers[(counts >= LEAST_PIXELS) & (counts <= MOST_PIXELS)]), labels, 0).astype(np.int32)


def write_fields(labels, cube, path):
    like = gdal.Open(str(cube))
    image = gdal.GetDriverByName("MEM").Create("", like.RasterXSize, like.RasterYSize, 1, gdal.GDT_Int32)
    image.SetGeoTransform(like.GetGeoTransform())
    image.SetProjection(like.GetProjection())
    image.GetRasterBand(1).WriteArray(labels)
    parts = (ogr.GetDriverByName("Memory") or ogr.GetDriverByName("MEM")).CreateDataSource("")
    part_layer = parts.CreateLayer("parts", None, ogr.wkbPolygon)
    part_layer.CreateField(ogr.FieldDefn("field", ogr.OFTInteger))
    gdal.Polygonize(image.GetRasterBand(1), image.GetRasterBand(1), part_layer, 0)
    path.unlink(missing_ok=True)
    output = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = output.CreateLayer("fields", osr.SpatialReference(like.GetProjection()), ogr.wkbMultiPolygon)
    layer.CreateField(ogr.FieldDefn("field", ogr.OFTInteger))
    whole = {}
    for part in part_layer:
        whole.setdefault(part["field"], ogr.Geometry(ogr.wkbMultiPolygon)).AddGeometry(part.GetGeometryRef())
    for number, outline in whole.items():
        feature = ogr.Feature(layer.GetLayerDefn())
        feature["field"] = number
        feature.SetGeometry(outline)
        layer.CreateFeature(feature)


def holdouts(observed, labels, rng):
    """(name, values to hide [time, row, col])"""
    steps, fields = len(observed), np.unique(labels[labels > 0])
    some = [t for t in range(steps) if observed[t].mean() > 0.05]
    hidden = np.zeros_like(observed)
    for t in some:
        hidden[t] = np.isin(labels, fields[rng.random(len(fields)) < 0.3])
    yield "fields, single dates", hidden & observed
    hidden = np.zeros_like(observed)
    for field in fields:
        t = int(rng.integers(0, 8))
        while t < steps:
            run = int(rng.integers(4, 9))
            hidden[t : t + run, labels == field] = True
            t += run + int(rng.integers(7, 14))
    yield "fields, runs of dates", hidden & observed
    hidden = np.zeros_like(observed)
    cloudy = [t for t in range(steps) if 0.15 < observed[t].mean() < 0.98]
    for t in some:
        if rng.random() < 0.5:
            hidden[t] = np.rot90(~observed[rng.choice(cloudy)], 2)
    yield "clouds", hidden & observed


def with_gaps(cube, ndvi, path):
    copy = gdal.GetDriverByName("GTiff").CreateCopy(str(path), gdal.Open(str(cube)))
    bands = [copy.GetRasterBand(i + 1) for i in range(copy.RasterCount)]
    for band, image in zip((b for b in bands if b.GetDescription().startswith("NDVI_")), ndvi):
        band.WriteArray(image.astype(np.float32))


class Scores:
    """Field dates of one fill: whether the truths lie within the bounds."""

    def __init__(self):
        self.pixels, self.means, self.narrow = [], [], []

    def add(self, folder, labels, truth):
        rows = {}
        with open(folder / "series.csv", encoding="utf-8") as table:
            for row in csv.DictReader(table):
                rows.setdefault(int(row["id"]), []).append(row)
        lower, upper = read(folder / "lower.tif"), read(folder / "upper.tif")
        for field, dates in rows.items():
            place = labels == field
            for t, row in enumerate(dates):
                true, low, high = truth[t, place], lower[t, place], upper[t, place]
                filled = high > low
                if not filled.any() or np.isnan(true).any() or not row["mean"]:
                    continue
                mean, count = float(row["mean"]), filled.sum()
                self.pixels.append(np.mean((low - 1e-6 <= true) & (true <= high + 1e-6), where=filled))
                self.means.append(float(row["lower"]) - 1e-6 <= true.mean() <= float(row["upper"]) + 1e-6)
                half = (high - low).mean() / 2 / np.sqrt(count)
                self.narrow.append(abs(mean - true.mean()) <= half)

    def row(self):
        percent = [round(100 * float(np.mean(of)), 1) for of in (self.pixels, self.means, self.narrow)]
        return {"field dates": len(self.means)} | dict(zip(("pixels within [%]", "means within [%]", "divided by the root [%]"), percent))


def measure(name, fills, folder):
    cube, truth = make_scene(name, folder)
    ndvi = read(cube)
    labels = labels_of(read(truth) if truth else ndvi, 0.05 if truth else 0.08)
    write_fields(labels, cube, folder / "fields.gpkg")
    cases = [(hold, np.where(hidden, np.nan, ndvi), ndvi) for hold, hidden in holdouts(np.isfinite(ndvi), labels, np.random.default_rng(1))]
    if truth:
        cases.append(("truth", ndvi, np.where(np.isfinite(ndvi), ndvi, read(truth))))
    for hold, given, known in cases:
        with_gaps(cube, given, folder / "given.tif")
        for fill in fills:
            bounds = ["--lower", folder / "lower.tif", "--upper", folder / "upper.tif"]
            undercast("fill", folder / "given.tif", "-o", folder / "filled.tif", *(["--model", fill] if fill == "built-in" else ["--method", fill]), *bounds,
                      "--overwrite")
            undercast("fields", folder / "filled.tif", "--fields", folder / "fields.gpkg", "-o", folder / "series.csv", *bounds, "--overwrite")
            scores = Scores()
            scores.add(folder, labels, known)
            row = {"hidden": hold, "fill": fill} | scores.row()
            print(row, flush=True)
            yield row


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--scenes", default=",".join(SCENES))
    parser.add_argument("--fills", default="linear,similar-pixels,built-in")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    for name in options.scenes.split(","):
        rows = list(measure(name, options.fills.split(","), options.folder))
        mean = {"hidden": "mean", "fill": None} | {key: round(float(np.mean([row[key] for row in rows])), 1) for key in list(rows[0])[3:]}
        record.save("field_bounds", TITLE, ABOUT, shlex.join(["bench/field_bounds.py", *sys.argv[1:]]), [*rows, mean], data=SCENES[name])


main()

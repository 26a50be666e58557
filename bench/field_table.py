#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Time and memory of `undercast fields` on a large cube, into bench/results/field_table.json.

usage: bench/field_table.py FOLDER [--size 5490] [--fields 10000] [--steps 46]

The cube is a scene of 512 px, filled and laid side by side in files of its own, with bounds and provenance. The fields are
quadrilaterals that cover it, none of them along the pixels.
"""
import argparse
import math
import shlex
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr, osr

sys.path.insert(0, str(Path(__file__).resolve().parent))
import record

gdal.UseExceptions()
SCENE_PX = 512


def undercast(*words):
    subprocess.run([record.PROGRAM, *map(str, words), "--quiet"], check=True)


def lay_side_by_side(scene, path, size):
    """The scene's tiles, again and again, each compressed on its own."""
    source = gdal.Open(str(scene))
    options = ["TILED=YES", "COMPRESS=ZSTD", "ZSTD_LEVEL=1", "BIGTIFF=YES", "NUM_THREADS=ALL_CPUS", "INTERLEAVE=BAND"]
    large = gdal.GetDriverByName("GTiff").Create(str(path), size, size, source.RasterCount, source.GetRasterBand(1).DataType, options)
    large.SetProjection(source.GetProjection())
    large.SetGeoTransform(source.GetGeoTransform())
    large.SetMetadata(source.GetMetadata())
    times = -(-size // SCENE_PX)
    for number in range(1, source.RasterCount + 1):
        band, of_scene = large.GetRasterBand(number), source.GetRasterBand(number)
        band.SetDescription(of_scene.GetDescription())
        band.SetMetadata(of_scene.GetMetadata())
        band.SetNoDataValue(of_scene.GetNoDataValue())
        band.WriteArray(np.tile(of_scene.ReadAsArray(), (times, times))[:size, :size])
        large.FlushCache()


def write_fields(cube, count, path):
    like = gdal.Open(str(cube))
    west, pixel, _, north = like.GetGeoTransform()[:4]
    side = math.ceil(math.sqrt(count))
    step = like.RasterXSize * pixel / side
    path.unlink(missing_ok=True)
    output = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = output.CreateLayer("fields", osr.SpatialReference(like.GetProjection()), ogr.wkbPolygon)
    layer.StartTransaction()
    for number in range(count):
        x, y = west + number % side * step, north - number // side * step
        corners = [(x + step * dx, y - step * dy) for dx, dy in ((0.02, 0.05), (0.97, 0.01), (0.95, 0.98), (0.04, 0.96), (0.02, 0.05))]
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkt("POLYGON ((" + ",".join(f"{a} {b}" for a, b in corners) + "))"))
        layer.CreateFeature(feature)
    layer.CommitTransaction()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--size", type=int, default=5490)
    parser.add_argument("--fields", type=int, default=10000)
    parser.add_argument("--steps", type=int, default=46)
    options = parser.parse_args()
    folder = options.folder
    folder.mkdir(parents=True, exist_ok=True)
    names = ("filled", "lower", "upper", "provenance")
    if not (folder / "large-provenance.tif").exists():
        undercast("simulate", "-o", folder / "scene.tif", "--size", SCENE_PX, "--steps", options.steps)
        undercast("fill", folder / "scene.tif", "-o", folder / "filled.tif", "--method", "linear", *(word for name in names[1:] for word in (f"--{name}", folder / f"{name}.tif")))
        for name in names:
            lay_side_by_side(folder / f"{name}.tif", folder / f"large-{name}.tif", options.size)
    write_fields(folder / "large-filled.tif", options.fields, folder / "fields.gpkg")
    rows = []
    full = "with bounds and trust"
    for what, companions, output, memory in (("means alone", (), "series.csv", "512M"), (full, names[1:], "series.csv", "512M"), (full, names[1:], "series.csv", "4G"),
                                             (full, names[1:], "series.gpkg", "4G")):
        line = ["/usr/bin/time", "-f", "%M", record.PROGRAM, "fields", folder / "large-filled.tif", "--fields", folder / "fields.gpkg", "-o", folder / output,
                *(word for name in companions for word in (f"--{name}", folder / f"large-{name}.tif")), "--memory", memory, "--overwrite", "--quiet"]
        start = time.monotonic()
        run = subprocess.run([*map(str, line)], check=True, stderr=subprocess.PIPE, text=True)
        rows.append({"table": what, "format": output.split(".")[1], "--memory": memory, "s": round(time.monotonic() - start),
                     "peak MiB": round(int(run.stderr.split()[-1]) / 1024), "MB": round((folder / output).stat().st_size / 1e6)})
        print(rows[-1], flush=True)
    record.save("field_table", "Tables of fields", f"Wall time and peak of resident memory of `fields` on a cube of {options.size} x {options.size} px and {options.steps} dates, "
                f"with {options.fields} fields that cover it.", shlex.join(["bench/field_table.py", *sys.argv[1:]]), rows)


main()

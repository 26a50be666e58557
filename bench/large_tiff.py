#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""A large tiled TIFF with overviews at the speed of the disk: a cube laid side by side, its compressed tiles copied.

usage: large_tiff.py CUBE LARGE [SIZE]      CUBE: 512 x 512 px, tiles of 256 px, as 'undercast fill' writes it
"""
import struct
import sys

import numpy as np
from osgeo import gdal

gdal.UseExceptions()
TILE = 256
OPTIONS = ["TILED=YES", f"BLOCKXSIZE={TILE}", f"BLOCKYSIZE={TILE}", "INTERLEAVE=PIXEL", "COMPRESS=ZSTD", "ZSTD_LEVEL=1", "PREDICTOR=3"]


def empty(cube, path, size):
    """All of the large file but its tiles; returns the sizes of its levels."""
    large = gdal.GetDriverByName("GTiff").Create(path, size, size, cube.RasterCount, gdal.GDT_Float32, [*OPTIONS, "BIGTIFF=YES", "SPARSE_OK=TRUE"])
    large.SetProjection(cube.GetProjection())
    large.SetGeoTransform(cube.GetGeoTransform())
    large.SetMetadata(cube.GetMetadata())
    for number in range(1, cube.RasterCount + 1):
        band, source = large.GetRasterBand(number), cube.GetRasterBand(number)
        band.SetDescription(source.GetDescription())
        band.SetMetadata(source.GetMetadata())
        band.SetNoDataValue(float("nan"))
    factors = [2**level for level in range(1, 20) if size > TILE * 2 ** (level - 1)]
    large.FlushCache()
    gdal.SetConfigOption("SPARSE_OK_OVERVIEW", "TRUE")
    large.BuildOverviews("NONE", factors)
    return [1, *factors]


def tiles_of(values):
    """Compressed tiles of an image [band, row, col]: (row, col) of the tile -> bytes."""
    path = "/vsimem/tiles.tif"
    image = gdal.GetDriverByName("GTiff").Create(path, values.shape[2], values.shape[1], values.shape[0], gdal.GDT_Float32, OPTIONS)
    image.WriteArray(values)
    image = None
    image, raw = gdal.Open(path), gdal.VSIFOpenL(path, "rb")
    found = {}
    for row in range(values.shape[1] // TILE):
        for col in range(values.shape[2] // TILE):
            offset, count = (int(image.GetRasterBand(1).GetMetadataItem(f"BLOCK_{what}_{col}_{row}", "TIFF")) for what in ("OFFSET", "SIZE"))
            gdal.VSIFSeekL(raw, offset, 0)
            found[row, col] = gdal.VSIFReadL(1, count, raw)
    return found


def directories(file):
    """Of each image of a BigTIFF: tag -> (number of values, place of the values in the file)."""
    file.seek(8)
    (place,) = struct.unpack("<Q", file.read(8))
    while place:
        file.seek(place)
        (entries,) = struct.unpack("<Q", file.read(8))
        tags = {}
        for i in range(entries):
            tag, kind, count, value = struct.unpack("<HHQQ", file.read(20))
            inline = count * {3: 2, 4: 4, 16: 8}.get(kind, 99) <= 8
            tags[tag] = kind, count, place + 8 + 20 * i + 12 if inline else value
        (place,) = struct.unpack("<Q", file.read(8))
        yield tags


def main():
    cube, path, size = gdal.Open(sys.argv[1]), sys.argv[2], int((sys.argv + ["10980"])[3])
    factors = empty(cube, path, size)
    values = cube.ReadAsArray()
    with open(path, "r+b") as file:
        for factor, tags in zip(factors, list(directories(file))):
            if factor > 1:
                values = values.reshape(len(values), values.shape[1] // 2, 2, values.shape[2] // 2, 2).mean((2, 4), dtype=np.float32)
            repeats = max(1, TILE // values.shape[1])
            tiles = tiles_of(np.tile(values, (1, repeats, repeats)))
            side = max(row for row, _ in tiles) + 1
            across = -(-size // (factor * TILE))  # tiles, rounded up
            file.seek(0, 2)
            offsets, counts = [], []
            for row in range(across):
                for col in range(across):
                    tile = tiles[row % side, col % side]
                    offsets.append(file.tell())
                    counts.append(len(tile))
                    file.write(tile)
            for tag, numbers in {324: offsets, 325: counts}.items():
                kind, count, place = tags[tag]
                assert count == len(numbers)
                file.seek(place)
                file.write(struct.pack(f"<{count}{'Q' if kind == 16 else 'I'}", *numbers))


main()

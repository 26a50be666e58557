#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Exports, read by the programs that they are made for: xarray, rioxarray, netCDF4, zarr, and GDAL's STACIT.

usage: exported_formats.py PROGRAM
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest
from datetime import date, timedelta
from pathlib import Path

import netCDF4
import numpy as np
import rioxarray  # noqa: F401: adds .rio to datasets
import xarray
import zarr
from osgeo import gdal

gdal.UseExceptions()
PROGRAM = os.path.realpath(sys.argv.pop(1))
FOLDER = tempfile.TemporaryDirectory()
SIZE, STEPS, PERIOD = 280, 23, 16  # two windows across, two chunks of dates; a year


def run(*words):
    subprocess.run([PROGRAM, *map(str, words), "--quiet"], cwd=FOLDER.name, check=True)


def path(name):
    return Path(FOLDER.name) / name


def bands(name):
    return gdal.Open(str(path(name))).ReadAsArray()


def export(output, form):
    run("export", "filled.tif", "-o", output, "--format", form, "--lower", "lower.tif", "--upper", "upper.tif",
        "--provenance", "from.tif", "--phenology", "seasons.tif")


def setUpModule():
    run("simulate", "-o", "scene.tif", "--size", SIZE, "--steps", STEPS, "--period", PERIOD)
    run("fill", "scene.tif", "-o", "filled.tif", "--method", "linear", "--lower", "lower.tif", "--upper", "upper.tif",
        "--provenance", "from.tif")
    run("phenology", "filled.tif", "-o", "seasons.tif", "--min-amplitude", "0.1")
    for output, form in (("out.nc", "netcdf"), ("out.zarr", "zarr"), ("out", "stac"), ("images", "cog")):
        export(output, form)


def periods():
    """First day and end of each period."""
    dataset = gdal.Open(str(path("filled.tif")))
    images = [dataset.GetRasterBand(i + 1) for i in range(dataset.RasterCount)]
    first = [date.fromisoformat(image.GetDescription()[5:]) for image in images]
    return first, [day + timedelta(int(image.GetMetadataItem("PERIOD_DAYS"))) for day, image in zip(first, images)]


def starts():
    return periods()[0]


COMPANIONS = {"ndvi": "filled.tif", "ndvi_lower": "lower.tif", "ndvi_upper": "upper.tif", "provenance": "from.tif"}


class Datasets(unittest.TestCase):
    """What NetCDF and Zarr hold alike."""

    def each(self):
        yield xarray.open_dataset(path("out.nc"))
        yield xarray.open_zarr(str(path("out.zarr")))  # by its consolidated metadata
        yield xarray.open_zarr(str(path("out.zarr")), consolidated=False)

    def test_values_are_those_of_the_rasters_bit_for_bit(self):
        for dataset in self.each():
            for name, raster in COMPANIONS.items():
                wanted, found = bands(raster), dataset[name].values
                if name == "provenance":
                    np.testing.assert_array_equal(found, np.where(wanted == 255, np.nan, wanted))
                else:
                    np.testing.assert_array_equal(found.view("u4"), wanted.view("u4"))

    def test_seasons_are_variables_with_dates(self):
        raster = gdal.Open(str(path("seasons.tif")))
        for dataset in self.each():
            for number in range(1, raster.RasterCount + 1):
                band = raster.GetRasterBand(number)
                found, wanted = dataset[band.GetDescription()].values, band.ReadAsArray()
                if found.dtype.kind == "M":  # xarray has decoded "days since 1970-01-01"
                    found = np.where(np.isnat(found), np.nan, (found - np.datetime64("1970-01-01")) / np.timedelta64(1, "D"))
                    np.testing.assert_allclose(found, wanted, atol=1e-5)
                else:
                    np.testing.assert_array_equal(found, wanted)
            self.assertEqual(dataset["PEAK_2018_1"].dtype.kind, "M")
            self.assertEqual(dataset["LENGTH_2018_1"].attrs["units"], "day")

    def test_time_is_the_first_day_and_its_bounds_are_the_period(self):
        first, last = periods()
        for dataset in self.each():
            self.assertEqual([day.astype("M8[D]").item() for day in dataset.time.values], first)
            ends = [day.astype("M8[D]").item() for day in dataset.time_bnds.values[:, 1]]
            self.assertEqual(ends, last)

    def test_rioxarray_finds_the_crs_and_the_place(self):
        reference = gdal.Open(str(path("filled.tif")))
        left, width, _, top, _, height = reference.GetGeoTransform()
        for dataset in self.each():
            self.assertEqual(dataset.rio.crs.to_epsg(), 32631)
            self.assertEqual(dataset.ndvi.rio.crs.to_epsg(), 32631)
            self.assertEqual(dataset.rio.bounds(), (left, top + SIZE * height, left + SIZE * width, top))
            self.assertEqual(dataset.x.values[0], left + width / 2)

    def test_attributes_follow_cf(self):
        for dataset in self.each():
            self.assertEqual(dataset.attrs["Conventions"], "CF-1.10")
            self.assertIn("export", dataset.attrs["history"].splitlines()[0])
            self.assertIn("fill", dataset.attrs["history"].splitlines()[1])
            self.assertIn('"format"', dataset.attrs["UNDERCAST_OPTIONS"])
            for name in dataset.ndvi.attrs["ancillary_variables"].split():
                self.assertIn(name, dataset)
            self.assertEqual(dataset.ndvi.attrs["units"], "1")
            self.assertEqual(dataset.ndvi.attrs["standard_name"], "normalized_difference_vegetation_index")
            meanings = dataset.provenance.attrs["flag_meanings"].split()
            self.assertEqual(len(meanings), len(dataset.provenance.attrs["flag_values"]))
            self.assertEqual(dataset.x.attrs["standard_name"], "projection_x_coordinate")
            self.assertEqual(dataset.spatial_ref.attrs["grid_mapping_name"], "transverse_mercator")

    def test_a_store_becomes_netcdf_in_xarray(self):
        xarray.open_zarr(str(path("out.zarr")))[["ndvi"]].isel(time=slice(2)).to_netcdf(path("again.nc"))

    def test_netcdf4_masks_nothing_and_has_the_types_of_cf(self):
        with netCDF4.Dataset(path("out.nc")) as dataset:
            ndvi, codes = dataset["ndvi"], dataset["provenance"]
            self.assertEqual(np.ma.count_masked(ndvi[:]), int(np.isnan(bands("filled.tif")).sum()))
            self.assertEqual(ndvi.valid_range.dtype, np.float32)
            self.assertEqual((codes.dtype, codes.flag_values.dtype, codes._FillValue), (np.uint8, np.uint8, 255))
            self.assertTrue(ndvi.filters()["zlib"])
            self.assertEqual(ndvi.chunking(), [16, 256, 256])

    def test_zarr_reads_the_same_chunks_and_missing_values(self):
        store = zarr.open_consolidated(str(path("out.zarr")))
        self.assertEqual(store["ndvi"].chunks, (16, 256, 256))
        self.assertTrue(np.isnan(store["ndvi"].fill_value))
        self.assertEqual(store["provenance"].fill_value, 255)

    def test_gdal_reads_netcdf_on_the_same_grid(self):
        dataset, reference = gdal.Open(f'NETCDF:"{path("out.nc")}":ndvi'), gdal.Open(str(path("filled.tif")))
        self.assertEqual(dataset.GetGeoTransform(), reference.GetGeoTransform())
        self.assertTrue(dataset.GetSpatialRef().IsSame(reference.GetSpatialRef()))
        np.testing.assert_array_equal(dataset.GetRasterBand(3).ReadAsArray(), reference.GetRasterBand(3).ReadAsArray())


class Catalogue(unittest.TestCase):
    """The STAC catalogue, against the required fields of the specification (1.1.0) and its extensions."""

    def read(self, name):
        return json.loads(path("out/" + name).read_text(encoding="utf-8"))

    def test_the_collection_has_what_the_specification_requires(self):
        collection = self.read("collection.json")
        for key, value in {"type": "Collection", "stac_version": "1.1.0", "id": "out", "license": "other"}.items():
            self.assertEqual(collection[key], value)
        self.assertTrue(collection["description"])
        (west, south, east, north), = collection["extent"]["spatial"]["bbox"]
        self.assertTrue(-180 <= west < east <= 180 and -90 <= south < north <= 90)
        (begin, end), = collection["extent"]["temporal"]["interval"]
        self.assertEqual((begin, end), ("2018-01-01T00:00:00Z", f"{periods()[1][-1] - timedelta(1)}T23:59:59Z"))
        items = [link["href"] for link in collection["links"] if link["rel"] == "item"]
        self.assertEqual(items, [f"./{day}/{day}.json" for day in map(str, starts())])
        self.assertEqual(set(collection["item_assets"]), set(COMPANIONS))
        self.assertEqual(collection["assets"]["phenology"]["bands"][0]["name"], "SEASONS_2018")
        self.assertTrue(path("out/phenology.tif").exists())
        self.assertEqual({item["id"] for item in self.read("items.json")["features"]},
                         {self.read(href)["id"] for href in items})

    def test_items_have_what_the_specification_requires(self):
        collection = self.read("collection.json")
        reference = gdal.Open(str(path("filled.tif")))
        for day in starts():
            folder = path(f"out/{day}")
            item = json.loads((folder / f"{day}.json").read_text(encoding="utf-8"))
            self.assertEqual((item["type"], item["stac_version"], item["collection"]), ("Feature", "1.1.0", "out"))
            self.assertEqual(item["bbox"], collection["extent"]["spatial"]["bbox"][0])
            ring, = item["geometry"]["coordinates"]
            self.assertEqual((item["geometry"]["type"], ring[0]), ("Polygon", ring[-1]))
            turn = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:]))
            self.assertGreater(turn, 0, "GeoJSON wants outer rings counterclockwise")
            for number in (0, 1):
                self.assertAlmostEqual(min(point[number] for point in ring), item["bbox"][number], 5)
                self.assertAlmostEqual(max(point[number] for point in ring), item["bbox"][number + 2], 5)
            properties = item["properties"]
            self.assertEqual(properties["datetime"], f"{day}T00:00:00Z")
            self.assertEqual(properties["start_datetime"], properties["datetime"])
            self.assertLess(properties["datetime"], properties["end_datetime"])
            self.assertEqual((properties["proj:code"], properties["proj:epsg"]), ("EPSG:32631", 32631))
            self.assertEqual(properties["proj:shape"], [SIZE, SIZE])
            left, width, turned, top, tilted, height = reference.GetGeoTransform()
            self.assertEqual(properties["proj:transform"], [width, turned, left, tilted, height, top])
            self.assertIn("undercast", properties["processing:software"])
            prefixes = {key.split(":")[0] for key in properties if ":" in key}
            for name, asset in item["assets"].items():
                prefixes |= {key.split(":")[0] for key in asset if ":" in key}
                self.assertEqual(asset["type"], "image/tiff; application=geotiff; profile=cloud-optimized")
                self.assertTrue(asset["roles"] and asset["data_type"] and "nodata" in asset)
                image = gdal.Open(str(folder / asset["href"]))
                self.assertEqual(image.GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE"), "COG")
                self.assertEqual(image.GetRasterBand(1).GetMetadataItem("PERIOD_DAYS"),
                                 reference.GetRasterBand(1 + starts().index(day)).GetMetadataItem("PERIOD_DAYS")
                                 if name != "provenance" else None)
            extensions = {"proj": "projection", "raster": "raster", "processing": "processing",
                          "classification": "classification"}
            self.assertEqual(prefixes, set(extensions))
            for extension in extensions.values():
                self.assertTrue(any(f"/{extension}/v" in url for url in item["stac_extensions"]), extension)
            for link in item["links"]:
                self.assertTrue((folder / link["href"]).exists(), link)

    def test_images_hold_the_values_of_the_rasters(self):
        for name, raster in COMPANIONS.items():
            wanted = bands(raster)
            for step, day in enumerate(map(str, starts())):
                for image in (f"out/{day}/{name}_{day}.tif", f"images/{name}/{name}_{day}.tif"):
                    np.testing.assert_array_equal(bands(image), wanted[step])
        np.testing.assert_array_equal(bands("out/phenology.tif"), bands("seasons.tif"))

    def test_gdal_opens_the_items(self):
        before = os.getcwd()
        os.chdir(path("out"))  # GDAL 3.6 looks for relative links from the working folder
        try:
            for name, raster in COMPANIONS.items():
                mosaic = gdal.Open(f'STACIT:"items.json":asset={name}')
                np.testing.assert_array_equal(mosaic.ReadAsArray(), bands(raster)[-1])  # the last date lies on top
                self.assertEqual(mosaic.GetGeoTransform(), gdal.Open(str(path(raster))).GetGeoTransform())
        finally:
            os.chdir(before)


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Makes one cube in the layouts that the field's programs write, through GDAL and xarray.

usage: layouts.py CUBE FOLDER

CUBE is in the program's own layout, and its NDVI, VH and VV have the same dates. The names in FOLDER are those of
docs/interchange.md.
"""
import json
import shutil
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import rioxarray  # noqa: F401  it adds .rio
import xarray as xr
from osgeo import gdal

gdal.UseExceptions()
REFLECTANCE = {"type": gdal.GDT_UInt16, "nodata": 0, "scale": 1e-4, "offset": -0.1}


class Layouts:
    def __init__(self, cube, folder):
        self.source = gdal.Open(str(cube))
        self.folder = Path(folder)
        self.variables = {}
        for band in (self.source.GetRasterBand(i + 1) for i in range(self.source.RasterCount)):
            variable, date = band.GetDescription().split("_")
            self.variables.setdefault(variable, {})[date] = band.ReadAsArray()
        self.ndvi = self.variables["NDVI"]
        self.dates = list(self.ndvi)
        self.days = [date.replace("-", "") for date in self.dates]

    def raster(self, name, images, names=None, *, type=gdal.GDT_Float32, nodata=None, scale=None, offset=0, metadata=None,
               driver="GTiff", options=()):
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        rows, cols = images[0].shape
        raster = gdal.GetDriverByName(driver).Create(str(path), cols, rows, len(images), type, list(options))
        raster.SetGeoTransform(self.source.GetGeoTransform())
        raster.SetProjection(self.source.GetProjection())
        for number, image in enumerate(images, 1):
            band = raster.GetRasterBand(number)
            if names:
                band.SetDescription(names[number - 1])
            if nodata is not None:
                band.SetNoDataValue(nodata)
            if scale:
                band.SetScale(scale)
                band.SetOffset(offset)
            if metadata:
                band.SetMetadata(metadata[number - 1])
            band.WriteArray(image)

    def integers(self, image):
        return np.where(np.isnan(image), -9999, np.round(image * 10000)).astype("int16")

    def images_of_dates(self):
        packed = {"type": gdal.GDT_Int16, "nodata": -9999, "scale": 0.0001}
        files = []
        for date, image in self.ndvi.items():
            files.append(f"sits/SENTINEL-2_MSI_20LKP_NDVI_{date}.tif")
            self.raster(files[-1], [self.integers(image)], **packed)
            self.raster(f"vegetation/20LKP_{date}.tif", [self.integers(image)], **packed)
            self.raster(f"sits/SENTINEL-2_MSI_20LKP_CLOUD_{date}.tif", [np.zeros(image.shape)])
            self.raster(f"undeclared-ndvi/20LKP_{date}.tif", [self.integers(image)], type=gdal.GDT_Int16, nodata=-9999)
            for name, reflectance in zip(("B08", "B04"), self.reflectance(image)):
                self.raster(f"undeclared/{date}_{name}.tif", [reflectance], type=gdal.GDT_UInt16, nodata=0)
            day = pd.Timestamp(date)
            self.raster(f"modis/MOD13Q1.006__250m_16_days_NDVI_doy{day:%Y%j}_aid0001.tif", [self.integers(image)],
                        **packed)
            for name, reflectance in zip(("B08", "B04"), self.reflectance(image)):
                self.raster(f"reflectance/S2_{date}_{name}.tif", [reflectance], **REFLECTANCE)
        for date, image in self.variables["VH"].items():
            self.raster(f"sits-radar/SENTINEL-1_RTC_20LKP_VH_{date}.tif", [image])
        (self.folder / "list.txt").write_text("\n".join(files) + "\n")
        gdal.BuildVRT(str(self.folder / "stack.vrt"), [str(self.folder / file) for file in files], separate=True)
        named = [f"vegetation/20LKP_{date}.tif" for date in self.dates]
        for name, asset, files in (("items.json", "ndvi", files), ("items-evi.json", "evi", named)):
            items = [{"type": "Feature", "stac_version": "1.0.0", "id": date, "geometry": None, "links": [],
                      "properties": {"datetime": f"{date}T10:50:31Z"}, "assets": {asset: {"href": f"./{file}"}}}
                     for date, file in zip(self.dates, files)]
            (self.folder / name).write_text(json.dumps({"type": "FeatureCollection", "features": items}))

    def reflectance(self, image):
        """NIR and red of an NDVI, as Copernicus has them from 2022 on: ten thousandths, and 1000 more."""
        return [np.where(np.isnan(image), 0, np.round(share * 10000 + 1000)).astype("uint16")
                for share in ((1 + image) / 2, (1 - image) / 2)]

    def stacks(self):
        images, packed = list(self.ndvi.values()), [self.integers(image) for image in self.ndvi.values()]
        integers = {"type": gdal.GDT_Int16, "nodata": -9999}
        self.raster("2018-2018_001-365_HL_TSA_SEN2L_NDV_TSI.tif", packed, self.days, **integers)
        self.raster("bands-with-sensor.tif", packed, [f"{day}_SEN2A" for day in self.days], **integers)
        self.raster("by-image.tif", images, [f"{day}T105031_{day}T105401_T31UFS_NDVI" for day in self.days])
        self.raster("by-number.tif", images, [f"{number}_NDVI" for number in range(len(images))])
        pairs = [image for ndvi in images for image in self.reflectance(ndvi)]
        self.raster("bands.tif", pairs, [f"{band}_{date}" for date in self.dates for band in ("B08", "B04")], **REFLECTANCE)
        self.raster("compact.tif", images, [f"NDVI_{day}" for day in self.days])
        self.raster("dates-in-metadata.tif", images, metadata=[{"DATE": date} for date in self.dates])
        self.raster("dates-in-sidecar.tif", images, [f"NDVI_{date}" for date in self.dates], options=["PROFILE=BASELINE"])
        self.raster("envi.dat", images, [f"NDVI_{date}" for date in self.dates], driver="ENVI")
        self.raster("odd.tif", images, [f"ndvi of {pd.Timestamp(date):%d%m%Y}" for date in self.dates])

    def stores(self):
        left, width, _, top, _, height = self.source.GetGeoTransform()
        axes = {"time": pd.to_datetime(self.dates), "y": top + height * (np.arange(self.source.RasterYSize) + 0.5),
                "x": left + width * (np.arange(self.source.RasterXSize) + 0.5)}
        cube = xr.Dataset({name.lower(): (("time", "y", "x"), np.stack(list(images.values())))
                           for name, images in self.variables.items()}, coords=axes)
        cube = cube.rio.write_crs(self.source.GetSpatialRef().ExportToWkt())
        cube.to_netcdf(self.folder / "cube.nc")
        cube.to_zarr(self.folder / "cube.zarr")
        cube.to_netcdf(self.folder / "packed.nc", encoding={"ndvi": {"dtype": "int16", "scale_factor": 1e-4,
                                                                     "_FillValue": -32768}})
        cube.transpose("y", "x", "time").to_netcdf(self.folder / "time-last.nc")
        cube.isel(y=slice(None, None, -1)).transpose("x", "time", "y").to_zarr(self.folder / "south-up.zarr")
        cube.rename(ndvi="greenness", vh="sigma0_VH").to_netcdf(self.folder / "other-names.nc")
        cube[["ndvi"]].rio.write_transform().to_netcdf(self.folder / "for-gdal.nc")
        gdal.Translate(str(self.folder / "translated.tif"), f'NETCDF:"{self.folder}/for-gdal.nc":ndvi')

    def tables(self):
        long = pd.concat([pd.DataFrame({"plot": np.arange(image.size), "date": date, "ndvi": image.ravel(),
                                        "VH": self.variables["VH"][date].ravel()}) for date, image in self.ndvi.items()])
        long.to_csv(self.folder / "points.csv")
        wide = long.pivot(index="plot", columns="date", values="ndvi").add_prefix("NDVI_").reset_index()
        wide.to_csv(self.folder / "points-wide.csv", sep=";", index=False)

    def bad_ones(self):
        images = list(self.ndvi.values())
        self.raster("bad/scale-0.tif", images, [f"NDVI_{date}" for date in self.dates], scale=1)
        raster = gdal.Open(str(self.folder / "bad/scale-0.tif"), gdal.GA_Update)
        raster.GetRasterBand(3).SetScale(0)
        raster = None
        self.raster("bad/twice.tif", images[:2], ["NDVI_2018-01-01", "20180101_NDVI"])
        self.raster("bad/rotated.tif", images[:1], ["NDVI_2018-01-01"])
        raster = gdal.Open(str(self.folder / "bad/rotated.tif"), gdal.GA_Update)
        raster.SetGeoTransform([500000, 8, 6, 5600000, 6, -8])
        raster = None
        self.raster("shapes/NDVI_2018-01-01.tif", images[:1])
        self.raster("shapes/NDVI_2018-01-17.tif", [images[1][:20]])
        self.raster("bad/smaller.tif", [image[:20] for image in images], [f"VH_{date}" for date in self.dates])
        first_is_missing = self.integers(images[1])
        first_is_missing[0, 0] = -9999
        self.raster("bad/first-missing.tif", [first_is_missing], ["20180117"], type=gdal.GDT_Int16, nodata=-9999)
        self.raster("two-dates/NDVI_2018-03-01.tif", images[:1], ["NDVI_2018-01-01"])
        self.raster("two-dates/NDVI_2018-03-17.tif", images[:1])
        hundredths = np.where(np.isnan(images[1]), 255, np.round(images[1] * 100 + 100)).astype("uint8")
        self.raster("bad/hundredths.tif", [hundredths], ["NDVI_2018-01-17"], type=gdal.GDT_Byte, nodata=255)
        items = [{"type": "Feature", "id": date, "properties": {"datetime": f"{date}T10:50:31Z"}, "assets": {"ndvi": {
                     "href": f"undeclared-ndvi/20LKP_{date}.tif", "raster:bands": [{"scale": 0.0001}]}}} for date in self.dates]
        (self.folder / "stated.json").write_text(json.dumps({"type": "FeatureCollection", "features": items}))
        page = {"type": "FeatureCollection", "features": [], "links": [{"rel": "next", "href": "?page=2"}]}
        (self.folder / "bad/page.json").write_text(json.dumps(page))
        dark = np.full(images[0].shape, 950, "uint16")  # the offset makes it negative
        self.raster("dark/B04_2018-01-01.tif", [dark], **REFLECTANCE)
        self.raster("dark/B08_2018-01-01.tif", [dark + 350], **REFLECTANCE)
        cube = xr.open_dataset(self.folder / "cube.nc", decode_times=False)
        middles = cube.copy()
        middles["time"] = ("time", cube["time"].values + 8, {**cube["time"].attrs, "bounds": "time_bnds"})
        middles["time_bnds"] = (("time", "nv"), np.stack([cube["time"].values, cube["time"].values + 16], axis=1))
        middles.to_netcdf(self.folder / "bad/middles.nc")
        without_units = cube.copy()
        without_units["time"] = ("time", np.arange(cube.sizes["time"]))
        without_units.to_netcdf(self.folder / "bad/no-units.nc")
        days_of_360 = cube.copy()
        days_of_360["time"].attrs["calendar"] = "360_day"
        days_of_360.to_netcdf(self.folder / "bad/calendar.nc")
        cube.isel(time=[0, 1, 1]).to_netcdf(self.folder / "bad/twice.nc")
        cube.isel(x=[0, 1, 3, 7]).to_netcdf(self.folder / "bad/irregular.nc")
        cube.drop_vars("spatial_ref").to_netcdf(self.folder / "bad/no-crs.nc")
        cube[["ndvi"]].rename(ndvi="LST").to_netcdf(self.folder / "bad/lst.nc")
        coarse = cube["vh"].isel(y=slice(None, None, 2), x=slice(None, None, 2)).rename(y="y2", x="x2")
        cube.drop_vars("vh").assign(vh=coarse).to_netcdf(self.folder / "bad/two-grids.nc")
        stacked = cube[["ndvi", "vh"]].to_array("band", "reflectance")
        stacked.transpose("time", "band", "y", "x").to_netcdf(self.folder / "bad/bands.nc")
        cube.rename(ndvi="a", vh="b", vv="c").to_netcdf(self.folder / "bad/other-names.nc")
        whole = (self.folder / "cube.nc").read_bytes()
        (self.folder / "bad/half.nc").write_bytes(whole[: len(whole) // 2])
        shutil.copytree(self.folder / "cube.zarr", self.folder / "bad/half.zarr")
        shutil.copytree(self.folder / "cube.zarr", self.folder / "bad/lost.zarr")
        next((self.folder / "bad/lost.zarr/ndvi").glob("0.*")).unlink()
        chunk = next((self.folder / "bad/half.zarr/ndvi").glob("0.*"))
        chunk.write_bytes(chunk.read_bytes()[:100])


def main():
    layouts = Layouts(*sys.argv[1:])
    layouts.images_of_dates()
    layouts.stacks()
    layouts.stores()
    layouts.tables()
    layouts.bad_ones()


main()

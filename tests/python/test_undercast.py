# SPDX-License-Identifier: Apache-2.0
"""usage: test_undercast.py PROGRAM PACKAGE_FOLDER"""
import contextlib
import io
import json
import os
import pickle
import re
import runpy
import subprocess
import sys
import tempfile
import time
import types
import unittest

import numpy as np

PROGRAM, FOLDER = map(os.path.abspath, sys.argv[1:3])
SOURCES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../..")
sys.path.insert(0, FOLDER)
import undercast

try:
    import xarray as xr
except ImportError:
    xr = None


def run(*words):
    subprocess.run([PROGRAM, *map(str, words), "--quiet"], check=True)


def read(path):
    return undercast._undercast.read_cube(path, "")


def small(dates=20, rows=6, cols=5, seed=1):
    random = np.random.default_rng(seed)
    days = np.datetime64("2018-01-01") + 8 * np.arange(dates)
    season = 0.5 + 0.3 * np.sin(np.arange(dates) / 4)[:, None, None] + 0.02 * random.standard_normal((dates, rows, cols))
    ndvi = np.where(random.random(season.shape) < 0.4, np.nan, season).astype(np.float32)
    return ndvi, days


class Program(unittest.TestCase):
    """The module against the program, bit for bit."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.cube = os.path.join(cls.folder.name, "cube.tif")
        run("simulate", "-o", cls.cube, "--size", 32, "--steps", 24, "--seed", 4)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def file(self, name):
        return os.path.join(self.folder.name, name)

    def filled_by_program(self, *words):
        paths = {name: self.file(f"{name}.tif") for name in ("filled", "lower", "upper")}
        run("fill", self.cube, "-o", paths["filled"], "--lower", paths["lower"], "--upper", paths["upper"], "--overwrite", *words)
        return [read(path).ndvi[0] for path in paths.values()]

    def arrays(self):
        cube = read(self.cube)
        days = [[np.datetime64(day, "D") for day in periods[0]] for _, periods in (cube.ndvi, cube.vh)]
        return cube.ndvi[0], days[0], cube.vh[0], days[1]

    def test_methods_and_models_fill_as_the_program(self):
        ndvi, dates, vh, radar_dates = self.arrays()
        for words, arguments in ((["--method", "gaussian-process"], {"method": "gaussian-process"}),
                                 (["--method", "harmonic", "--harmonics", "2"], {"method": "harmonic", "harmonics": 2}),
                                 (["--model", "built-in"], {"model": "built-in"})):
            expected = self.filled_by_program(*words)
            found = undercast.fill_array(ndvi, dates, vh=vh, radar_dates=radar_dates, **arguments)
            for a, b in zip(expected, found):
                np.testing.assert_array_equal(a, b, str(arguments))

    @unittest.skipIf(xr is None, "there is no xarray here")
    def test_xarray_gives_the_same_in_any_order_of_dimensions(self):
        expected = self.filled_by_program("--model", "built-in")[0]
        data = undercast.CubeFile(self.cube).to_xarray()
        for order in (("time", "y", "x"), ("y", "x", "time"), ("x", "time", "y")):
            filled = data.transpose(*order, ...).undercast.fill(model="built-in")
            self.assertEqual(filled["NDVI"].dims, order)
            np.testing.assert_array_equal(filled["NDVI"].transpose("time", "y", "x").values, expected)
        self.assertIn("crs_wkt", filled.spatial_ref.attrs)
        self.assertTrue((filled["NDVI_lower"] <= filled["NDVI_upper"]).all())

    @unittest.skipIf(xr is None, "there is no xarray here")
    def test_scaled_integers_are_decoded(self):
        ndvi, days = small()
        plain = xr.DataArray(np.round(ndvi, 4), dims=("t", "lat", "lon"), coords={"t": days.astype("datetime64[ns]")}, name="ndvi")
        stored = plain.fillna(-3.2768) * 10000
        stored = stored.round().astype("int16").assign_attrs(_FillValue=np.int16(-32768), scale_factor=0.0001)
        np.testing.assert_allclose(undercast.fill(stored, method="linear")["ndvi"].values,
                                   undercast.fill(plain, method="linear")["ndvi"].values, atol=1e-6)

    @unittest.skipIf(xr is None, "there is no xarray here")
    def test_a_filled_cube_is_described_as_an_export_is(self):
        self.filled_by_program("--method", "linear", "--provenance", self.file("provenance.tif"))
        run("export", self.file("filled.tif"), "-o", self.file("export.nc"), "--format", "netcdf", "--lower", self.file("lower.tif"),
            "--upper", self.file("upper.tif"), "--provenance", self.file("provenance.tif"))
        undercast.fill(undercast.CubeFile(self.cube).to_xarray(), method="linear").to_netcdf(self.file("filled.nc"))
        with xr.open_dataset(self.file("export.nc"), decode_cf=False) as expected, xr.open_dataset(self.file("filled.nc"), decode_cf=False) as found:
            for name, variable in expected.variables.items():
                mine = found[name.replace("ndvi", "NDVI")]
                self.assertEqual(mine.dims, variable.dims)
                np.testing.assert_array_equal(mine.values, variable.values, name)
                for key, value in variable.attrs.items():
                    if name == "time_bnds" or key == "_FillValue":
                        continue
                    value = value.replace("ndvi", "NDVI") if isinstance(value, str) else value
                    np.testing.assert_array_equal(mine.attrs[key], value, f"{name}: {key}")
            self.assertEqual(found.attrs["Conventions"], expected.attrs["Conventions"])

    @unittest.skipIf(xr is None, "there is no xarray here")
    def test_the_crs_is_given_or_found_by_an_accessor(self):
        data = undercast.CubeFile(self.cube).to_xarray()
        bare = data.drop_vars("spatial_ref")
        self.assertNotIn("spatial_ref", undercast.fill(bare, method="linear").variables)
        for given in (32631, "EPSG:32631", data.spatial_ref.attrs["crs_wkt"]):
            filled = undercast.fill(bare.NDVI, method="linear", crs=given)
            self.assertEqual(filled.spatial_ref.attrs["crs_wkt"], data.spatial_ref.attrs["crs_wkt"])
            self.assertEqual(filled.NDVI.attrs["grid_mapping"], "spatial_ref")
        try:
            import rioxarray
        except ImportError:
            return
        undercast.fill(bare, method="linear")  # has an accessor, but no CRS
        self.assertEqual(undercast.fill(data.rio.write_crs(32632), method="linear").rio.crs.to_epsg(), 32632)

    @unittest.skipIf(xr is None, "there is no xarray here")
    def test_lengths_of_periods_are_given_or_are_in_the_bounds(self):
        data = undercast.CubeFile(self.cube).to_xarray()
        days = (data.time_bnds[:, 1] - data.time_bnds[:, 0]).dt.days.values
        for given, expected in (({}, days), ({"period": 3}, np.minimum(days, 3)), ({"period": [1] * len(days)}, 1)):
            bounds = undercast.fill(data, method="linear", **given).time_bnds
            np.testing.assert_array_equal((bounds[:, 1] - bounds[:, 0]).dt.days.values, expected)

    @unittest.skipIf(xr is None, "there is no xarray here")
    def test_a_short_last_period_is_filled_as_by_the_program(self):
        cube, filled = self.file("year.tif"), self.file("year_filled.tif")
        run("simulate", "-o", cube, "--size", 16, "--steps", 46, "--seed", 4)
        data, arrays = undercast.CubeFile(cube).to_xarray(), read(cube)
        days, radar_days = (np.array(of[1][0], "datetime64[D]") for of in (arrays.ndvi, arrays.vh))
        self.assertEqual(arrays.ndvi[1][1][-1], 5)
        for words in (["--method", "gaussian-process"], ["--model", "built-in"]):
            run("fill", cube, "-o", filled, "--overwrite", *words)
            expected, arguments = read(filled).ndvi[0], {words[0][2:]: words[1]}
            np.testing.assert_array_equal(undercast.fill(data, **arguments).NDVI, expected)
            found = undercast.fill_array(arrays.ndvi[0], days, vh=arrays.vh[0], radar_dates=radar_days, period=arrays.ndvi[1][1], **arguments)
            np.testing.assert_array_equal(found.ndvi, expected)

    @unittest.skipIf(xr is None, "there is no xarray here")
    def test_radar_is_given_beside_ndvi_in_any_order_of_dimensions(self):
        data = undercast.CubeFile(self.cube).to_xarray()
        expected = undercast.fill(data, model="built-in").NDVI
        alone = data.drop_vars("VH")
        for arguments in ({"vh": data.VH.transpose("x", "time", "y")}, {"vh": data.VH.values, "radar_dates": data.time.values}):
            np.testing.assert_array_equal(undercast.fill(alone, model="built-in", **arguments).NDVI, expected)
        with self.assertRaisesRegex(ValueError, "other coordinates y"):
            undercast.fill(alone, vh=data.VH[:, ::-1], method="linear")

    @unittest.skipIf(xr is None, "there is no xarray here")
    def test_names_that_would_be_lost_or_mistaken_are_refused(self):
        data = undercast.CubeFile(self.cube).to_xarray()
        for name in ("provenance", "lower", "upper"):
            with self.assertRaisesRegex(ValueError, "rename"):
                undercast.fill(data.NDVI.rename(name), method="linear")
        both = data[["NDVI"]].assign(ndvi=data.NDVI * 0)
        np.testing.assert_array_equal(undercast.fill(both, method="linear").NDVI, undercast.fill(data, method="linear").NDVI)
        with self.assertRaisesRegex(ValueError, "either may be"):
            undercast.fill(both.rename(NDVI="Ndvi"), method="linear")

    @unittest.skipIf(xr is None, "there is no xarray here")
    def test_the_examples_of_the_documentation_run(self):
        here = os.getcwd()
        os.chdir(self.folder.name)
        try:
            with open(os.path.join(SOURCES, "docs/python.md")) as page:
                examples = re.findall(r"```python\n(.*?)```", page.read(), re.S)
            for example in examples:
                with contextlib.redirect_stdout(io.StringIO()) as printed:
                    exec(example, {})
                self.assertTrue(printed.getvalue())
        finally:
            os.chdir(here)

    @unittest.skipIf(xr is None, "there is no xarray here")
    def test_the_notebook_runs_on_a_simulated_scene(self):
        try:
            import matplotlib
        except ImportError:
            self.skipTest("there is no matplotlib here")
        matplotlib.use("template")  # draws nothing
        with open(os.path.join(SOURCES, "examples/belgium.ipynb")) as file:
            cells = [cell for cell in json.load(file)["cells"] if cell["cell_type"] == "code"]
        self.assertTrue(all(cell["execution_count"] for cell in cells))
        here = os.getcwd()
        os.chdir(self.folder.name)
        os.environ["UNDERCAST"] = PROGRAM
        try:
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                names = {}
                for cell in cells:
                    exec("".join(cell["source"]), names)
            names["folder"].cleanup()
            self.assertIn("48 x 48 pixels", printed.getvalue())
        finally:
            os.chdir(here)

    @unittest.skipIf(xr is None, "there is no xarray here")
    def test_the_udf_of_openeo_fills(self):
        class XarrayDataCube:
            def __init__(self, array):
                self.array = array

            def get_array(self):
                return self.array
        udf = types.ModuleType("openeo.udf")
        udf.XarrayDataCube = XarrayDataCube
        sys.modules.update({"openeo": types.ModuleType("openeo"), "openeo.udf": udf})
        found = runpy.run_path(os.path.join(SOURCES, "examples/openeo_udf.py"))["apply_datacube"]
        data = undercast.CubeFile(self.cube).to_xarray()[["NDVI", "VH"]].to_array("bands").transpose("time", "bands", "y", "x")
        filled = found(XarrayDataCube(data), {}).get_array()
        self.assertEqual(filled.dims, data.dims)
        np.testing.assert_array_equal(filled.sel(bands="NDVI").values, self.filled_by_program("--model", "built-in")[0])


class Arrays(unittest.TestCase):
    def test_observed_values_come_back_and_gaps_are_filled(self):
        ndvi, days = small()
        filled = undercast.fill_array(ndvi, days, method="linear")
        seen = np.isfinite(ndvi)
        np.testing.assert_array_equal(filled.ndvi[seen], ndvi[seen])
        self.assertTrue(np.isfinite(filled.ndvi).all())
        self.assertTrue((filled.provenance[seen] % 4 == 0).all())
        self.assertIsNone(undercast.fill_array(ndvi, days, method="linear", bounds=False).lower)

    def test_what_is_harmless_is_taken(self):
        ndvi, days = small()
        expected = undercast.fill_array(ndvi, days, method="linear").ndvi
        read_only = ndvi.copy()
        read_only.flags.writeable = False
        apart = np.zeros((20, 6, 10), np.float32)
        apart[:, :, ::2] = ndvi
        for given in (read_only, apart[:, :, ::2], np.asfortranarray(ndvi), ndvi.astype(np.float64), ndvi.astype(">f4"),
                      np.ma.masked_invalid(ndvi), np.where(np.isnan(ndvi), np.inf, ndvi)):
            np.testing.assert_array_equal(undercast.fill_array(given, days, method="linear").ndvi, expected)
        np.testing.assert_array_equal(undercast.fill_array(ndvi, [str(day) for day in days], method="linear").ndvi, expected)

    def test_what_does_not_fit_is_refused_by_name(self):
        ndvi, days = small()
        no_day = days.copy()
        no_day[3] = np.datetime64("NaT")
        for message, change in {
            "ndvi has 20 images, but there are 19 dates": {"dates": days[:-1]},
            "dates are not in order": {"dates": days[::-1]},
            "dates are not in order: 2018-01-01 comes before 2018-01-01": {"dates": np.r_[days[:1], days[:1], days[2:]]},
            "NaT": {"dates": no_day},
            "dates are no dates": {"dates": ["spring"] * 20},
            "float16": {"ndvi": ndvi.astype(np.float16)},
            "int16": {"ndvi": (np.nan_to_num(ndvi) * 10000).astype(np.int16)},
            "object": {"ndvi": ndvi.astype(object)},
            "ndvi has 2 dimensions": {"ndvi": ndvi[:, 0]},
            "ndvi is empty": {"ndvi": ndvi[:, :0]},
            "outside [-1, 1]": {"ndvi": ndvi * 10},
            "vh has 20 images, but there are 3 dates": {"vh": ndvi, "radar_dates": days[:3]},
            "vh has (6, 4) pixels": {"vh": ndvi[:, :, :4]},
            "harmonicas": {"harmonicas": 3},
            "harmonics is 99": {"harmonics": 99},
            "'magic' is not a method": {"method": "magic"},
            "exclude each other": {"model": "built-in"},
            "lower is not an argument": {"lower": "a.tif"},
            "'cube-period' is not an option": {"cube_period": 8},
            "'date-pattern' is not an option": {"date_pattern": "%Y"},
            "'co' is not an option": {"co": ["COMPRESS=LZW"]},
            "'dry-run' is not an option": {"dry_run": True},
            "progress is not callable": {"progress": 3},
            "threads is -1": {"threads": -1},
            "dates are numbers": {"dates": range(20)},
            "dates are numbers, expected": {"dates": np.arange(20) * 8.0},
            "period is 0,": {"period": 0},
            "period is 367,": {"period": 367},
            "period is -3,": {"period": [8] * 19 + [-3]},
            "harmonics cannot be an option": {"harmonics": float("nan")},
            "'harmonics' cannot be [1,2]": {"harmonics": np.array([1, 2])},
            "has names of dimensions: give it to undercast.fill()": {"ndvi": types.SimpleNamespace(dims=("x", "y", "time"))},
            "period is 0.5": {"period": 0.5},
            "period has (3,) lengths": {"period": [8, 8, 8]},
            "cannot be an option": {"max_gap": object()},
            "no observed NDVI": {"ndvi": np.full_like(ndvi, np.nan)},
        }.items():
            arguments = {"ndvi": ndvi, "dates": days, "method": "linear", **change}
            with self.assertRaises(ValueError, msg=message) as raised:
                undercast.fill_array(arguments.pop("ndvi"), arguments.pop("dates"), **arguments)
            self.assertIn(message, str(raised.exception))
            self.assertNotIn(" --", f" {raised.exception}")
        with self.assertRaises(OSError):
            undercast.fill_array(ndvi, days, model="none.uc")

    def test_progress_is_called_and_its_exception_ends_the_work(self):
        ndvi, days = small(rows=40, cols=40)
        calls = []
        undercast.fill_array(ndvi, days, method="gaussian-process", progress=lambda *call: calls.append(call))
        self.assertTrue(calls and calls[-1][1] == calls[-1][2])

        def refuse(*_):
            raise RuntimeError("enough")
        with self.assertRaisesRegex(RuntimeError, "enough"):
            undercast.fill_array(ndvi, days, method="gaussian-process", progress=refuse)
        undercast.fill_array(ndvi, days, method="linear")  # the next one works

    def test_models_are_pickled(self):
        ndvi, days = small(dates=30)
        model = undercast.Model()
        copy = pickle.loads(pickle.dumps(model))
        self.assertEqual(copy.header, model.header)
        np.testing.assert_array_equal(undercast.fill_array(ndvi, days, model=copy).ndvi, undercast.fill_array(ndvi, days, model=model).ndvi)

    def test_random_arrays_never_crash(self):
        try:
            from hypothesis import given, settings, strategies as some
        except ImportError:
            self.skipTest("there is no hypothesis here")

        @settings(max_examples=60, deadline=None, database=None)
        @given(some.integers(0, 9), some.integers(0, 4), some.integers(0, 4), some.sampled_from([np.float32, np.float64, np.int8, object]),
               some.integers(0, 2**32 - 1), some.sampled_from(["linear", "harmonic", "similar-pixels", "gaussian-process"]))
        def fill(dates, rows, cols, dtype, seed, method):
            random = np.random.default_rng(seed)
            values = random.choice([np.nan, np.inf, -1, 0.2, 0.7, 1], (dates, rows, cols))
            values = np.nan_to_num(values, posinf=1).astype(dtype) if dtype in (np.int8, object) else values.astype(dtype)
            try:
                filled = undercast.fill_array(values, np.datetime64("2020-01-01") + np.cumsum(random.integers(1, 40, dates)), method=method)
            except ValueError:
                return
            self.assertEqual(filled.ndvi.shape, values.shape)
        fill()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

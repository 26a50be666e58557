# SPDX-License-Identifier: Apache-2.0
"""Phenology, fields, evaluate and train of the module, against the program. usage: test_commands.py PROGRAM PACKAGE_FOLDER"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

import numpy as np

from test_undercast import PROGRAM, run, small, undercast

try:
    import pandas as pd
    import xarray as xr
except ImportError:
    print("there is no xarray here")
    sys.exit(77)


def has_networks():
    version = subprocess.run([PROGRAM, "--version"], check=True, capture_output=True, text=True).stdout
    return "LibTorch" in version


class Commands(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls._folder = tempfile.TemporaryDirectory()
        cls.cube, cls.truth, cls.filled, cls.lower, cls.upper, cls.provenance = (
            cls.file(f"{name}.tif") for name in ("cube", "truth", "filled", "lower", "upper", "provenance"))
        run("simulate", "-o", cls.cube, "--truth", cls.truth, "--size", 32, "--steps", 46, "--seed", 4)
        run("fill", cls.cube, "-o", cls.filled, "--method", "linear", "--lower", cls.lower, "--upper", cls.upper,
            "--provenance", cls.provenance)
        cls.data = undercast.CubeFile(cls.cube).to_xarray()
        cls.data_filled = undercast.fill(cls.data, method="linear")
        x, y = cls.data.x.values, cls.data.y.values
        square = [[float(a), float(b)] for a, b in ((x[3], y[3]), (x[20], y[4]), (x[18], y[22]), (x[3], y[3]))]
        cls.outlines = cls.file("fields.geojson")
        with open(cls.outlines, "w") as out:
            json.dump({"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:32631"}},
                       "features": [{"type": "Feature", "properties": {"id": "007"}, "geometry": {"type": "Polygon", "coordinates": [square]}}]}, out)

    @classmethod
    def tearDownClass(cls):
        cls._folder.cleanup()

    @classmethod
    def file(cls, name):
        return os.path.join(cls._folder.name, name)

    @property
    def companions(self):
        return {"lower": self.lower, "upper": self.upper, "provenance": self.provenance}

    @property
    def words(self):
        return [word for name, path in self.companions.items() for word in (f"--{name}", path)]

    def test_seasons_are_the_programs_from_files_and_from_memory(self):
        run("phenology", self.filled, "-o", self.file("seasons.tif"), "--min-amplitude", 0.1, *self.words)
        expected = undercast._undercast.read_seasons(self.filled, "", self.file("seasons.tif"))
        self.assertTrue(any(np.isfinite(values).any() for name, values in expected.items() if name.startswith("SOS_")))
        for seasons in (undercast.phenology(self.filled, min_amplitude=0.1, **self.companions),
                        undercast.phenology(self.data_filled, min_amplitude=0.1),
                        undercast.phenology(self.data_filled.transpose("x", "time", "y", ...), min_amplitude=0.1)):
            self.assertEqual(set(seasons.data_vars), set(expected) - {"", "x", "y"})
            for name in seasons.data_vars:
                np.testing.assert_array_equal(seasons[name].transpose("y", "x").values, expected[name], name)
            np.testing.assert_array_equal(seasons.x.values, expected["x"])
            self.assertEqual(seasons.SOS_2018_1.attrs["units"], "days since 1970-01-01")
        self.assertEqual(seasons.spatial_ref.attrs["crs_wkt"], self.data.spatial_ref.attrs["crs_wkt"])

    def test_seasons_of_a_plain_array_need_its_dates_alone(self):
        values, time = self.data_filled.NDVI.values, self.data.time.values
        seasons = undercast.phenology(values, time=time, dates="doy")
        self.assertEqual(seasons.SOS_2018_1.dims, ("y", "x"))
        self.assertFalse("spatial_ref" in seasons.variables or "grid_mapping" in seasons.SOS_2018_1.attrs)
        np.testing.assert_array_equal(seasons.PEAK_2018_1, undercast.phenology(self.data_filled.NDVI, dates="doy").PEAK_2018_1)
        flagged = undercast.phenology(values, time=time, cube=self.data.NDVI.values)
        np.testing.assert_array_equal(flagged.QUALITY_2018_1, undercast.phenology(self.filled, cube=self.cube).QUALITY_2018_1)

    def test_tables_of_fields_are_the_programs(self):
        run("fields", self.filled, "--fields", self.outlines, "-o", self.file("series.csv"), "--phenology",
            self.file("seasons.csv"), "--buffer", -5, *self.words)
        for given, companions in ((self.filled, self.companions), (self.data_filled, {})):
            tables = undercast.fields(given, self.outlines, seasons=True, buffer=-5, **companions)
            self.assertEqual(tables.series.id[0], "007")
            self.assertTrue((tables.series.lower <= tables.series["mean"]).all() and (tables.series.flag == "").all())
            for name, table in (("series", tables.series), ("seasons", tables.seasons)):
                with open(self.file(f"{name}.csv")) as written:
                    expected = pd.read_csv(written, dtype={"id": str}, keep_default_na=False, na_values=[""])
                for column in expected.select_dtypes("number").columns.difference(["flag"]):
                    np.testing.assert_array_equal(table[column], expected[column], column)
        self.assertIsNone(undercast.fields(self.filled, self.outlines).seasons)

    def test_scores_are_the_programs(self):
        run("evaluate", self.cube, "--method", "linear,harmonic", "--model", "built-in", "--seeds", 3, "--json", self.file("scores.json"))
        with open(self.file("scores.json")) as file:
            results = json.load(file)["results"]
        for cube in (self.cube, self.data):
            found = undercast.evaluate(cube, method=["linear", "harmonic"], model=undercast.Model(), seeds=[3])
            for expected, result in zip(results, found.figures["results"], strict=True):
                self.assertEqual(result["method"], expected["method"].replace("built-in", "space-time"))
                self.assertEqual(result["scores"], expected["scores"])
        table = found.to_dataframe()
        whole = table[(table.grouping == "all") & (table.method == "linear")]
        self.assertEqual(list(whole.rmse), [row["scores"]["all"]["rmse"] for row in results if row["method"] == "linear"])
        self.assertIn("space-time", found.figures["expected"])

    def test_missing_values_are_scored_against_a_truth(self):
        run("evaluate", self.cube, "--method", "linear", "--truth", self.truth, "--json", self.file("truth.json"))
        with open(self.file("truth.json")) as file:
            expected = json.load(file)["results"]
        truth = undercast.CubeFile(self.truth).to_xarray()
        found = undercast.evaluate(self.data, method="linear", truth=truth).figures["results"]
        self.assertEqual([row["scores"] for row in found], [row["scores"] for row in expected])

    @unittest.skipUnless(has_networks(), "there is no LibTorch here")
    def test_a_model_is_trained_as_by_the_program(self):
        part = self.data.isel(x=slice(0, 16), y=slice(0, 16))
        cube = self.file("part.tif")
        undercast._xarray._scene(part).cube().write(cube)
        run("train", cube, "-o", self.file("model.uc"), "--preset", "quick", "--epochs", 1, "--steps-per-epoch", 1)
        model = undercast.train([part], self.file("again.uc"), preset="quick", epochs=1, steps_per_epoch=1)
        xr.testing.assert_equal(undercast.fill(part, model=model), undercast.fill(part, model=self.file("model.uc")))
        with self.assertRaisesRegex(ValueError, "again.uc"):
            undercast.train(part, self.file("again.uc"))

    def test_what_does_not_fit_is_refused_by_name(self):
        plain = self.data_filled.NDVI.values
        bare = self.data_filled.drop_vars("spatial_ref")
        for message, call in {
            "an array needs time=": lambda: undercast.phenology(plain),
            "46 images, but there are 3 dates": lambda: undercast.phenology(plain, time=self.data.time.values[:3]),
            "the dimensions": lambda: undercast.phenology(self.data_filled.NDVI.mean("time")),
            "min-amplitudes": lambda: undercast.phenology(self.filled, min_amplitudes=3),
            "output is not an argument": lambda: undercast.phenology(self.filled, output="a.tif"),
            "lower has the shape": lambda: undercast.phenology(self.data_filled, lower=self.data_filled.NDVI_lower[:, :3]),
            "lower is an array": lambda: undercast.phenology(self.filled, lower=self.data_filled.NDVI_lower),
            "no code": lambda: undercast.phenology(self.data_filled, provenance=self.data_filled.NDVI),
            "has no CRS": lambda: undercast.fields(bare, self.outlines),
            "'nowhere' is not a coordinate reference system": lambda: undercast.fields(bare, self.outlines, crs="nowhere"),
            "outlines is a int": lambda: undercast.fields(self.filled, 3),
            "memory": lambda: undercast.fields(self.filled, self.outlines, memory="much"),
            "are not evenly spaced": lambda: undercast.fields(self.data_filled.isel(x=[0, 1, 5]), self.outlines),
            "crs and time belong to arrays": lambda: undercast.fields(self.filled, self.outlines, crs="EPSG:32631"),
            "magic": lambda: undercast.evaluate(self.data, method="magic"),
            "no observed NDVI": lambda: undercast.evaluate(self.data.NDVI * np.nan, method="linear"),
            "unknown": lambda: undercast.train(self.cube, unknown=1),
        }.items():
            with self.assertRaises(ValueError, msg=message) as raised:
                call()
            self.assertIn(message, str(raised.exception))
        for call in (lambda: undercast.phenology("none.tif"), lambda: undercast.evaluate("none.tif", method="linear"),
                     lambda: undercast.fields(self.filled, "none.gpkg")):
            with self.assertRaises((OSError, ValueError)):
                call()

    def test_progress_is_called_and_its_exception_ends_the_work(self):
        calls = []
        undercast.evaluate(self.cube, method="linear", progress=lambda *call: calls.append(call))
        self.assertEqual(calls[-1][1], calls[-1][2])

        def refuse(*_):
            raise RuntimeError("enough")
        for call in (lambda: undercast.phenology(self.filled, progress=refuse), lambda: undercast.evaluate(self.cube, progress=refuse),
                     lambda: undercast.fields(self.filled, self.outlines, progress=refuse)):
            with self.assertRaisesRegex(RuntimeError, "enough"):
                call()

    def test_random_arguments_never_crash(self):
        try:
            from hypothesis import given, settings, strategies as some
        except ImportError:
            self.skipTest("there is no hypothesis here")
        functions = {"phenology": lambda cube: undercast.phenology(cube), "evaluate": lambda cube: undercast.evaluate(cube, method="linear"),
                     "fields": lambda cube: undercast.fields(cube, self.outlines, seasons=True)}

        @settings(max_examples=40, deadline=None, database=None)
        @given(some.sampled_from(list(functions)), some.integers(0, 30), some.integers(0, 4), some.integers(0, 4),
               some.integers(0, 2**32 - 1), some.sampled_from([np.float32, np.float64, np.int16, object]), some.booleans())
        def call(name, dates, rows, cols, seed, dtype, has_place):
            random = np.random.default_rng(seed)
            values = random.choice([-1, 0.2, 0.5, 0.9] + [np.nan] * int(random.integers(0, 2)), (dates, rows, cols)).astype(dtype)
            time = np.datetime64("2017-11-01", "ns") + np.cumsum(random.integers(1, 40, dates)).astype("timedelta64[D]")
            coords = {"time": time}
            if has_place:
                coords.update(x=self.data.x.values[:cols], y=self.data.y.values[:rows], spatial_ref=self.data.spatial_ref)
            try:
                functions[name](xr.DataArray(values, dims=("time", "y", "x"), coords=coords, name="NDVI"))
            except ValueError:
                pass
        call()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

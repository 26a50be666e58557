# SPDX-License-Identifier: Apache-2.0
"""Chunks are filled as the program fills the whole. usage: test_dask.py PROGRAM PACKAGE_FOLDER"""
import os
import sys
import tempfile
import unittest

import numpy as np

from test_undercast import read, run, undercast

try:
    import dask
    import xarray as xr
except ImportError:
    print("there is no Dask here")
    sys.exit(77)


class Chunks(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.cube = os.path.join(cls.folder.name, "cube.tif")
        run("simulate", "-o", cls.cube, "--size", 40, "--steps", 24, "--seed", 4)
        cls.data = undercast.CubeFile(cls.cube).to_xarray()

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def filled_by_program(self, *words):
        paths = {name: os.path.join(self.folder.name, f"{name}.tif") for name in ("filled", "lower", "upper")}
        run("fill", self.cube, "-o", paths["filled"], "--lower", paths["lower"], "--upper", paths["upper"], "--overwrite", *words)
        return {f"NDVI{end}": read(paths[name]).ndvi[0] for name, end in (("filled", ""), ("lower", "_lower"), ("upper", "_upper"))}

    def test_are_filled_as_the_program_fills_the_whole(self):
        for words, arguments in ((["--method", "harmonic"], {"method": "harmonic"}),
                                 (["--method", "similar-pixels", "--screen", "drop"], {"method": "similar-pixels", "screen": "drop"}),
                                 (["--model", "built-in"], {"model": "built-in"})):
            expected = self.filled_by_program(*words)
            whole = undercast.fill(self.data, **arguments)
            for chunks in ({"y": 17, "x": 24}, {"time": 5, "y": 40, "x": 3}):
                filled = undercast.fill(self.data.chunk(chunks), **arguments)
                self.assertTrue(all(filled[name].chunks for name in filled.data_vars))
                self.assertEqual(filled.NDVI.attrs, whole.NDVI.attrs)
                found = filled.compute()
                for name, values in expected.items():
                    np.testing.assert_array_equal(found[name].values, values, f"{arguments} {chunks} {name}")
                np.testing.assert_array_equal(found.provenance, whole.provenance)

    def test_nothing_is_read_before_a_value_is_asked_for(self):
        def refuse(*_, **__):
            raise OSError("was read")
        lazy = self.data.NDVI.copy(data=dask.array.map_blocks(refuse, self.data.NDVI.chunk({"x": 20}).data, dtype=np.float32,
                                                             meta=np.empty((0, 0, 0), np.float32)))
        filled = undercast.fill(lazy, method="linear")
        with self.assertRaisesRegex(OSError, "was read"):
            filled.NDVI[0, 0, 0].compute()

    def test_of_other_processes_are_the_same(self):
        filled = undercast.fill(self.data.chunk({"x": 20}), method="linear", bounds=False).NDVI
        np.testing.assert_array_equal(filled.compute(scheduler="processes", num_workers=2).values,
                                      undercast.fill(self.data, method="linear").NDVI.values)

    def test_what_does_not_fit_is_refused_by_name(self):
        chunks = self.data.chunk({"x": 20})
        for message, call in {"undercast.train": lambda: undercast.fill(chunks),
                              "magic": lambda: undercast.fill(chunks, method="magic"),
                              "int16": lambda: undercast.fill(chunks.NDVI.fillna(0).astype("int16"), method="linear"),
                              "is empty": lambda: undercast.fill(chunks.isel(x=slice(0, 0)), method="linear"),
                              "outside [-1, 1]": lambda: undercast.fill(chunks * 10, method="linear").compute()}.items():
            with self.assertRaises(ValueError, msg=message) as raised:
                call()
            self.assertIn(message, str(raised.exception))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

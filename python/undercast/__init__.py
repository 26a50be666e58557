# SPDX-License-Identifier: Apache-2.0
"""NDVI beneath clouds, from Sentinel-2 and Sentinel-1 time series. docs/python.md of the sources has examples."""
import importlib

from ._arrays import Filled, fill_array
from ._model import Model
from ._undercast import version as __version__

# xarray and pandas take a second to import, which plain arrays are spared.
_LATER = {"CubeFile": "_xarray", "fill": "_xarray", "Evaluation": "_jobs", "FieldTables": "_jobs", "evaluate": "_jobs",
          "fields": "_jobs", "phenology": "_jobs", "train": "_jobs"}

__all__ = ["Filled", "Model", "__version__", "fill_array", *_LATER]


def __getattr__(name):
    if name in _LATER:
        return getattr(importlib.import_module(f"{__name__}.{_LATER[name]}"), name)
    raise AttributeError(f"module 'undercast' has no attribute {name!r}")

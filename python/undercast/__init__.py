# SPDX-License-Identifier: Apache-2.0
"""NDVI beneath clouds, from Sentinel-2 and Sentinel-1 time series. docs/python.md of the sources has examples."""
from ._arrays import Filled, fill_array
from ._model import Model
from ._undercast import version as __version__

__all__ = ["CubeFile", "Filled", "Model", "fill", "fill_array", "__version__"]


def __getattr__(name):
    # xarray takes a second to import, which plain arrays are spared.
    if name in ("CubeFile", "fill"):
        from . import _xarray
        return getattr(_xarray, name)
    raise AttributeError(f"module 'undercast' has no attribute {name!r}")

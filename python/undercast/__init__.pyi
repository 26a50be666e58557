# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, Union

import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr

__version__: str

_Path = Union[str, os.PathLike[str]]
_Progress = Callable[[str, int, int], object]
_Cube = Union[_Path, CubeFile, xr.Dataset, xr.DataArray, npt.NDArray[Any]]
_Companion = Union[_Path, xr.DataArray, npt.NDArray[Any]]
_Models = Union[Model, _Path]

class Filled(NamedTuple):
    ndvi: npt.NDArray[np.float32]
    lower: npt.NDArray[np.float32] | None
    upper: npt.NDArray[np.float32] | None
    provenance: npt.NDArray[np.uint8]

class FieldTables(NamedTuple):
    series: pd.DataFrame
    seasons: pd.DataFrame | None

class Model:
    def __init__(self, path: _Path = "built-in") -> None: ...
    @property
    def header(self) -> dict[str, Any]: ...
    def save(self, path: _Path, overwrite: bool = False) -> None: ...

class CubeFile:
    path: str
    def __init__(self, path: _Path) -> None: ...
    def to_xarray(self, variable: str | None = None) -> xr.Dataset: ...

class Evaluation:
    figures: dict[str, Any]
    def __init__(self, figures: dict[str, Any]) -> None: ...
    def to_dataframe(self) -> pd.DataFrame: ...

def fill_array(ndvi: npt.ArrayLike, dates: Any, *, vh: npt.ArrayLike | None = None, vv: npt.ArrayLike | None = None,
               radar_dates: Any = None, period: int | Sequence[int] | npt.NDArray[np.integer[Any]] | None = None, model: _Models | None = None,
               method: str | None = None, bounds: bool = True, threads: int = 0, progress: _Progress | None = None,
               **options: Any) -> Filled: ...
def fill(data: _Path | CubeFile | xr.Dataset | xr.DataArray, *, variable: str = "NDVI", crs: Any = None,
         period: int | Sequence[int] | npt.NDArray[np.integer[Any]] | None = None, vh: npt.ArrayLike | None = None,
         vv: npt.ArrayLike | None = None, radar_dates: Any = None, **arguments: Any) -> xr.Dataset: ...
def phenology(filled: _Cube, *, lower: _Companion | None = None, upper: _Companion | None = None, provenance: _Companion | None = None,
              cube: _Cube | None = None, variable: str | None = None, crs: Any = None, time: Any = None, threads: int = 0,
              progress: _Progress | None = None, **options: Any) -> xr.Dataset: ...
def fields(filled: _Cube, outlines: Any, *, lower: _Companion | None = None, upper: _Companion | None = None,
           provenance: _Companion | None = None, seasons: bool = False, variable: str | None = None, crs: Any = None, time: Any = None,
           threads: int = 0, memory: str = "4G", progress: _Progress | None = None, **options: Any) -> FieldTables: ...
def evaluate(cube: _Cube, *, method: str | Sequence[str] | None = None, model: _Models | Sequence[_Models] | None = None,
             truth: _Cube | None = None, variable: str | None = None, crs: Any = None, time: Any = None, threads: int = 0,
             memory: str = "4G", progress: _Progress | None = None, **options: Any) -> Evaluation: ...
def train(cubes: _Cube | Sequence[_Cube], output: _Path | None = None, *, variable: str | None = None, crs: Any = None, time: Any = None,
          threads: int = 0, memory: str = "4G", progress: _Progress | None = None, overwrite: bool = False,
          **options: Any) -> Model: ...

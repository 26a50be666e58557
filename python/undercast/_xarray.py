# SPDX-License-Identifier: Apache-2.0
"""Cubes of xarray."""
import os

import numpy as np
import xarray as xr

from . import _undercast
from ._arrays import fill_array

_FLAGS = {"flag_values": np.array([0, 1, 2, 3, 4, 255], "uint8"),
          "flag_meanings": "observed interpolated network low_trust suspect missing", "long_name": "where a value comes from"}
# Dimensions that count columns, as other programs name them.
_COLUMNS = {"x", "lon", "longitude", "easting", "col", "column", "columns"}


def _time_of(array, name):
    dims = [dim for dim in array.dims if dim in array.coords and np.issubdtype(array[dim].dtype, np.datetime64)]
    if len(dims) != 1 or array.ndim != 3:
        raise ValueError(f"{name} has the dimensions {array.dims}, expected a dimension of dates (datetime64) and two of space")
    return dims[0]


def _decoded(array):
    """Applies what a file says of its numbers, where xarray has not done so."""
    attributes = array.attrs
    if not {"_FillValue", "missing_value", "scale_factor", "add_offset"} & set(attributes):
        return array
    values = array.astype("float32")
    for key in ("_FillValue", "missing_value"):
        if key in attributes:
            values = values.where(array != attributes[key])
    return values * np.float32(attributes.get("scale_factor", 1)) + np.float32(attributes.get("add_offset", 0))


def _find(data, name):
    found = [key for key in data.data_vars if str(key).lower() == name.lower()]
    return data[found[0]] if found else None


def fill(data, *, variable="NDVI", **arguments):
    """Fills a cube of xarray: a DataArray of NDVI, or a Dataset that holds NDVI (or `variable`) and perhaps VH and VV in dB.

    One dimension holds dates (datetime64), and two are of space, in any order. _FillValue, scale_factor and add_offset in
    the attributes are applied. The other arguments are those of fill_array().

    Returns a Dataset with the filled variable, its bounds NAME_lower and NAME_upper, and provenance, on the dimensions and
    coordinates of the input. Raises as fill_array() does."""
    if isinstance(data, xr.DataArray):
        name, array, radar = str(data.name or variable), data, {}
    elif isinstance(data, xr.Dataset):
        array = _find(data, variable)
        if array is None:
            raise ValueError(f"the dataset holds no {variable}: it has {', '.join(map(str, data.data_vars)) or 'no variable'}; "
                             "variable= names another")
        name, radar = str(array.name), {key: _find(data, key) for key in ("vh", "vv")}
    else:
        raise ValueError(f"data is a {type(data).__name__}, expected a DataArray or a Dataset of xarray")
    time = _time_of(array, name)
    space = [dim for dim in array.dims if dim != time]
    if str(space[0]).lower() in _COLUMNS:
        space.reverse()
    order = [time, *space]
    radar_dates = None
    for key, given in radar.items():
        if given is None:
            continue
        radar_time = _time_of(given, key)
        dates = given[radar_time].values
        if radar_dates is not None and not np.array_equal(dates, radar_dates):
            raise ValueError("vh and vv have other dates: give them the same ones")
        radar_dates = dates
        arguments[key] = _decoded(given).transpose(radar_time, *space).values
    filled = fill_array(_decoded(array).transpose(*order).values, array[time].values, radar_dates=radar_dates, **arguments)
    attributes = {key: value for key, value in array.attrs.items()
                  if key not in ("_FillValue", "missing_value", "scale_factor", "add_offset")}
    variables = {name: (filled.ndvi, attributes), "provenance": (filled.provenance, dict(_FLAGS))}
    if filled.lower is not None:
        for bound, values in (("lower", filled.lower), ("upper", filled.upper)):
            variables[f"{name}_{bound}"] = (values, {"long_name": f"{bound} bound of the 90 % interval of {name}"})
    companions = " ".join(key for key in variables if key != name)
    variables[name][1]["ancillary_variables"] = companions
    if "grid_mapping" in array.attrs or "grid_mapping" in array.encoding:
        for _, of_variable in variables.values():
            of_variable["grid_mapping"] = array.attrs.get("grid_mapping", array.encoding.get("grid_mapping"))
    result = xr.Dataset({key: (order, values, of_variable) for key, (values, of_variable) in variables.items()},
                        coords=array.coords)
    for key in data.data_vars if isinstance(data, xr.Dataset) else ():
        if data[key].ndim == 0 and "crs_wkt" in data[key].attrs:  # a grid mapping that is no coordinate
            result[key] = data[key]
    return result.transpose(*array.dims, ...)


class CubeFile:
    """A cube in whatever undercast reads (docs/interchange.md). Raises OSError or ValueError as the program says."""

    def __init__(self, path):
        self.path = os.fspath(path)

    def to_xarray(self):
        """Returns a Dataset: NDVI (or another index) and radar on (time, y, x), centres of pixels as coordinates, first days of
        the periods as time, and the CRS as spatial_ref. Radar has a time of its own where its dates differ."""
        read = _undercast.read_cube(self.path)
        a = read.pop("affine")
        crs = read.pop("crs")
        rows, cols = next(iter(read.values()))[0].shape[1:]
        if a[2] or a[4]:
            raise ValueError(f"{self.path} is rotated: its pixels have no coordinates of their own")
        coords = {"x": a[0] + a[1] * (np.arange(cols) + 0.5), "y": a[3] + a[5] * (np.arange(rows) + 0.5)}
        first = None
        variables = {}
        for name, (values, periods) in read.items():
            dates = np.array([day for day, _ in periods], "datetime64[D]").astype("datetime64[ns]")
            if first is None:
                first = dates
            time = "time" if np.array_equal(dates, first) else f"time_{name.lower()}"
            coords[time] = dates
            variables[name] = ((time, "y", "x"), values, {"grid_mapping": "spatial_ref"})
        data = xr.Dataset(variables, coords)
        return data.assign_coords(spatial_ref=xr.DataArray(0, attrs={"crs_wkt": crs, "spatial_ref": crs}))


@xr.register_dataset_accessor("undercast")
@xr.register_dataarray_accessor("undercast")
class _Accessor:
    """data.undercast.fill(...) is undercast.fill(data, ...)."""

    def __init__(self, data):
        self._data = data

    def fill(self, **arguments):
        return fill(self._data, **arguments)

# SPDX-License-Identifier: Apache-2.0
"""Cubes of xarray."""
import json
import os
import typing

import numpy as np
import xarray as xr

from . import _undercast
from ._arrays import Filled, _cube, _fill_arguments, _periods

# Dimensions that count columns, as other programs name them.
_COLUMNS = {"x", "lon", "longitude", "easting", "col", "column", "columns"}
_STORED = ("_FillValue", "missing_value", "scale_factor", "add_offset")


class _Scene(typing.NamedTuple):
    """A cube that was found in what a caller gave."""
    name: str
    given: xr.DataArray
    array: xr.DataArray  # [time, row, col], decoded
    periods: tuple
    radar: dict  # of vh and vv: arrays [time, row, col] and their periods
    place: tuple  # CRS and affine

    @property
    def arrays(self):
        return [self.array, *(array for array, _ in self.radar.values())]

    def cube(self):
        """The cube for the library."""
        radar = {key: (array.values, periods) for key, (array, periods) in self.radar.items()}
        return _cube(self.array.values, self.periods, index=self.name, place=self.place, **radar)


def _time_of(array, name):
    dims = [dim for dim in array.dims if dim in array.coords and np.issubdtype(array[dim].dtype, np.datetime64)]
    if len(dims) != 1 or array.ndim != 3:
        raise ValueError(f"{name} has the dimensions {array.dims}, expected a dimension of dates (datetime64) and two of space")
    return dims[0]


def _decoded(array):
    """Applies what a file says of its numbers, where xarray has not done so."""
    attributes = array.attrs
    if not set(_STORED) & set(attributes):
        return array
    values = array.astype("float32")
    for key in ("_FillValue", "missing_value"):
        if key in attributes:
            values = values.where(array != attributes[key])
    return values * np.float32(attributes.get("scale_factor", 1)) + np.float32(attributes.get("add_offset", 0))


def _find(data, name):
    if name in data.data_vars:
        return data[name]
    found = [key for key in data.data_vars if str(key).lower() == name.lower()]
    if len(found) > 1:
        raise ValueError(f"the dataset holds {' and '.join(found)}, of which either may be {name}: drop all but one, or rename it")
    return data[found[0]] if found else None


def _periods_of(data, array, time, period):
    """The dates of an array, and the lengths that its bounds say (CF) where `period` does not."""
    bounds = array[time].attrs.get("bounds", array[time].encoding.get("bounds"))
    if period is None and bounds in (data.variables if isinstance(data, xr.Dataset) else data.coords):
        ends = data[bounds].values
        if ends.shape == (array.sizes[time], 2) and np.issubdtype(ends.dtype, np.datetime64):
            period = np.diff(ends.astype("datetime64[D]"), axis=1)[:, 0].astype(np.int64)
    return _periods(str(time), array[time].values, period)


def _grid_mapping(data):
    """The variable without dimensions whose attributes say the CRS, or None."""
    of_data = data.variables if isinstance(data, xr.Dataset) else data.coords
    found = [key for key in of_data if data[key].ndim == 0 and {"crs_wkt", "spatial_ref"} & set(data[key].attrs)]
    return found[0] if found else None


def _crs_of(data, crs):
    """A CRS in words, from the argument, from the grid mapping, or by the accessors of rioxarray and odc-geo; "": none."""
    mapping = _grid_mapping(data)
    if crs is None and mapping is not None:
        attributes = data[mapping].attrs
        crs = attributes.get("crs_wkt", attributes.get("spatial_ref"))
    for accessor in ("rio", "odc"):
        if crs is None and hasattr(data, accessor):
            crs = getattr(data, accessor).crs
    if crs is None:
        return ""
    if isinstance(crs, (int, np.integer)):
        return f"EPSG:{crs}"
    return crs.to_wkt() if hasattr(crs, "to_wkt") else str(crs)


def _axis(array, dim, otherwise):
    """First edge of the pixels and distance between them."""
    if dim not in array.coords or array.sizes[dim] == 0:  # what is empty is refused where its values are
        return 0.0, otherwise
    middles = np.asarray(array[dim].values, dtype=np.float64) if array[dim].dtype.kind in "iuf" else np.array([np.nan])
    if not np.isfinite(middles).all():
        raise ValueError(f"the coordinates {dim} are no numbers")
    if len(middles) < 2:
        return middles[0] - otherwise / 2, otherwise
    step = (middles[-1] - middles[0]) / (len(middles) - 1)
    if step == 0 or np.abs(np.diff(middles) - step).max() > 1e-3 * abs(step):
        raise ValueError(f"the coordinates {dim} are not evenly spaced")
    return middles[0] - step / 2, step


def _affine(array, space):
    down, across = space
    x, width = _axis(array, across, 1.0)
    y, height = _axis(array, down, -abs(width))
    if array.sizes[across] == 1 and array.sizes[down] > 1:
        x, width = _axis(array, across, abs(height))
    return x, width, 0.0, y, 0.0, height


def _scene(data, variable="NDVI", crs=None, first_days=None, period=None):
    """Finds the cube in a DataArray, a Dataset, or an array [time, row, col] with `first_days`."""
    if isinstance(data, np.ndarray):
        if first_days is None or data.ndim != 3:
            raise ValueError("an array needs time= and the dimensions [time, row, col]")
        days = np.array(_periods("time", first_days)[0], "datetime64[D]").astype("datetime64[ns]")
        if len(days) != len(data):
            raise ValueError(f"ndvi has {len(data)} images, but there are {len(days)} dates")
        data = xr.DataArray(data, dims=("time", "y", "x"), coords={"time": days}, name=variable)
    elif first_days is not None:
        raise ValueError("time belongs to an array; a DataArray has its own")
    if isinstance(data, xr.DataArray):
        given, found = data, {}
    elif isinstance(data, xr.Dataset):
        given = _find(data, variable)
        if given is None:
            raise ValueError(f"the dataset holds no {variable}: it has {', '.join(map(str, data.data_vars)) or 'no variable'}; "
                             "variable= names another")
        found = {key: _find(data, key) for key in ("vh", "vv")}
    else:
        raise ValueError(f"data is a {type(data).__name__}, expected a DataArray or a Dataset of xarray")
    name = str(given.name or variable)
    time = _time_of(given, name)
    space = [dim for dim in given.dims if dim != time]
    if str(space[0]).lower() in _COLUMNS:
        space.reverse()
    radar = {}
    for key, array in found.items():
        if array is not None:
            own_time = _time_of(array, key)
            radar[key] = (_decoded(array).transpose(own_time, *space), _periods_of(data, array, own_time, None))
    return _Scene(name, given, _decoded(given).transpose(time, *space), _periods_of(data, given, time, period), radar,
                  (_crs_of(data, crs), _affine(given, space)))


def _with_radar(scene, given, dates):
    """The scene with radar that was given beside it."""
    radar = dict(scene.radar)
    space = scene.array.dims[1:]
    for key, array in given.items():
        if array is None:
            continue
        if not isinstance(array, xr.DataArray):
            array = xr.DataArray(array, dims=("radar_time", *space))
            radar[key] = array, scene.periods if dates is None else _periods("radar_dates", dates)
            continue
        if dates is not None:
            raise ValueError("radar_dates belongs to arrays; a DataArray has its own")
        time = _time_of(array, key)
        for dim in space:
            if dim not in array.dims or array.sizes[dim] != scene.array.sizes[dim]:
                raise ValueError(f"{key} has the dimensions {dict(array.sizes)}, expected the pixels {dict(scene.array.sizes)} of {scene.name}")
            if dim in array.coords and dim in scene.given.coords and not array[dim].equals(scene.given[dim]):
                raise ValueError(f"{key} has other coordinates {dim} than {scene.name}: bring both to one grid")
        radar[key] = _decoded(array).transpose(time, *space), _periods_of(array, array, time, None)
    return scene._replace(radar={key: radar[key] for key in ("vh", "vv") if key in radar})


def _describe(data, names, attributes):
    """Adds attributes of `export` to the variables that `names` maps to their names there; what is there already stays."""
    for name, there in names.items():
        if name not in data.variables:
            continue
        added = dict(attributes.get(there, {}))
        if np.issubdtype(data[name].dtype, np.datetime64):  # xarray says the units when it writes
            data[name].encoding = {key: added.pop(key) for key in ("units", "calendar") if key in added}
            added.pop("bounds", None)
        if "flag_values" in added:
            added["flag_values"] = np.array(added["flag_values"], "uint8")
        data[name].attrs = {**added, **{key: value for key, value in data[name].attrs.items() if key not in _STORED}}


def _with_period_ends(data, time, periods):
    """Adds the bounds of a dimension of time."""
    name = f"{time}_bnds"
    days = np.array(periods[0], "datetime64[D]")
    ends = np.stack([days, days + np.array(periods[1])], axis=1).astype("datetime64[ns]")
    data = data.assign_coords({name: ((time, "nv"), ends)})
    data[time].encoding.pop("bounds", None)
    data[time].attrs["bounds"] = name
    return data


def _dataset(data, scene, filled):
    """A filled cube as `undercast export` describes it, on the dimensions and coordinates of the input."""
    time, down, across = scene.array.dims
    name = scene.name
    variables = {name: filled.ndvi}
    if filled.lower is not None:
        variables.update({f"{name}_lower": filled.lower, f"{name}_upper": filled.upper})
    variables["provenance"] = filled.provenance
    result = xr.Dataset({key: ((time, down, across), values) for key, values in variables.items()}, scene.given.coords)
    result[name].attrs = dict(scene.given.attrs)
    mapping = _grid_mapping(data)
    if mapping is None and scene.place[0]:
        mapping, result = "spatial_ref", result.assign_coords(spatial_ref=0)
    elif mapping is not None:
        result = result.assign_coords({mapping: data[mapping].variable})
    attributes = json.loads(_undercast.cf_attributes(name, scene.place, name, filled.lower is not None, True))
    _describe(result, {**{key: key for key in variables}, time: "time", down: "y", across: "x", mapping: "spatial_ref"}, attributes)
    for key in variables:
        result[key].attrs.pop("grid_mapping", None)
        if mapping is not None:
            result[key].attrs["grid_mapping"] = mapping
    result["provenance"].encoding["_FillValue"] = np.uint8(255)
    result = _with_period_ends(result, time, scene.periods).assign_attrs(Conventions="CF-1.10")
    return result.transpose(*scene.given.dims, ...)


def fill(data, *, variable="NDVI", crs=None, period=None, vh=None, vv=None, radar_dates=None, **arguments):
    """Fills a cube of xarray: a DataArray of NDVI, or a Dataset that holds NDVI (or `variable`) and perhaps VH and VV in dB;
    or a CubeFile, or the path of a cube.

    One dimension holds dates (datetime64), the first days of the periods, and two are of space, in any order. NaN is missing;
    _FillValue, scale_factor and add_offset in the attributes are applied.
    crs: what GDAL understands ("EPSG:32631") or an object with to_wkt(); None: what the grid mapping says, else `rio.crs` or
      `odc.crs` where rioxarray or odc-geo is imported.
    period: length of the periods [days], one for all or one for each date; None: from the bounds of the dates, or else the dates.
    vh, vv: backscatter in dB beside `data`: a DataArray on the same pixels, or an array [time, row, col] on `radar_dates` or the
      dates of NDVI.
    The other arguments are those of fill_array(). A cube of Dask arrays is filled lazily, chunk by chunk (docs/python.md).

    Returns a Dataset with the filled variable, its bounds NAME_lower and NAME_upper (without bounds=False), and provenance, on
    the dimensions and coordinates of the input, with the attributes that `undercast export` writes (CF 1.10). Raises as
    fill_array() does."""
    if isinstance(data, (str, os.PathLike)):
        data = CubeFile(data)
    if isinstance(data, CubeFile):
        data = data.to_xarray(None if variable == "NDVI" else variable)
    scene = _with_radar(_scene(data, variable, crs, period=period), {"vh": vh, "vv": vv}, radar_dates)
    if scene.name in ("provenance", "lower", "upper"):
        raise ValueError(f"the array is named {scene.name}, as what fill adds is: rename it, such as by data.rename('NDVI')")
    if any(array.chunks is not None for array in scene.arrays):
        from ._dask import fill_chunks
        return _dataset(data, scene, fill_chunks(scene, arguments))
    return _dataset(data, scene, Filled(*scene.cube().fill(*_fill_arguments(**arguments))))


class CubeFile:
    """A cube in whatever undercast reads (docs/interchange.md). Raises OSError or ValueError as the program says."""

    def __init__(self, path):
        self.path = os.fspath(path)

    def to_xarray(self, variable=None):
        """Reads the whole cube. Returns a Dataset: NDVI (or another index, such as `variable`; unitless) and radar [dB] on
        (time, y, x), float32 with NaN where missing; centres of pixels as coordinates, first days of the periods as time, the
        periods' ends in time_bnds, and the CRS as spatial_ref. Radar has a time of its own where its dates differ. Raises
        ValueError where the grid is rotated."""
        cube = _undercast.read_cube(self.path, variable or "")
        _, a = cube.place
        rows, cols = cube.ndvi[0].shape[1:]
        if a[2] or a[4]:
            raise ValueError(f"{self.path} is rotated: its pixels have no coordinates of their own")
        data = xr.Dataset(coords={"x": a[0] + a[1] * (np.arange(cols) + 0.5), "y": a[3] + a[5] * (np.arange(rows) + 0.5)})
        data = data.assign_coords(spatial_ref=0)
        times = {}
        for name, found in ((cube.index, cube.ndvi), ("VH", cube.vh), ("VV", cube.vv)):
            if found is None:
                continue
            values, periods = found
            time = next((known for known, of_known in times.items() if of_known == periods), None)
            if time is None:
                time = f"time_{name.lower()}" if times else "time"
                times[time] = periods
                data = data.assign_coords({time: np.array(periods[0], "datetime64[D]").astype("datetime64[ns]")})
                data = _with_period_ends(data, time, periods)
            data[name] = (time, "y", "x"), values
            if name in ("VH", "VV"):
                data[name].attrs = {"long_name": f"backscatter {name}", "units": "dB"}
            data[name].attrs["grid_mapping"] = "spatial_ref"
        attributes = json.loads(_undercast.cf_attributes(cube.index, cube.place, cube.index, False, False))
        _describe(data, {**{time: "time" for time in times}, **{key: key for key in (cube.index, "x", "y", "spatial_ref")}}, attributes)
        return data.assign_attrs(Conventions="CF-1.10")


@xr.register_dataset_accessor("undercast")
@xr.register_dataarray_accessor("undercast")
class _Accessor:
    """data.undercast.fill(...) is undercast.fill(data, ...)."""

    def __init__(self, data):
        self._data = data

    def fill(self, **arguments):
        """undercast.fill(data, ...)"""
        return fill(self._data, **arguments)

# SPDX-License-Identifier: Apache-2.0
"""Commands of the program on files and on cubes of xarray, which are written to files for them."""
import json
import os
import tempfile
import typing

import numpy as np
import pandas as pd
import xarray as xr

from . import _undercast
from ._arrays import _options_json, _run_arguments
from ._model import Model
from ._xarray import CubeFile, _describe, _find, _scene

# A cube without a CRS lies anywhere.
_ANYWHERE = 'LOCAL_CS["unknown",UNIT["metre",1]]'


class _Files:
    """The files of a call: what is given as a path, and what is written to a folder that lasts as long as the call."""

    def __enter__(self):
        self._folder = tempfile.TemporaryDirectory(prefix="undercast-")
        return self

    def __exit__(self, *_):
        self._folder.cleanup()

    def new(self, name):
        return os.path.join(self._folder.name, name)

    def cube(self, name, data, variable, crs, time, need_crs=False):
        """(path of a cube, its options, its scene); the scene is None for what was a file."""
        if isinstance(data, CubeFile):
            data = data.path
        if isinstance(data, (str, os.PathLike)):
            if crs is not None or time is not None:
                raise ValueError("crs and time belong to arrays; a file says its own")
            return os.fspath(data), {} if variable is None else {"variable": variable}, None
        scene = _scene(data, variable or "NDVI", crs, time)
        if not scene.place[0]:
            if need_crs:
                raise ValueError(f"{scene.name} has no CRS, so no field can be found on it: give crs=, such as 'EPSG:32631'")
            scene = scene._replace(place=(_ANYWHERE, scene.place[1]))
        path = self.new(f"{name}.tif")
        scene.cube().write(path)
        return path, {}, scene

    def filled(self, data, companions, variable, crs, time, need_crs=False):
        """(options of a command that reads a filled cube, its scene). Bounds and provenance are those given, or those of the
        Dataset that fill() returned."""
        path, options, scene = self.cube("filled", data, variable, crs, time, need_crs)
        options["filled"] = path
        for name, given in companions.items():
            found = f"{scene.name}_{name}" if name in ("lower", "upper") and scene is not None else name
            if given is None and isinstance(data, xr.Dataset):
                given = _find(data, found)
            if given is None:
                continue
            if isinstance(given, (str, os.PathLike)):
                options[name] = os.fspath(given)
            elif scene is None:
                raise ValueError(f"{name} is an array, but the filled cube is a file: give both alike")
            else:
                options[name] = self._companion(name, given, scene)
        return options, scene

    def _companion(self, name, given, scene):
        if isinstance(given, np.ndarray):
            given = xr.DataArray(given, dims=scene.array.dims)
        if not isinstance(given, xr.DataArray) or set(given.dims) != set(scene.array.dims):
            raise ValueError(f"{name} has not the dimensions of {scene.name}, {scene.array.dims}")
        given = given.transpose(*scene.array.dims)
        if given.shape != scene.array.shape:
            raise ValueError(f"{name} has the shape {given.shape}, but {scene.name} has {scene.array.shape}")
        path = self.new(f"{name}.tif")
        if name != "provenance":
            scene._replace(array=given, radar={}).cube().write(path)
            return path
        if given.dtype.kind == "f":  # xarray makes NaN of 255 where it reads a file
            given = given.fillna(255)
        codes = given.values
        if codes.dtype.kind not in "iuf" or not np.isin(codes, np.arange(256)).all():
            raise ValueError("provenance holds what is no code (docs/formats.md)")
        scene._replace(radar={}).cube().write_provenance(codes.astype(np.uint8), path)
        return path


def _run(command, options, own, arguments):
    """`options` are the caller's, `own` are those that the function sets."""
    given = json.loads(_options_json(command, options, {*own, "output", "json"}))
    return json.loads(_undercast.run_job(command, json.dumps({**given, **own}), _run_arguments(*arguments)))


def phenology(filled, *, lower=None, upper=None, provenance=None, cube=None, variable=None, crs=None, time=None, threads=0,
              progress=None, **options):
    """Start, peak, end and size of the seasons of each pixel (`undercast phenology`).

    filled: a filled cube: a path, a CubeFile, what fill() returned, a DataArray, or a float array [time, row, col], unitless.
      A pixel has all its values or none (NaN).
    lower, upper: bounds, likewise, so that the dates get an uncertainty; provenance: codes, or cube: the cube before filling,
      so that dates in long gaps are flagged. Those that fill() put into its Dataset are taken from there.
    time: the first days of the periods, where `filled` is an array.
    variable, crs: as in fill(). threads, progress: as in fill_array().
    Further options are those of `undercast phenology` (docs/options.md), such as min_amplitude=0.1 or dates="doy".

    Returns a Dataset [row, col] of float32, NaN where there is no season: SEASONS_2018, SOS_2018_1 [days since 1970-01-01] and
    so on (docs/formats.md), whose attributes say units and meaning. Raises ValueError for arguments and series that do not
    fit, OSError for files, KeyboardInterrupt after Ctrl-C."""
    with _Files() as files:
        companions = {"lower": lower, "upper": upper, "provenance": provenance if cube is None else None}
        own, scene = files.filled(filled, companions, variable, crs, time)
        if cube is not None:
            own.pop("provenance", None)
            own["cube"] = files.cube("cube", cube, variable, crs, time if isinstance(cube, np.ndarray) else None)[0]
        own["output"] = files.new("seasons.tif")
        _run("phenology", options, own, (threads, "4G", progress))
        read = _undercast.read_seasons(own["filled"], own.get("variable", ""), own["output"])
    attributes = json.loads(read.pop(""))
    x, y = read.pop("x"), read.pop("y")
    down, across = ("y", "x") if scene is None else scene.array.dims[1:]
    if scene is None:
        coords = {"y": y, "x": x, "spatial_ref": 0}
    else:
        coords = {key: of for key, of in scene.given.coords.items() if scene.array.dims[0] not in of.dims}
    data = xr.Dataset({name: ((down, across), values) for name, values in read.items()}, coords)
    _describe(data, {**{name: name for name in read}, down: "y", across: "x", "spatial_ref": "spatial_ref"}, attributes)
    for name in read:
        if "spatial_ref" not in data.coords:
            del data[name].attrs["grid_mapping"]
    return data.assign_attrs(Conventions="CF-1.10")


class FieldTables(typing.NamedTuple):
    """What fields() gives: `series` has a row for each field and date, `seasons` a row for each field, or is None."""
    series: pd.DataFrame
    seasons: typing.Optional[pd.DataFrame]


def _table(path, **dates):
    texts = {"id": str, "flag": str}
    table = pd.read_csv(path, dtype=texts, keep_default_na=False, na_values=[""], **dates)
    for name in set(texts) & set(table.columns):
        table[name] = table[name].fillna("")
    return table


def fields(filled, outlines, *, lower=None, upper=None, provenance=None, seasons=False, variable=None, crs=None, time=None,
           threads=0, memory="4G", progress=None, **options):
    """Tables of the fields in a filled cube (`undercast fields`).

    filled, lower, upper, provenance, time, variable: as in phenology(); the cube needs a CRS (crs= says it of arrays).
    outlines: a path of one layer of polygons, or a GeoDataFrame.
    seasons: whether to measure the seasons of each field's mean as well.
    memory: at most so much is held, "4G". threads, progress: as in fill_array().
    Further options are those of `undercast fields` (docs/options.md), such as id="parcel" or buffer=-10 [m].

    Returns FieldTables: DataFrames with the columns of docs/formats.md (mean, median, sd, lower, upper: unitless; observed,
    low_trust: shares of the field; pixels), NaN where a field has no value or a companion was not given. Raises ValueError for
    arguments that do not fit and outlines beside the cube, OSError for files, KeyboardInterrupt after Ctrl-C."""
    with _Files() as files:
        companions = {"lower": lower, "upper": upper, "provenance": provenance}
        own, _ = files.filled(filled, companions, variable, crs, time, need_crs=True)
        if hasattr(outlines, "to_file"):
            own["fields"] = files.new("outlines.gpkg")
            outlines.to_file(own["fields"], driver="GPKG")
        elif isinstance(outlines, (str, os.PathLike)):
            own["fields"] = os.fspath(outlines)
        else:
            raise ValueError(f"outlines is a {type(outlines).__name__}, expected a path or a GeoDataFrame")
        own["output"] = files.new("series.csv")
        if seasons:
            own["phenology"] = files.new("seasons.csv")
        _run("fields", options, own, (threads, memory, progress))
        return FieldTables(_table(own["output"], parse_dates=["date"]), _table(own["phenology"]) if seasons else None)


class Evaluation:
    """What evaluate() found. `figures` holds all of it, as `undercast evaluate --json` writes it (docs/formats.md)."""

    def __init__(self, figures):
        self.figures = figures

    def to_dataframe(self):
        """Returns a DataFrame with a row for each method, protocol, seed and group of hidden values. `grouping` is "all" or
        says what the groups are, such as by_gap_days; rmse, mae, bias and width (of the bounds) are in units of the index,
        coverage is a share, and all are NaN where the group has no value."""
        rows = []
        for result in self.figures["results"]:
            names = {key: result[key] for key in ("method", "protocol", "seed", "saw_hidden_values")}
            for grouping, groups in result["scores"].items():
                for group, score in {"all": groups}.items() if grouping == "all" else groups.items():
                    rows.append({**names, "grouping": grouping, "group": group, **score})
        columns = ["method", "protocol", "seed", "saw_hidden_values", "grouping", "group", "count", "missing", "rmse", "mae", "bias",
                   "r2", "coverage", "width"]
        return pd.DataFrame(rows).reindex(columns=columns).fillna({"missing": 0}).astype({"missing": int})

    def __repr__(self):
        return f"<undercast.Evaluation of {len(self.figures['results'])} results>"


def evaluate(cube, *, method=None, model=None, truth=None, variable=None, crs=None, time=None, threads=0, memory="4G", progress=None,
             **options):
    """Scores methods and models on hidden values (`undercast evaluate`).

    cube: a cube: a path, a CubeFile, a Dataset or DataArray as fill() takes them, or a float array [time, row, col], unitless
      with NaN where missing.
    method: names of methods that need no network, one or a list; none where a model is given, else as the program does.
    model: a Model, the path of a model file, "built-in", or a list of them.
    truth: a cube that knows what is missing in the first, as fill() takes them.
    time, variable, crs, threads, memory, progress: as in fields().
    Further options are those of `undercast evaluate` (docs/options.md), such as protocol=["blocks-long"], seeds=[0, 1] or
    train_preset="quick", which needs LibTorch.

    Returns an Evaluation. A Model is called by its kind. Raises ValueError for arguments that do not fit and cubes with nothing
    to score, OSError for files, KeyboardInterrupt after Ctrl-C."""
    with _Files() as files:
        own = {}
        own["cube"], reading, _ = files.cube("cube", cube, variable, crs, time)
        own.update(reading)
        if truth is not None:
            own["truth"] = files.cube("truth", truth, variable, crs, time if isinstance(truth, np.ndarray) else None)[0]
        models, kinds = [], {}
        for given in [] if model is None else model if isinstance(model, (list, tuple)) else [model]:
            if isinstance(given, Model):
                path = files.new(f"{len(models)}.uc")
                given.save(path)
                kinds[path] = given.header.get("kind", "model")
            models.append(path if isinstance(given, Model) else os.fspath(given))
        if models:
            own["model"] = models
        if method is not None or models:
            own["method"] = [] if method is None else list(method) if isinstance(method, (list, tuple)) else [method]
        found = _run("evaluate", options, own, (threads, memory, progress))
    named = {path: kind if list(kinds.values()).count(kind) == 1 else f"{kind} {number + 1}"
             for number, (path, kind) in enumerate(kinds.items())}
    for row in [*found["results"], *found["summary"]]:
        for path, kind in named.items():
            row["method"] = row["method"].replace(path, kind)
    found["expected"] = {named.get(key, key): of for key, of in (found.get("expected") or {}).items()}
    return Evaluation(found)


def train(cubes, output=None, *, variable=None, crs=None, time=None, threads=0, memory="4G", progress=None, overwrite=False,
          **options):
    """Trains a model on cubes by hiding observed values (`undercast train`), which needs LibTorch.

    cubes: one cube or a list of them, as evaluate() takes them; NaN is missing.
    output: the model file to write (.uc); None: the model is returned alone. A training with an output that was interrupted is
      continued by resume=True.
    time, variable, crs, threads, memory, progress: as in fields().
    Further options are those of `undercast train` (docs/options.md), such as preset="quick", seed=1 or model="vit".

    Returns a Model. Raises ValueError for arguments and cubes that do not fit and where LibTorch is not installed, OSError for
    files, KeyboardInterrupt after Ctrl-C."""
    with _Files() as files:
        own, paths = {"overwrite": bool(overwrite)}, []
        for given in cubes if isinstance(cubes, (list, tuple)) else [cubes]:
            path, reading, _ = files.cube(f"cube {len(paths) + 1}", given, variable, crs, time)
            own.update(reading)
            paths.append(path)
        own["cube"] = paths
        own["output"] = files.new("model.uc") if output is None else os.fspath(output)
        _run("train", options, own, (threads, memory, progress))
        return Model(own["output"])

# SPDX-License-Identifier: Apache-2.0
import json
import os
import typing

import numpy as np

from . import _undercast
from ._model import Model

# Options of `undercast fill` that are arguments here, or name files.
_NOT_OPTIONS = {"cube", "output", "model", "method", "lower", "upper", "provenance", "quicklook", "animation", "dates", "overwrite"}


class Filled(typing.NamedTuple):
    """What a fill gives: float32 arrays [time, row, col]; lower and upper are None without bounds, and provenance holds the
    codes of docs/formats.md (0 observed, 1 interpolated, 2 network, 3 low trust, 4 suspect, 255 missing)."""
    ndvi: np.ndarray
    lower: typing.Optional[np.ndarray]
    upper: typing.Optional[np.ndarray]
    provenance: np.ndarray


def _floats(name, array):
    """float32 [time, row, col]."""
    if hasattr(array, "dims"):
        raise ValueError(f"{name} has names of dimensions: give it to undercast.fill(), which knows their order")
    if isinstance(array, np.ma.MaskedArray):
        if array.dtype.kind != "f":
            raise ValueError(f"{name} holds {array.dtype}, expected float32 or float64")
        array = array.filled(np.nan)
    array = np.asarray(array)
    if array.dtype.kind != "f" or array.dtype.itemsize not in (4, 8):
        raise ValueError(f"{name} holds {array.dtype}, expected float32 or float64 (scaled numbers times their scale)")
    if array.ndim != 3:
        raise ValueError(f"{name} has {array.ndim} dimensions, expected three: time, row, col")
    if 0 in array.shape:
        raise ValueError(f"{name} is empty: its shape is {array.shape}")
    return np.ascontiguousarray(array, dtype=np.float32)


def _json_value(value):
    if isinstance(value, np.ndarray):
        return value.tolist()
    if isinstance(value, (list, tuple)):
        return [_json_value(item) for item in value]
    if isinstance(value, (np.integer, np.floating, np.bool_)):
        return value.item()
    return os.fspath(value) if isinstance(value, os.PathLike) else value


def _days(name, dates):
    """Days since 1970-01-01."""
    items = np.asarray(dates)
    if items.dtype.kind in "iufb" or any(isinstance(item, (int, float, np.number)) for item in items.flat if items.dtype == object):
        raise ValueError(f"{name} are numbers, expected datetime64, dates or texts such as '2018-05-01'")
    try:
        days = np.asarray(dates, dtype="datetime64[D]")
    except (ValueError, TypeError) as error:
        raise ValueError(f"{name} are no dates: {error}") from None
    if days.ndim != 1:
        raise ValueError(f"{name} has {days.ndim} dimensions, expected one")
    if np.isnat(days).any():
        raise ValueError(f"{name} has a date that is missing (NaT)")
    if (np.diff(days) <= np.timedelta64(0, "D")).any():
        at = int(np.argmax(np.diff(days) <= np.timedelta64(0, "D")))
        raise ValueError(f"{name} are not in order: {days[at]} comes before {days[at + 1]}")
    return days.astype(np.int64)


def _periods(name, dates, length=None):
    """First days and lengths of the periods. `length` [days] is of all or of each; None: not known, which is 0."""
    days = _days(name, dates)
    if np.ndim(length) > 0:
        lengths = np.asarray(length)
        if lengths.shape != days.shape or lengths.dtype.kind not in "iu":
            raise ValueError(f"period has {lengths.shape} lengths of {lengths.dtype}, expected a whole number for each date")
        for of_date in lengths:
            _whole("period", of_date, 1, 366)
    else:
        lengths = np.full(days.shape, 0 if length is None else _whole("period", length, 1, 366))
        if len(days) > 1:  # a period ends with the next date at the latest
            lengths[:-1] = np.minimum(lengths[:-1], np.diff(days))
    return days.tolist(), lengths.tolist()


def _whole(name, value, least, most):
    if isinstance(value, (bool, np.bool_)) or not isinstance(value, (int, np.integer)) or not least <= value <= most:
        raise ValueError(f"{name} is {value!r}, expected a whole number of {least} to {most}")
    return int(value)


def _with_lengths_of(periods, radar):
    """The periods of radar: where their lengths are not known and they begin on NDVI's days, they are NDVI's."""
    return periods if radar[0] == periods[0] and not any(radar[1]) else radar


def _cube(ndvi, periods, vh=None, vv=None, index="NDVI", place=("", (0, 1, 0, 0, 0, -1))):
    """The cube of arrays for the library; vh and vv are pairs of values and periods."""
    def checked(name, values, periods):
        values = _floats(name, values)
        if values.shape[0] != len(periods[0]):
            raise ValueError(f"{name} has {values.shape[0]} images, but there are {len(periods[0])} dates")
        return values
    values = checked("ndvi", ndvi, periods)
    radar = []
    for name, given in (("vh", vh), ("vv", vv)):
        radar.append(None if given is None else (checked(name, *given), _with_lengths_of(periods, given[1])))
        if given is not None and radar[-1][0].shape[1:] != values.shape[1:]:
            raise ValueError(f"{name} has {radar[-1][0].shape[1:]} pixels, but ndvi has {values.shape[1:]}")
    return _undercast.Cube(values, periods, tuple(radar), index, place)


def _run_arguments(threads=0, memory="4G", progress=None):
    if progress is not None and not callable(progress):
        raise ValueError("progress is not callable: expected a function of (what, done, total)")
    return _whole("threads", threads, 0, 65536), str(memory), progress


def _options_json(function, options, not_options):
    """The options of a command as JSON, by their names there."""
    given = {name.replace("_", "-"): _json_value(value) for name, value in options.items() if value is not None}
    for name in given:
        if name in not_options:
            raise ValueError(f"{name.replace('-', '_')} is not an argument of {function}: it returns what the program writes")
        try:
            json.dumps(given[name], allow_nan=False)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{name.replace('-', '_')} cannot be an option of {function}: {error}") from None
    return json.dumps(given)


def _fill_arguments(model=None, method=None, bounds=True, threads=0, progress=None, **options):
    """The arguments of Cube.fill()."""
    given = _options_json("fill", options, _NOT_OPTIONS)
    if method is not None:
        given = json.dumps({**json.loads(given), "method": str(method)})
    if model is not None and not isinstance(model, Model):
        model = Model(model)
    return given, None if model is None else model._model, bool(bounds), _run_arguments(threads, progress=progress)


def fill_array(ndvi, dates, *, vh=None, vv=None, radar_dates=None, period=None, model=None, method=None, bounds=True,
               threads=0, progress=None, **options):
    """Fills the gaps of NDVI.

    ndvi: float array [time, row, col]; NaN (and whatever is not finite) is missing.
    dates: first day of each period (datetime64, dates or texts), in order.
    vh, vv: backscatter in dB, likewise, on `radar_dates` or the same dates.
    period: length of the periods [days], one for all or one for each date; None: from the dates.
    model: a Model, the path of a model file, or "built-in"; method: a method that needs no network, such as "linear".
      Without both a network is trained on the array first, which needs LibTorch.
    bounds: whether to give the 90 % interval of each value.
    threads: 0: all processors.
    progress: called with (what, done, total) now and then, from any thread; an exception there ends the work.
    Further options are those of `undercast fill` that are not about files (docs/options.md), such as harmonics=3 or max_gap=60.

    Returns Filled. Observed values come back as they are. Raises ValueError for arguments that do not fit, OSError for files,
    KeyboardInterrupt after Ctrl-C."""
    periods = _periods("dates", dates, period)
    radar_periods = periods if radar_dates is None else _periods("radar_dates", radar_dates)
    radar = {name: None if given is None else (given, radar_periods) for name, given in (("vh", vh), ("vv", vv))}
    arguments = _fill_arguments(model, method, bounds, threads, progress, **options)
    return Filled(*_cube(ndvi, periods, **radar).fill(*arguments))

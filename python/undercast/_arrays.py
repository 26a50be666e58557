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


def _values(name, array, dates):
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
    if array.shape[0] != len(dates):
        raise ValueError(f"{name} has {array.shape[0]} images, but there are {len(dates)} dates")
    return np.ascontiguousarray(array, dtype=np.float32)


def _days(name, dates):
    """Days since 1970-01-01."""
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
    return days.astype(np.int64).tolist()


def _json_value(value):
    if isinstance(value, (np.integer, np.floating, np.bool_)):
        return value.item()
    return os.fspath(value) if isinstance(value, os.PathLike) else value


def fill_array(ndvi, dates, *, vh=None, vv=None, radar_dates=None, period=0, model=None, method=None, bounds=True,
               threads=0, progress=None, **options):
    """Fills the gaps of NDVI.

    ndvi: float array [time, row, col]; NaN (and whatever is not finite) is missing.
    dates: first day of each period (datetime64, dates or texts), in order.
    vh, vv: backscatter in dB, likewise, on `radar_dates` or the same dates.
    period: length of the periods [days]; 0: from the dates.
    model: a Model, the path of a model file, or "built-in"; method: a method that needs no network, such as "linear".
      Without both a network is trained on the array first, which needs LibTorch.
    bounds: whether to give the 90 % interval of each value.
    progress: called with (what, done, total) now and then, from any thread; an exception there ends the work.
    Further options are those of `undercast fill` (docs/options.md), such as harmonics=3 or max_gap=60.

    Returns Filled. Observed values come back as they are. Raises ValueError for arguments that do not fit, OSError for files,
    KeyboardInterrupt after Ctrl-C."""
    days = _days("dates", dates)
    radar_days = days if radar_dates is None else _days("radar_dates", radar_dates)
    values = _values("ndvi", ndvi, days)
    radar = {}
    for name, given in (("vh", vh), ("vv", vv)):
        if given is None:
            radar[name] = None
            continue
        radar[name] = (_values(name, given, radar_days), radar_days)
        if radar[name][0].shape[1:] != values.shape[1:]:
            raise ValueError(f"{name} has {radar[name][0].shape[1:]} pixels, but ndvi has {values.shape[1:]}")
    given = {name.replace("_", "-"): _json_value(value) for name, value in options.items()}
    for name in given:
        if name in _NOT_OPTIONS:
            raise ValueError(f"{name.replace('-', '_')} is not an argument of fill_array: it returns arrays")
    if method is not None:
        given["method"] = str(method)
    if model is not None and not isinstance(model, Model):
        model = Model(model)
    if progress is not None and not callable(progress):
        raise ValueError("progress is not callable: expected a function of (what, done, total)")
    return Filled(*_undercast.fill_arrays(values, days, radar["vh"], radar["vv"], json.dumps(given),
                                          None if model is None else model._model, int(period), bool(bounds), int(threads), progress))

# SPDX-License-Identifier: Apache-2.0
"""Cubes of Dask arrays, filled chunk by chunk when their values are asked for."""
import threading
import uuid

import dask.array as da
import numpy as np

from . import _undercast
from ._arrays import Filled, _cube, _fill_arguments
from ._model import Model

# Fills that are fitted in this process, by their names: the last ones.
_fitted = {}
_lock = threading.Lock()
_KEPT = 4


class _Fill:
    """A fill that is fitted to the whole cube when the first chunk is asked for. It can be pickled; each process fits its own."""

    def __init__(self, scene, arguments):
        self.scene, self.arguments, self.name = scene, arguments, uuid.uuid4().hex

    def read(self, row, col, rows, cols, with_radar):
        """A window of the cube, whose chunks are computed in this thread."""
        scene = self.scene
        arrays = scene.arrays if with_radar else scene.arrays[:1]
        down, across = scene.array.dims[1:]
        window = {down: slice(row, row + rows), across: slice(col, col + cols)}
        return self.cube([array.isel(window).compute(scheduler="synchronous").values for array in arrays])

    def cube(self, values):
        """The cube of arrays [time, row, col] of NDVI and, perhaps, radar."""
        radar = dict(zip(self.scene.radar, zip(values[1:], (periods for _, periods in self.scene.radar.values()))))
        return _cube(values[0], self.scene.periods, index=self.scene.name, place=self.scene.place, **radar)

    def fitted(self):
        with _lock:
            if self.name not in _fitted:
                options, model, bounds, run = _fill_arguments(**self.arguments)
                layout = self.cube([np.full((array.shape[0], 1, 1), np.nan, np.float32) for array in self.scene.arrays])
                _fitted[self.name] = _undercast.ChunkFill(layout, self.scene.array.shape[1:], self.read, (options, model), (bounds, run))
                while len(_fitted) > _KEPT:
                    del _fitted[next(iter(_fitted))]
            return _fitted[self.name]


def _fill_chunk(*values, fill, chunks_of_space, reach, block_id=None):
    """Fills one chunk, of which `values` hold its surroundings as well. Returns [ndvi, bounds, provenance; time, row, col]."""
    starts, sizes = [], []
    for of_axis, number in zip(chunks_of_space, block_id[-2:]):
        starts.append(int(sum(of_axis[:number])))
        sizes.append(int(of_axis[number]))
    corner = tuple(max(0, start - reach) for start in starts)
    filled = fill.fitted().fill((*starts, *sizes), fill.cube(values), corner, fill.arguments.get("threads", 0))
    return np.stack([array.astype(np.float32, copy=False) for array in filled if array is not None])


def fill_chunks(scene, arguments):
    """A Filled of Dask arrays. `arguments` are those of fill_array()."""
    arguments = dict(arguments)
    if arguments.get("model") is not None and not isinstance(arguments["model"], Model):
        arguments["model"] = Model(arguments["model"])
    options, model, bounds, _ = _fill_arguments(**arguments)
    reach = _undercast.reach_of(options, model)
    if 0 in scene.array.shape:
        raise ValueError(f"{scene.name} is empty: its shape is {scene.array.shape}")
    chunked = next(array for array in scene.arrays if array.chunks is not None)
    space = {dim: da.overlap.ensure_minimum_chunksize(max(reach, 1), chunks) if len(chunks) > 1 else chunks
             for dim, chunks in zip(chunked.dims[1:], chunked.chunks[1:])}
    for name, array in zip(("ndvi", *scene.radar), scene.arrays):
        if array.shape[1:] != scene.array.shape[1:]:
            raise ValueError(f"{name} has {array.shape[1:]} pixels, but ndvi has {scene.array.shape[1:]}")
        if array.dtype.kind != "f" or array.dtype.itemsize not in (4, 8):
            raise ValueError(f"{name} holds {array.dtype}, expected float32 or float64 (scaled numbers times their scale)")
    arrays = [array.chunk({array.dims[0]: -1, **space}).data for array in scene.arrays]
    chunks = tuple(space.values())
    images = 4 if bounds else 2
    stack = da.map_overlap(_fill_chunk, *arrays, depth=[{0: 0, 1: reach, 2: reach}] * len(arrays), boundary="none", trim=False,
                           align_arrays=False, allow_rechunk=False, new_axis=0, chunks=((images,), (scene.array.shape[0],), *chunks),
                           dtype=np.float32, meta=np.empty((0, 0, 0, 0), np.float32), fill=_Fill(scene, arguments), reach=reach,
                           chunks_of_space=chunks)
    lower, upper = (stack[1], stack[2]) if bounds else (None, None)
    return Filled(stack[0], lower, upper, stack[-1].astype(np.uint8))

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <pybind11/pybind11.h>

#include <string>

#include "core/cube.h"
#include "python/arrays.h"

namespace undercast {

/// Writes the files that commands read.
void write_cube(const Cube& cube, const std::string& path);
/// `codes` [time, row, col] are of the cube's NDVI.
void write_provenance(const Cube& cube, const Codes& codes, const std::string& path);

/// Reads a cube file; an empty `variable` is NDVI, or the only index that there is.
Cube read_cube(const std::string& path, const std::string& variable);

/// What `export` says of the dataset of a filled cube whose own variable has this name: the
/// attributes of each variable by its name, as JSON.
std::string cf_attributes(const std::string& index, const Place& place, const std::string& name, bool has_bounds,
                          bool has_provenance);
/// Reads the bands of a phenology raster as `export` does: arrays [row, col] by name, coordinates as x
/// and y, and the attributes of them all as JSON under the name "".
pybind11::dict read_seasons(const std::string& filled, const std::string& variable, const std::string& phenology);

}  // namespace undercast

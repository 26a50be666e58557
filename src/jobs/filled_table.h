// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>

#include "fill/fill_cube.h"
#include "io/point_table.h"

namespace undercast {

/// Throws Error(bad_input) when a table already has a column that its filled version adds, or when
/// its NDVI is a column of whole numbers.
void require_room_for_filled(const PointTable& table);

/// Puts filled values into a table (docs/formats.md, Filled table). Its rows, cells and other
/// columns stay as they are, unless its dates were composited: then it gets the rows or columns of
/// the periods instead. A long table also gets the columns provenance and, with `bounds`,
/// ndvi_lower and ndvi_upper.
void put_filled(PointTable& table, const FilledWindow& filled, const std::optional<Bounds>& bounds);

}  // namespace undercast

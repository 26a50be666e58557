// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>

#include "fill/fill_cube.h"
#include "io/point_table.h"

namespace undercast {

/// Throws Error(bad_input) when a table already has a column that its filled version adds, or one
/// of whole numbers for NDVI.
void require_room_for_filled(const PointTable& table);

/// Puts filled values into a table (docs/formats.md, Filled table). Rows, cells and other columns
/// of the table stay as they are, but a composited table has the rows or columns of its periods
/// instead. A long table gets the columns provenance and, with `bounds`, ndvi_lower and ndvi_upper.
void put_filled(PointTable& table, const FilledWindow& filled, const std::optional<Bounds>& bounds);

}  // namespace undercast

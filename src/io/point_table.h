// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/byte_size.h"
#include "core/cube.h"
#include "io/cube_file.h"
#include "io/table_columns.h"
#include "io/table_file.h"

namespace undercast {

/// What a table says of a point on a date. NaN: missing.
struct TableValue {
  int point;
  Date date;
  float ndvi, vh, vv;
};

/// Series of points (docs/formats.md, Point table) with their cube: one row, and a column for each
/// id in order of appearance. NDVI and radar share one axis. With a period length, the dates within
/// a period become one value: the median of NDVI, the mean in power of backscatter. Without one,
/// periods are inferred from the dates, as for a cube.
struct PointTable {
  /// Throws as TableFile; Error(bad_input), naming line and column, for unexpected content;
  /// Error(bad_input) for single acquisitions without a period length; Error(usage) for a table
  /// whose cube exceeds `memory`.
  PointTable(const std::string& path, const CubeReadOptions& options, const ByteSize& memory);
  /// Whether dates of the table are not the first days of the cube's periods.
  bool is_composited() const;

  TableFile file;
  TableColumns columns;
  std::vector<TableValue> series;  ///< of a long table: one for each row
  int points = 0;
  Cube cube;
};

/// The cube of a table alone.
Cube read_point_table(const std::string& path, const CubeReadOptions& options, const ByteSize& memory);

}  // namespace undercast

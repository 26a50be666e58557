// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/date.h"
#include "io/table_file.h"

namespace undercast {

/// What the columns of a table mean. In a long table a row is a point on a date; in a wide one it
/// is a point, with a column for each date. -1: none.
struct TableColumns {
  int id = -1;                               ///< -1 in a wide table of features, whose numbers are ids
  int date = -1;                             ///< -1 in a wide table
  std::array<int, 3> values{-1, -1, -1};     ///< of a long table: NDVI, VH, VV
  std::array<std::map<Date, int>, 3> dated;  ///< of a wide table: NDVI, VH, VV

  bool is_wide() const { return date < 0; }
  bool has(std::size_t variable) const { return values[variable] >= 0 || !dated[variable].empty(); }
};

/// Finds the columns by their names (docs/formats.md, Point table). Throws Error(bad_input) where
/// one is missing, or where two mean the same.
/// `index` is the name of the index that takes the place of NDVI; empty: NDVI.
TableColumns find_columns(const TableFile& table, const std::string& index = {});

/// A date that is written as the one in `sample` is, which may begin with other text:
/// NDVI_2018.05.11 and 2018-05-19 make NDVI_2018.05.19.
std::string date_like(std::string sample, Date date);

}  // namespace undercast

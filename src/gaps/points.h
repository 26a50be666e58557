// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace undercast {

/// A scene of one row is a list of points (io/point_table.h): pixels side by side are then no
/// neighbours.
inline bool is_list_of_points(int rows) { return rows == 1; }

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace undercast {

/// Whether a scene of so many rows is a list of points (io/point_table.h): then what lies side by side is no neighbour.
inline bool is_list_of_points(int rows) { return rows == 1; }

}  // namespace undercast

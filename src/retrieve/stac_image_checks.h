// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace undercast {

/// Whether any pixel of a scene classification is of one of these classes. Throws Error(io).
bool holds_class(const std::string& scl, const std::vector<int>& classes);

/// Whether the offset that baseline 04.00 adds has been taken off the digital numbers of the red band already, told by
/// vegetation and water (SCL 4 and 6), whose red reflectance is below 0.1: with the offset hardly any of them is below
/// 1000, without it most are. Nothing where there are fewer than 200 such pixels. Throws Error(io).
std::optional<bool> offset_is_taken_off(const std::string& red, const std::string& scl);

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

namespace undercast {

/// Whether any pixel of a scene classification has one of these classes. Throws Error(io).
bool holds_class(const std::string& scl, const std::vector<int>& classes);

/// Whether the offset of baseline 04.00 has been subtracted from the digital numbers of the red
/// band already. Vegetation and water (SCL 4 and 6) have a red reflectance below 0.1: with the
/// offset hardly any of their numbers is below 1000, without it most are. Nothing when fewer than
/// 200 pixels have these classes. Throws Error(io).
std::optional<bool> offset_is_taken_off(const std::string& red, const std::string& scl);

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <optional>
#include <string>

namespace undercast {

/// Whether any pixel of a mask, or of a scene classification, is clear; nodata is not. Throws
/// Error(io).
bool holds_clear(const std::string& mask, const std::function<bool(float)>& is_clear);

/// Takes away what a mask declares as nodata where it is a clear value, as 0 of Earth Search's cloud
/// probability: pixels outside of an image have no bands. Returns whether it was so. Throws
/// Error(io).
bool free_clear_nodata(const std::string& mask, const std::function<bool(float)>& is_clear);

/// Whether the offset of baseline 04.00 has been subtracted from the digital numbers of the red
/// band already. Vegetation and water (SCL 4 and 6) have a red reflectance below 0.1: with the
/// offset hardly any of their numbers is below 1000, without it most are. Nothing when fewer than
/// 200 pixels have these classes. Throws Error(io).
std::optional<bool> offset_is_taken_off(const std::string& red, const std::string& scl);

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>

namespace undercast {

/// Backscatter in linear power and in dB.
inline double power_of_db(double db) { return std::pow(10.0, db / 10); }
inline double db_of_power(double power) { return 10 * std::log10(power); }

/// No surface scatters back less or more: Sentinel-1's noise lies at -22 dB or above, and a town
/// reaches some +10 dB. What lies outside is not a measurement.
inline constexpr float kLeastDb = -60, kMostDb = 20;
inline bool is_backscatter(float db) { return db >= kLeastDb && db <= kMostDb; }

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>

namespace undercast {

/// Backscatter in linear power and in dB.
inline double power_of_db(double db) { return std::pow(10.0, db / 10); }
inline double db_of_power(double power) { return 10 * std::log10(power); }

}  // namespace undercast

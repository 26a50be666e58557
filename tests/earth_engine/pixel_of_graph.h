// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <nlohmann/json.hpp>
#include <string>

namespace undercast {

/// The digital number of a band of the image that is mapped: "B4", "SCL".
using BandNumbers = std::function<double(const std::string& band)>;

/// The value that a function image -> image gives one pixel in `band`; NaN where it is masked.
/// `function` is its key in the expression, or empty for the result. Divisions by 0 give 0, as the
/// service's do. A pixel is alone: no neighbour's cloud reaches it. Throws std::runtime_error for
/// masks other than 0 and 1, and for algorithms that no index needs.
double pixel_of_function(const nlohmann::json& expression, const std::string& function, const std::string& band,
                         const BandNumbers& numbers);

}  // namespace undercast

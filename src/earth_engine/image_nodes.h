// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "earth_engine/expression.h"

namespace undercast {

// Nodes whose values are images.

/// A number everywhere.
EeNode ee_number(double value);
/// Image.`operation` of two images, pixel by pixel: "add", "gte".
EeNode ee_pair(const std::string& operation, const EeNode& a, const EeNode& b);
/// Image.`operation` of one image: "tanh".
EeNode ee_single(const std::string& operation, const EeNode& image);
/// The image with one of its bands alone.
EeNode ee_band(const EeNode& image, const std::string& name);
/// Bands under other names.
EeNode ee_renamed(const EeNode& image, const std::vector<std::string>& names);
/// The image where `mask` is 1.
EeNode ee_masked(const EeNode& image, const EeNode& mask);
EeNode ee_bilinear(const EeNode& image);

}  // namespace undercast

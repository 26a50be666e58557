// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <string>

namespace undercast {

/// The least and the greatest value that an index can have.
struct ValueRange {
  /// How far a value may lie beyond by rounding.
  static constexpr float kRounding = 0.001F;

  float least = -1, most = 1;
  bool holds(float value) const { return value >= least - kRounding && value <= most + kRounding; }
  float clamp(float value) const { return std::clamp(value, least, most); }
  bool operator==(const ValueRange&) const = default;
};

/// An index of the reflectances of several bands, such as NDVI: the optical variable of a cube.
struct SpectralIndex {
  std::string name = "NDVI";
  ValueRange range = {};
  bool operator==(const SpectralIndex&) const = default;
};

/// An index whose definition is part of the program (docs/method.md, Indices). The formula names
/// bands of Sentinel-2, whose reflectances lie in [0, 1].
struct KnownIndex {
  SpectralIndex index;
  const char* formula;
};

/// The index of this name, in any case of its letters; null: none.
const KnownIndex* known_index(const std::string& name);
/// "NDVI, EVI2, ...".
std::string known_index_names();

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/cube.h"

namespace undercast {

/// Values of a cube that are hidden from a method. There is one flag for each value, [time, row,
/// col].
struct Holdout {
  /// Observed values that are hidden.
  std::vector<std::uint8_t> hidden;
  /// The hidden values that are scored: all of them, except in the protocol `spatial`.
  std::vector<std::uint8_t> scored;
  /// Pixels [row, col] whose NDVI a network may not be trained on; empty: none.
  std::vector<std::uint8_t> untrained;
};

/// The protocols, such as blocks-short; docs/method.md describes them.
const std::vector<std::string>& protocol_names();

/// Draws what is hidden. A scene of one row is a list of points (gaps/points.h), in which each
/// point is a block. The same (cube, protocol, seed) draws the same values on every machine. Throws
/// Error(usage) for an unknown protocol, Error(bad_input) when nothing could be hidden.
Holdout make_holdout(const Variable& ndvi, const std::string& protocol, std::uint64_t seed);
/// As make_holdout(), but returns nothing when nothing could be hidden.
std::optional<Holdout> try_holdout(const Variable& ndvi, const std::string& protocol, std::uint64_t seed);

/// The cube as a method gets it: hidden values are missing.
Cube hide(const Cube& cube, const Holdout& holdout);
/// The cube as a network may be trained on it: untrained pixels have no NDVI either.
Cube training_part(const Cube& visible, const Holdout& holdout);

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/progress.h"
#include "earth_engine/service.h"
#include "earth_engine/tiles.h"
#include "io/cube_draft.h"

namespace undercast {

/// 1 for the pixels of a window [row, col] that are wanted; the others become missing.
using InsideOf = std::function<std::vector<unsigned char>(const Window&)>;

/// A cube that is asked for, and the draft that takes its values.
struct EeTarget {
  const EeCube& cube;
  CubeDraft& draft;
  InsideOf inside;
};

/// SHA-256 of everything that the values of a cube depend on: the expression, the grid, and the
/// polygon inside it, as text.
std::string identity_of(const EeCube& cube, const std::string& polygon = {});

/// Writes the values of a tile [band, row, col], as ee_stack() orders and marks them, into the
/// bands of the draft, which notes `key`.
void write_stack(const EeTarget& target, const EeTile& tile, std::vector<float> values, const std::string& key);

struct EeDownloadSummary {
  int tiles = 0, kept = 0;  ///< written by this run, and found in the draft
  int too_large = 0;        ///< requests that had to be split
};

/// Requests the tiles that the draft does not hold yet, `requests` at once. A tile that is too
/// large for the service is halved until it is not; no other tile of that size is requested then,
/// but requests that are under way already are not recalled. Throws as EeService::pixels does,
/// Error(remote) when a tile cannot be made small enough, and Error(io). The draft keeps what has
/// arrived.
EeDownloadSummary download_tiles(const EeTarget& target, EeService& service, int requests, Progress& progress);

}  // namespace undercast

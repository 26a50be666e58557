// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "core/progress.h"
#include "io/cube_draft.h"
#include "retrieve/ee_service.h"
#include "retrieve/ee_tiles.h"

namespace undercast {

/// 1 for the pixels of a window [row, col] that are wanted, 0 for others, which become missing.
using InsideOf = std::function<std::vector<unsigned char>(const Window&)>;

/// SHA-256 of all that the values of a cube depend on: the expression, the grid, and the polygon in it, as text.
std::string identity_of(const EeCube& cube, const std::string& polygon = {});

/// Puts values [band, row, col], as ee_stack() orders and marks them, into the cube's own bands.
void write_stack(CubeDraft& draft, const EeCube& cube, const EeTile& tile, std::vector<float> values,
                 const InsideOf& inside, const std::string& key);

struct EeDownloadSummary {
  int tiles = 0, kept = 0;  ///< written by this run, and found in the draft
  int too_large = 0;        ///< requests that had to be split
};

/// Asks for the tiles that the draft does not hold yet, `requests` at once; one that is too large for the service is
/// halved until it is not. Throws as EeService::pixels does, Error(remote) when a tile cannot be made small enough, and
/// Error(io). What has come stays in the draft.
EeDownloadSummary download_tiles(const EeCube& cube, EeService& service, CubeDraft& draft, int requests,
                                 const InsideOf& inside, Progress& progress);

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/grid.h"
#include "net/patience.h"
#include "retrieve/stac_signer.h"

namespace undercast {

/// The part of a file that lies under a grid, widened by a margin.
struct StacPart {
  std::string name;  ///< item and band, for messages
  std::string collection, href;
  Grid grid;
  double margin_m = 0;
};

/// Whether `path` holds this very part already, of an earlier run.
bool is_fetched(const StacPart& part, const std::string& path);

/// Fetches a part into `path`, signing anew for each attempt. False when the file does not meet the grid: no file is
/// written then. Throws Error(remote) when every attempt failed, Error(bad_input) when the archive does not accept the
/// keys, and as WindowCopy and StacSigner do.
bool fetch_part(const StacPart& part, const std::string& path, StacSigner& signer, const Patience& patience);

}  // namespace undercast

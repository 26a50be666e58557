// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/error.h"
#include "core/grid.h"
#include "net/patience.h"
#include "stac/signer.h"

namespace undercast {

/// The part of a file that lies under a grid, widened by a margin.
struct StacPart {
  std::string name;  ///< the item and the band, for messages
  std::string collection, href;
  Grid grid;
  double margin_m = 0;
};

/// Whether `path` holds this part already, from an earlier run.
bool is_fetched(const StacPart& part, const std::string& path);

/// Whether a failure is an answer about this file alone, as that it is gone: it says nothing of the
/// state of the archive, and another attempt would have the same answer.
bool is_of_the_file_alone(const Error& error);

/// Fetches a part into `path` and signs its address anew for each attempt. Returns false, without
/// writing a file, when the image does not overlap the grid. Throws Error(remote) when every
/// attempt failed, Error(bad_input) when the archive does not accept the keys, and as WindowCopy
/// and StacSigner do.
bool fetch_part(const StacPart& part, const std::string& path, StacSigner& signer, const Patience& patience);

}  // namespace undercast

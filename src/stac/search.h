// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/date.h"
#include "io/footprint.h"
#include "stac/http.h"
#include "stac/item.h"

namespace undercast {

struct StacQuery {
  std::string api, collection;
  std::vector<LonLatBox> boxes;
  Date first, last;  ///< both included
  int page_size = 100;
};

/// All items that match, each once, in the order of the server. Follows next links of both kinds:
/// POST, whose body is merged into the last one when the link says so, and GET. When a search takes
/// the server too long, its days are halved. Throws Error(remote), and Error(bad_input) for a
/// collection that does not exist.
std::vector<StacItem> search_stac(const StacQuery& query, const StacHttp& http);

}  // namespace undercast

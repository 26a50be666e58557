// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <functional>
#include <string>
#include <vector>

#include "core/date.h"
#include "core/grid.h"
#include "retrieve/stac_item.h"

namespace undercast {

/// What a server answered. `status` is HTTP's.
struct StacReply {
  int status = 0;
  std::string body;
  double retry_after_s = 0;  ///< what a busy archive asks for
};

/// Sends a request and gives the answer, whatever its status, after the retries that the connection makes itself;
/// `body` (JSON) is empty for GET. Throws Error(remote) when no answer comes. For any thread.
using StacHttp = std::function<StacReply(const std::string& method, const std::string& url, const std::string& body)>;

/// Whether the server gave up on a search because of its length: smaller ones may work.
bool is_too_long(const StacReply& reply);

/// West, south, east, north in degrees.
using LonLatBox = std::array<double, 4>;

/// The box around a grid; two where it crosses the antimeridian. Throws Error(bad_input) where it has no place on
/// Earth.
std::vector<LonLatBox> lon_lat_boxes(const Grid& grid);

struct StacQuery {
  std::string api, collection;
  std::vector<LonLatBox> boxes;
  Date first, last;  ///< both included
  int page_size = 100;
};

/// All items that match, each once, in the order that the server gives them. Follows next links of both kinds: POST,
/// whose body is merged into the last request's when the link says so, and GET. When the server finds a search too
/// long, its days are halved. Throws Error(remote), and Error(bad_input) for a collection that the archive lacks.
std::vector<StacItem> search_stac(const StacQuery& query, const StacHttp& http);

}  // namespace undercast

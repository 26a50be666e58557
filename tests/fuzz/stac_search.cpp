// SPDX-License-Identifier: Apache-2.0
// The answers to a search of a catalogue, page by page.
#include "fuzz/foreign_bytes.h"
#include "fuzz/targets.h"
#include "net/url.h"
#include "stac/archive.h"
#include "stac/search.h"

namespace undercast {

void fuzz_stac_search(std::string_view bytes) {
  const std::vector<std::string> answers = parts_of(bytes);
  std::size_t asked = 0;
  const StacHttp http = [&](const HttpRequest&) {
    // An answer that begins with a number has that status.
    HttpReply reply{asked < answers.size() ? kOk : 404, {}, asked < answers.size() ? answers[asked] : ""};
    ++asked;
    if (reply.body.starts_with("404") || reply.body.starts_with("405") || reply.body.starts_with("504"))
      reply.status = std::stoi(reply.body.substr(0, 3));
    return reply;
  };
  StacQuery query;
  query.api = "https://example.org/stac";
  query.collection = "sentinel-2-l2a";
  query.boxes = {{3.0, 50.0, 3.1, 50.1}};
  query.first = parse_date("2018-05-01");
  query.last = parse_date("2018-05-31");
  for (const StacItem& item : search_stac(query, http)) {
    for (const char* band : {"B04", "B08", "SCL", "VH", "VV"}) find_asset(item, band);
    succeeds([&] { reflectance_of(item, {"B04", "B08"}); });
    to_string(item.date());
  }
}

}  // namespace undercast

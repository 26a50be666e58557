// SPDX-License-Identifier: Apache-2.0
// JSON and Universal Binary JSON of any content.
#include "core/json.h"

#include "fuzz/foreign_bytes.h"
#include "fuzz/targets.h"

namespace undercast {

void fuzz_json(std::string_view bytes) {
  succeeds([&] {
    const nlohmann::json read = parse_json(bytes, {"the text"});
    require(parse_json(to_text(read), {"our own text"}) == read, "JSON is not what it was when it was written");
  });
  json_or_null(bytes);
  succeeds([&] { to_text(parse_ubjson(bytes, {"the bytes"}), 1); });
}

}  // namespace undercast

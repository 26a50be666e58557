// SPDX-License-Identifier: Apache-2.0
// A part file after its identity: what is damaged does not count, and work continues behind what is
// whole.
#include "io/part_file.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "fuzz/foreign_bytes.h"
#include "fuzz/targets.h"

namespace undercast {

void fuzz_part_file(std::string_view bytes) {
  static const std::string path =
      std::filesystem::temp_directory_path() / ("undercast-fuzz-" + std::to_string(::getpid()) + ".part");
  const std::string identity = "identity";
  std::filesystem::remove(path);
  const bool has_start = bytes.starts_with("UNDERCAST");
  if (!has_start) PartFile(path, identity).append(3, "whole");
  std::ofstream(path, std::ios::binary | std::ios::app) << bytes;
  using Items = std::vector<std::pair<int, std::string>>;
  const auto read = [&] {
    Items items;
    read_part(path, identity, [&](int item, const std::string& piece) { items.emplace_back(item, piece); });
    return items;
  };
  Items items;
  if (succeeds([&] { items = read(); })) {
    require(has_start || (!items.empty() && items.front().second == "whole"), "a whole item was lost");
    PartFile(path, identity).append(5, "more");
    items.emplace_back(5, "more");
    require(read() == items, "a part does not continue behind its whole items");
  }
  std::filesystem::remove(path);
}

}  // namespace undercast

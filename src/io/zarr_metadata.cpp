// SPDX-License-Identifier: Apache-2.0
#include "io/zarr_metadata.h"

#include <filesystem>

#include "core/json.h"
#include "io/atomic_file.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

nlohmann::json read_or_empty(const fs::path& path) {
  return fs::exists(path) ? parse_json(read_text_file(path), {path.string(), ErrorKind::io, "check free space"})
                          : nlohmann::json::object();
}

}  // namespace

void consolidate_zarr(const std::string& folder, const CfLayout& layout) {
  const fs::path root(folder);
  nlohmann::json all{{".zgroup", read_or_empty(root / ".zgroup")}, {".zattrs", read_or_empty(root / ".zattrs")}};
  for (const CfVariable& variable : layout.variables) {
    nlohmann::json attributes = read_or_empty(root / variable.name / ".zattrs");
    attributes["_ARRAY_DIMENSIONS"] = variable.dimensions;
    write_text_file(root / variable.name / ".zattrs", to_text(attributes, 1), true);
    all[variable.name + "/.zattrs"] = attributes;
    all[variable.name + "/.zarray"] = read_or_empty(root / variable.name / ".zarray");
  }
  write_text_file(root / ".zmetadata", to_text({{"zarr_consolidated_format", 1}, {"metadata", all}}, 1), true);
}

}  // namespace undercast

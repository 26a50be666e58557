// SPDX-License-Identifier: Apache-2.0
// The name of a Sentinel-2 product (the first line) and its metadata (the rest).
#include "composite/safe_product.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "fuzz/foreign_bytes.h"
#include "fuzz/targets.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

// A product of one granule, whose bands are empty.
fs::path make_product() {
  fs::path product = fs::temp_directory_path() / ("undercast-fuzz-" + std::to_string(::getpid()));
  product /= "S2A_MSIL2A_20180511T105031_N0207_R051_T31UES_20180511T140421.SAFE";
  for (const char* band : {"R10m/a_B04_10m.jp2", "R10m/a_B08_10m.jp2", "R20m/a_SCL_20m.jp2"}) {
    const fs::path file = product / "GRANULE/L2A/IMG_DATA" / band;
    fs::create_directories(file.parent_path());
    std::ofstream touch(file);
  }
  return product;
}

}  // namespace

void fuzz_safe_product(std::string_view bytes) {
  static const fs::path product = make_product();
  const std::size_t end = bytes.find('\n');
  constexpr std::size_t kLongestName = 255;  // that a file system takes
  succeeds([&] { parse_safe_name(std::string(bytes.substr(0, std::min(end, kLongestName)))); });
  if (end == std::string_view::npos) return;
  std::ofstream(product / "MTD_MSIL2A.xml", std::ios::binary) << bytes.substr(end + 1);
  const std::vector<OpticalFiles> files = read_safe_product(product);
  require(files.size() == 1, "a product has lost its granule");
  for (const auto& [name, band] : files.front().bands)
    require(std::isfinite(band.scale.scale) && band.scale.scale > 0 && std::isfinite(band.scale.offset),
            "a scale is no number");
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <filesystem>
#include <string>

namespace undercast {

/// The name of a file that belongs to another one: "cube-EVI2.tif" beside "cube.tif".
inline std::string named_beside(const std::string& path, const std::string& word) {
  std::filesystem::path beside(path);
  const std::string ending = beside.extension().string();
  return beside.replace_extension().string() + "-" + word + ending;
}

}  // namespace undercast

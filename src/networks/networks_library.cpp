// SPDX-License-Identifier: Apache-2.0
#include "networks/networks_library.h"

#include <dlfcn.h>

namespace undercast {

std::filesystem::path networks_library() {
  static const char here = 0;
  Dl_info info{};
  if (::dladdr(&here, &info) == 0 || info.dli_fname == nullptr) return "undercast/undercast_networks.so";
  const std::filesystem::path folder = std::filesystem::weakly_canonical(info.dli_fname).parent_path();
  const std::filesystem::path name = std::filesystem::path("undercast") / "undercast_networks.so";
  return std::filesystem::exists(folder / name) ? folder / name : folder.parent_path() / "lib" / name;
}

}  // namespace undercast

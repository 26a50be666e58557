// SPDX-License-Identifier: Apache-2.0
#include "core/own_file.h"

#include <dlfcn.h>

#include "core/error.h"

namespace undercast {

std::filesystem::path own_file() {
  static const char here = 0;
  Dl_info info{};
  if (::dladdr(&here, &info) == 0 || info.dli_fname == nullptr)
    throw Error(ErrorKind::internal, "the dynamic linker does not know where undercast was loaded from");
  return std::filesystem::weakly_canonical(info.dli_fname);
}

std::filesystem::path networks_library_file() {
  const std::filesystem::path folder = own_file().parent_path();
  const std::filesystem::path name = std::filesystem::path("undercast") / "undercast_networks.so";
  return std::filesystem::exists(folder / name) ? folder / name : folder.parent_path() / "lib" / name;
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "core/own_file.h"

#include <dlfcn.h>

#include <string>

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
  const std::filesystem::path own = own_file(), folder = own.parent_path();
  const bool is_library = own.filename().string().find(".so") != std::string::npos;
  return (is_library ? folder : folder.parent_path() / "lib") / "undercast" / "undercast_networks.so";
}

}  // namespace undercast

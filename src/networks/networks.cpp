// SPDX-License-Identifier: Apache-2.0
#include "networks/networks.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>

#include "core/error.h"
#include "core/version.h"

namespace undercast {
namespace {

const Networks& load() {
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe");
  const std::filesystem::path path =
      program.parent_path().parent_path() / "lib" / "undercast" / "undercast_networks.so";
  if (!std::filesystem::exists(path))
    throw Error(
        ErrorKind::usage, fmt::format("this undercast has no networks: {} does not exist", path.string()),
        "build undercast with -DUNDERCAST_TORCH=ON, which needs LibTorch, and install that file with the program; "
        "the methods of --method need no network");
  const auto refuse = [&](const std::string& why) {
    return Error(ErrorKind::usage, fmt::format("the networks cannot be loaded: {}", why),
                 fmt::format("install LibTorch, or build undercast again: {} fits one build and one LibTorch only",
                             path.filename().string()));
  };
  void* library = ::dlopen(path.c_str(), RTLD_LAZY | RTLD_LOCAL);
  if (library == nullptr) throw refuse(::dlerror());
  const auto version = reinterpret_cast<const char* (*)()>(::dlsym(library, "undercast_networks_version"));
  const auto entry = reinterpret_cast<const Networks* (*)()>(::dlsym(library, "undercast_networks"));
  if (version == nullptr || entry == nullptr || version() != std::string(kVersion))
    throw refuse(fmt::format("{} does not have version {}", path.string(), kVersion));
  return *entry();
}

}  // namespace

const std::vector<std::string>& network_kinds() {
  static const std::vector<std::string> kinds{"space-time", "vit"};
  return kinds;
}

const Networks& networks() {
  static const Networks& loaded = load();
  return loaded;
}

}  // namespace undercast

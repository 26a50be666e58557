// SPDX-License-Identifier: Apache-2.0
#include "networks/networks.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <filesystem>

#include "core/error.h"
#include "core/version.h"
#include "networks/networks_library.h"

namespace undercast {
namespace {

const Networks& load() {
  const std::filesystem::path path = networks_library();
  if (!std::filesystem::exists(path))
    throw Error(ErrorKind::usage, fmt::format("this undercast has no LibTorch: {} does not exist", path.string()),
                "training, the vit and GPUs need it: install the package undercast-networks, or build with "
                "-DUNDERCAST_TORCH=ON; `fill --model built-in`, any model of the space-time kind and every --method "
                "work without it");
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

bool may_have_gpu() {
  static const bool may = [] {
    if (!std::filesystem::exists(networks_library())) return false;
    void* driver = ::dlopen("libcuda.so.1", RTLD_LAZY | RTLD_LOCAL);
    if (driver != nullptr) ::dlclose(driver);
    return driver != nullptr;
  }();
  return may;
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "io/filled_files.h"

#include <fmt/format.h>

#include "core/error.h"
#include "io/same_cube.h"

namespace undercast {
namespace {

// `which`: lower or upper.
void require_bound(const CubeFile& file, const std::string& which) {
  const auto says = file.metadata().find("BOUND");
  if (says != file.metadata().end() && !says->second.starts_with(which))
    throw Error(ErrorKind::bad_input, fmt::format("{} says that it is the {}", file.path(), says->second),
                "--lower and --upper are exchanged");
}

}  // namespace

void check(const FilledPaths& paths) {
  if (paths.lower.empty() != paths.upper.empty())
    throw Error(ErrorKind::usage, "--lower and --upper belong together", "give both, or neither");
}

FilledFiles::FilledFiles(const FilledPaths& paths, const CubeReadOptions& reading) {
  check(paths);
  const CubeReadOptions own = reading.for_companions();
  filled = std::make_unique<CubeFile>(paths.filled, paths.cube.empty() ? reading : own);
  const auto require = [&](const CubeSource& companion, const std::string& path, const char* role) {
    require_same_cube(companion.layout(), path, role, filled->layout(), paths.filled);
  };
  const auto open = [&](const std::string& path, const char* role,
                        const CubeReadOptions& options) -> std::unique_ptr<CubeFile> {
    if (path.empty()) return nullptr;
    auto file = std::make_unique<CubeFile>(path, options);
    require(*file, path, role);
    if (file->layout().index.name != filled->layout().index.name)
      throw Error(ErrorKind::bad_input,
                  fmt::format("{}, the {}, holds {}; {} holds {}", path, role, file->layout().index.name, paths.filled,
                              filled->layout().index.name),
                  "give the files that belong to one index, and name it with --variable");
    return file;
  };
  cube = open(paths.cube, "cube before filling", reading);
  lower = open(paths.lower, "lower bound", own);
  upper = open(paths.upper, "upper bound", own);
  if (lower) require_bound(*lower, "lower");
  if (upper) require_bound(*upper, "upper");
  if (paths.provenance.empty()) return;
  provenance = std::make_unique<ProvenanceFile>(paths.provenance);
  require(*provenance, paths.provenance, "provenance");
}

void FilledFiles::require_unchanged() const {
  for (const auto* file : {&filled, &cube, &lower, &upper})
    if (*file) (*file)->require_unchanged();
  if (provenance) provenance->require_unchanged();
}

}  // namespace undercast

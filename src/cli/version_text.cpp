// SPDX-License-Identifier: Apache-2.0
#include "cli/version_text.h"

#include <fmt/format.h>

#include "cli/commit.h"
#include "core/own_file.h"
#include "core/version.h"
#include "io/gdal_config.h"
#include "learn/boosted_trees.h"
#include "learn/space_time/fused_space_time.h"

#if UNDERCAST_HAS_MPI
#include "ranks/mpi_team.h"
#endif

namespace undercast::cli {
namespace {

// Says it without loading LibTorch.
std::string libtorch() {
  const std::string version = UNDERCAST_TORCH_VERSION, path = networks_library_file().string();
  if (std::filesystem::exists(networks_library_file())) return (version.empty() ? "" : version + ", ") + "in " + path;
  return version.empty() ? "none; this build does without" : fmt::format("none; {} does not exist", path);
}

std::string mpi() {
#if UNDERCAST_HAS_MPI
  return mpi_version();
#else
  return "none; this build does without";
#endif
}

}  // namespace

std::string version_text() {
  const std::string commit = kCommit, build = UNDERCAST_BUILD;
  return fmt::format(
      "undercast {}\n"
      "GDAL        {}\n"
      "XGBoost     {}\n"
      "LibTorch    {}\n"
      "MPI         {}\n"
      "CPU kernel  {}\n"
      "build       {}{}",
      kVersion, gdal_version(), xgboost_version(), libtorch(), mpi(), fused_kernels().front()->name, build,
      commit.empty() ? "" : ", commit " + commit);
}

}  // namespace undercast::cli

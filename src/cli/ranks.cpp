// SPDX-License-Identifier: Apache-2.0
#include "cli/ranks.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "core/build_identity.h"
#include "core/error.h"

#if UNDERCAST_HAS_MPI
#include "ranks/mpi_team.h"
#endif

namespace undercast::cli {
namespace {

int number_in(const char* variable, int otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::atoi(text);
}

}  // namespace

Launch find_launch() {
  if (std::getenv("OMPI_COMM_WORLD_SIZE") != nullptr)
    return {number_in("OMPI_COMM_WORLD_RANK", 0), number_in("OMPI_COMM_WORLD_SIZE", 1)};
  // srun uses one of these two protocols.
  if (std::getenv("PMIX_RANK") != nullptr) return {number_in("PMIX_RANK", 0), number_in("SLURM_NTASKS", 1)};
  if (std::getenv("PMI_RANK") != nullptr) return {number_in("PMI_RANK", 0), number_in("PMI_SIZE", 1)};
  return {};
}

std::unique_ptr<Team> make_team(const Launch& launch) {
  if (launch.size == 0) return std::make_unique<Team>();
#if UNDERCAST_HAS_MPI
  return std::make_unique<MpiTeam>();
#else
  if (launch.size > 1)
    throw Error(ErrorKind::usage,
                fmt::format("this undercast was built without MPI, and cannot be one of {} ranks", launch.size),
                "build it with -DUNDERCAST_MPI=ON, or run it without mpirun");
  return std::make_unique<Team>();
#endif
}

void require_same_run(Team& team, const std::string& arguments) {
  if (team.size() == 1) return;
  require_same(team, "another undercast:", build_identity(),
               "run the same build on machines whose processors are of one kind");
  require_same(team, "other options:", arguments, "give all ranks the same command and the same --config");
}

bool may_speak(const Launch& launch) {
  if (launch.rank == 0) return true;
  for (int waits = 0; waits < 300 + launch.rank && !stop_requested(); ++waits)
    std::this_thread::sleep_for(std::chrono::milliseconds(15));
  return !stop_requested();
}

}  // namespace undercast::cli

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/team.h"

namespace undercast::cli {

/// What the launcher (mpirun, srun) says of this process before MPI is started.
struct Launch {
  int rank = 0;
  int size = 0;  ///< 0: not launched as a rank
};
Launch find_launch();

/// The team of the ranks that were launched together, or of this process alone. Throws Error(usage) when several ranks
/// were launched and this build has no MPI.
std::unique_ptr<Team> make_team(const Launch& launch);

/// Collective. Throws Error(usage) when the ranks are of different builds, or were given different `arguments`.
void require_same_run(Team& team, const std::string& arguments);

/// Whether this rank is to say what went wrong. Where several fail at once, as they do when a file is nowhere, rank 0
/// does: the others wait some seconds, in which the launcher asks them to end.
bool may_speak(const Launch& launch);

}  // namespace undercast::cli

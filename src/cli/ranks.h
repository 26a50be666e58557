// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/team.h"

namespace undercast::cli {

/// What the launcher (mpirun, srun) says about this process before MPI is started.
struct Launch {
  int rank = 0;
  int size = 0;  ///< 0 for a process that was not launched as a rank
};
Launch find_launch();

/// Makes the team of the ranks that were launched together, or of this process alone. Throws
/// Error(usage) when several ranks were launched and this build has no MPI.
std::unique_ptr<Team> make_team(const Launch& launch);

/// Collective. Throws Error(usage) when the ranks have different builds or different `arguments`.
void require_same_run(Team& team, const std::string& arguments);

/// Returns whether this rank reports an error. When several ranks fail at once, as they do when a
/// file is missing everywhere, rank 0 reports: the others wait some seconds, in which the launcher
/// asks them to end.
bool may_speak(const Launch& launch);

}  // namespace undercast::cli

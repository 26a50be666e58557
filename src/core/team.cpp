// SPDX-License-Identifier: Apache-2.0
#include "core/team.h"

#include "core/error.h"

namespace undercast {

Team& alone() {
  static thread_local Team team;  // a team deals: jobs of two threads must not share one
  return team;
}

void require_same(Team& team, const std::string& what, const std::string& mine, const std::string& hint) {
  const std::vector<std::string> all = team.gather(mine), names = team.gather(team.name());
  for (std::size_t rank = 1; rank < all.size(); ++rank)
    if (all[rank] != all.front())
      throw Error(ErrorKind::usage,
                  names[rank] + " has " + what + " " + all[rank] + ", " + names.front() + " has " + all.front(), hint);
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace undercast {

/// Processors of a machine that a process may run on, by number.
struct Processors {
  std::string host;
  std::vector<int> numbers;  ///< rising
};

/// Those of this thread, as `mpirun` or a batch system bound it.
Processors own_processors();
/// Binds this thread, and those that it starts from now on.
void run_on(const std::vector<int>& numbers);

/// How many threads a rank should run: a processor that several ranks of a machine may run on counts to each in equal
/// parts. At least 1.
int share_of(const std::vector<Processors>& ranks, std::size_t rank);
/// The processors of all ranks on one's machine.
std::vector<int> machine_of(const std::vector<Processors>& ranks, std::size_t rank);

std::string to_text(const Processors& processors);
Processors processors_from(const std::string& text);

}  // namespace undercast

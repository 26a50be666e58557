// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace undercast {

/// Processors of a machine that a process may run on, by number.
struct Processors {
  std::string host;
  std::vector<int> numbers;  ///< ascending
};

/// The processors of this thread, as `mpirun` or a batch system bound it.
Processors own_processors();
/// Binds this thread, and the threads that it starts from now on, to processors.
void run_on(const std::vector<int>& numbers);

/// The number of threads that a rank should run, at least 1. Ranks of one machine share a processor
/// in equal parts.
int share_of(const std::vector<Processors>& ranks, std::size_t rank);
/// The processors of all ranks on the machine of a rank.
std::vector<int> machine_of(const std::vector<Processors>& ranks, std::size_t rank);

std::string to_text(const Processors& processors);
Processors processors_from(const std::string& text);

}  // namespace undercast

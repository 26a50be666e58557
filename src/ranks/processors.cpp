// SPDX-License-Identifier: Apache-2.0
#include "ranks/processors.h"

#include <sched.h>
#include <unistd.h>

#include <algorithm>
#include <set>
#include <sstream>

namespace undercast {

Processors own_processors() {
  char host[256] = "";
  ::gethostname(host, sizeof host - 1);
  Processors own{host, {}};
  cpu_set_t set;
  CPU_ZERO(&set);
  if (::sched_getaffinity(0, sizeof set, &set) == 0)
    for (int number = 0; number < CPU_SETSIZE; ++number)
      if (CPU_ISSET(number, &set)) own.numbers.push_back(number);
  return own;
}

void run_on(const std::vector<int>& numbers) {
  cpu_set_t set;
  CPU_ZERO(&set);
  for (const int number : numbers) CPU_SET(number, &set);
  ::sched_setaffinity(0, sizeof set, &set);  // without permission the old processors remain
}

int share_of(const std::vector<Processors>& ranks, std::size_t rank) {
  const Processors& own = ranks[rank];
  double share = 0;
  for (const int number : own.numbers) {
    const auto users = std::count_if(ranks.begin(), ranks.end(), [&](const Processors& other) {
      return other.host == own.host && std::binary_search(other.numbers.begin(), other.numbers.end(), number);
    });
    share += 1.0 / static_cast<double>(users);
  }
  return std::max(1, static_cast<int>(share + 1e-6));
}

std::vector<int> machine_of(const std::vector<Processors>& ranks, std::size_t rank) {
  std::set<int> all;
  for (const Processors& other : ranks)
    if (other.host == ranks[rank].host) all.insert(other.numbers.begin(), other.numbers.end());
  return {all.begin(), all.end()};
}

std::string to_text(const Processors& processors) {
  std::ostringstream text;
  text << processors.host;
  for (const int number : processors.numbers) text << ' ' << number;
  return text.str();
}

Processors processors_from(const std::string& text) {
  std::istringstream in(text);
  Processors processors;
  in >> processors.host;
  for (int number = 0; in >> number;) processors.numbers.push_back(number);
  return processors;
}

}  // namespace undercast

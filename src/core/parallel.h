// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>

namespace undercast {

/// Processors that this process may use.
int available_threads();

/// Calls `work(item, worker)` for each item in [0, items), dealt one by one to `threads` workers; worker is in [0,
/// threads). Stops dealing after the first exception or a requested stop, and rethrows it when all workers have ended.
void parallel_for(int items, int threads, const std::function<void(int item, int worker)>& work);

}  // namespace undercast

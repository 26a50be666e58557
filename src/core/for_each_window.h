// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <concepts>
#include <vector>

#include "core/cube.h"
#include "core/parallel.h"

namespace undercast {

/// Calls `work(reader, window, item)` for every window that the dealer has left (after its
/// begin()); item is the window's place in the list. Each of the `threads` workers reads through
/// its own reader: open() returns a pointer to one when the worker begins. Throws as parallel_for()
/// does.
template <std::invocable Open, class Work>
void for_each_window(const Open& open, const std::vector<Window>& windows, Dealer& dealer, int threads,
                     const Work& work) {
  std::vector<decltype(open())> readers(static_cast<std::size_t>(std::max(1, threads)));
  parallel_for(dealer, threads, [&](int item, int worker) {
    auto& reader = readers[static_cast<std::size_t>(worker)];
    if (!reader) reader = open();
    work(*reader, windows[static_cast<std::size_t>(item)], item);
  });
}

/// Does the same for all windows.
template <std::invocable Open, class Work>
void for_each_window(const Open& open, const std::vector<Window>& windows, int threads, const Work& work) {
  Dealer all;
  const int items = static_cast<int>(all.begin(static_cast<int>(windows.size())).size());
  for_each_window(open, windows, all, std::min(threads, items), work);
}

/// Does the same for a cube, which each worker reopens.
template <class Work>
void for_each_window(const CubeSource& source, const std::vector<Window>& windows, int threads, const Work& work) {
  for_each_window([&] { return source.reopen(); }, windows, threads, work);
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast {

/// Says where an interrupted training leaves its state. An empty path leaves none.
struct Checkpoint {
  std::string path;
  bool resume = false;

  /// Says how to continue from it.
  std::string hint() const { return path + " holds the state: run the same command with --resume"; }
};

}  // namespace undercast

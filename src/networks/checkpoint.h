// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast {

/// Where interrupted training leaves its state. Empty: nowhere.
struct Checkpoint {
  std::string path;
  bool resume = false;

  /// How to go on from it.
  std::string hint() const { return path + " holds the state: run the same command with --resume"; }
};

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/progress.h"

namespace undercast {

/// Requests a stop after some steps of a network's training, as Ctrl-C does.
class StopAfter : public Progress {
 public:
  explicit StopAfter(int steps) : left_(steps) {}
  void begin(std::string_view what, long long) override { training_ = what == "training"; }
  void advance(long long count, std::string_view) override {
    if (training_ && count > 0 && left_-- == 0) request_stop();
  }

 private:
  int left_;
  bool training_ = false;
};

}  // namespace undercast

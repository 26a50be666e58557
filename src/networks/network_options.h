// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/option.h"

namespace undercast {

/// Sizes of the Vision Transformer of the published system.
struct VitOptions {
  int window_px = 32;
  int segment_px = 4;
  int width = 256;
  int depth = 4;
  int heads = 8;

  void each(const OptionVisitor& visit);
};

/// Sizes of the space-time network.
struct SpaceTimeOptions {
  int width = 64;
  int depth = 2;
  int heads = 4;

  void each(const OptionVisitor& visit);
};

/// Says where and in which arithmetic a network runs.
struct DeviceOptions {
  std::string device = "auto";
  std::string precision = "auto";

  void each(const OptionVisitor& visit);
};

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <list>
#include <memory>
#include <string>
#include <vector>

#include "core/byte_size.h"
#include "core/option.h"
#include "io/cube_file.h"

namespace undercast {

/// Opens cubes and tables of points to train on, and checks that they hold observations.
class TrainingCubes {
 public:
  /// Throws Error(bad_input) as require_observations() does, and when the cubes have different
  /// radar variables; Error(usage) for a table that exceeds `memory`, or that a `network` of this
  /// kind cannot be trained on.
  TrainingCubes(const std::vector<InputFile>& files, const CubeReadOptions& reading, const std::string& network,
                bool uses_radar, const ByteSize& memory);
  const std::vector<CubeSource*>& sources() const { return sources_; }
  /// Throws Error(bad_input) when one of the files is no longer the one that was opened.
  void require_unchanged() const;

 private:
  std::vector<std::unique_ptr<CubeFile>> files_;
  std::list<Cube> tables_;
  std::vector<std::unique_ptr<CubeSource>> in_memory_;
  std::vector<CubeSource*> sources_;
};

}  // namespace undercast

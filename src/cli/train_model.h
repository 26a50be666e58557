// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "io/cube_file.h"
#include "train/train_options.h"
#include "train/training_loop.h"

namespace undercast::cli {

/// Kinds of network; the first is the default.
const std::vector<std::string>& model_kinds();

/// Cubes to train on, open and known to hold observations.
class TrainingCubes {
 public:
  TrainingCubes(const std::vector<std::string>& paths, const CubeReadOptions& reading, const Command& command);
  const std::vector<CubeSource*>& sources() const { return sources_; }

 private:
  std::vector<std::unique_ptr<CubeFile>> files_;
  std::vector<CubeSource*> sources_;
};

/// Loads the cubes and trains a network of a kind, with the command's threads. All ranks of the team get the model.
ModelFile train_model(const std::string& kind, const std::vector<CubeSource*>& sources, const TrainOptions& options,
                      const Command& command, const Checkpoint& checkpoint, Progress& progress, Team& team);

/// One line for the terminal: scores and path.
std::string describe_training(const ModelFile& model, const std::string& path);

}  // namespace undercast::cli

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "cli/command.h"
#include "io/cube_file.h"
#include "train/train.h"

namespace undercast::cli {

/// Loads the cubes and trains, with the command's threads.
ModelFile train_model(const std::vector<CubeSource*>& sources, const TrainOptions& options, const Command& command,
                      const Checkpoint& checkpoint, Progress& progress);

/// One line for the terminal: scores and path.
std::string describe_training(const ModelFile& model, const std::string& path);

}  // namespace undercast::cli

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>

#include "baselines/methods.h"
#include "cli/command.h"
#include "cli/training_cubes.h"
#include "evaluate/evaluate.h"
#include "io/cube_file.h"
#include "networks/networks.h"

namespace undercast::cli {

/// Options of every filler, for the commands that use them.
struct FillerOptions {
  MethodOptions method;
  std::string model = network_kinds().front();
  TrainOptions training;

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    MethodOptions::each(self.method, visit);
    visit("train-model", self.model,
          OptionText{"kind of network to train", "", -std::numeric_limits<double>::infinity(),
                     std::numeric_limits<double>::infinity(), network_kinds()});
    TrainOptions::each(self.training, visit);
  }
};

/// Takes from a manifest the options of a training that does not take place, and warns of those on the line.
void leave_out_training(const Command& command, const FillerOptions& options, nlohmann::json& manifest);

/// A classical method, fitted to what is visible in a cube.
std::unique_ptr<GapFiller> fit_method(const std::string& name, const MethodOptions& options, CubeSource& cube,
                                      int threads, Progress& progress);

/// The same, with its calibration: its own, or one made on a part of the cube that fits into memory; none when there
/// are too few observations.
Contender calibrated_method(const std::string& name, const MethodOptions& options, CubeSource& cube, int threads,
                            Progress& progress);

/// A network, fitted to a cube, with the calibration that its file holds.
Contender fit_network(const ModelFile& model, const FillerOptions& options, CubeSource& cube, int threads,
                      Progress& progress);

/// The filler that the user asked for: a model file, a classical method, or (both empty) a network trained on this
/// cube. With its calibration if `calibrated`; throws Error(bad_input) where that cannot be had.
Contender choose_filler(CubeSource& cube, const std::string& model_path, const std::string& method,
                        const FillerOptions& options, bool calibrated, const Command& command);

}  // namespace undercast::cli

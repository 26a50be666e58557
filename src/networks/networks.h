// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/progress.h"
#include "core/team.h"
#include "fill/gap_filler.h"
#include "io/model_file.h"
#include "networks/checkpoint.h"
#include "networks/train_options.h"

namespace undercast {

/// Trainings on values that are hidden once, for a search over options.
class Trials {
 public:
  virtual ~Trials() = default;
  /// A hash of the values.
  virtual std::uint64_t fingerprint() const = 0;
  /// Held-out RMSE after training for some epochs; options by name replace those of the search.
  virtual double run(const nlohmann::json& options, int epochs) const = 0;
};

/// How far a device and a precision differ from exact arithmetic.
struct ArithmeticCheck {
  std::string device, precision;
  double tolerance = 0;
  /// Root mean square of the difference, relative to that of the exact ones.
  double answers = 0, gradients = 0;
  double filled = 0;                                     ///< as answers, in the way that filling computes them
  double trained_per_second = 0, filled_per_second = 0;  ///< series

  // NaN does not pass.
  bool passed() const { return answers <= tolerance && gradients <= tolerance && filled <= tolerance; }
};

/// What the program asks of networks. All that needs LibTorch is behind it, in a library of its own: LibTorch takes a
/// third of a second to load, which whatever does without is spared, and the program runs where there is none.
class Networks {
 public:
  virtual ~Networks() = default;
  /// Trains a network of a kind on cubes (train/space_time_training.h, train/vit_training.h). All ranks of the team get
  /// the model.
  virtual ModelFile train(const std::string& kind, const std::vector<CubeSource*>& sources, const TrainOptions& options,
                          int threads, const Checkpoint& checkpoint, Progress& progress, Team& team) const = 0;
  /// Hides values of the cubes, for trainings of a kind on them.
  virtual std::unique_ptr<Trials> trials(const std::string& kind, const std::vector<CubeSource*>& sources,
                                         const TrainOptions& options, int threads, Progress& progress) const = 0;
  /// model/network_filler.h
  virtual std::unique_ptr<GapFiller> filler(const ModelFile& model, const DeviceOptions& options,
                                            int threads) const = 0;
  /// train/self_check.h
  virtual std::vector<ArithmeticCheck> check_arithmetic(int threads) const = 0;
};

/// Kinds of network; the first is the default.
const std::vector<std::string>& network_kinds();

/// Loads the library at its first call: ../lib/undercast/ beside the program's folder. Throws Error(usage) when it is
/// not there, cannot be loaded, or is of another version.
const Networks& networks();

}  // namespace undercast

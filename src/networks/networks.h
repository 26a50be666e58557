// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fill/gap_filler.h"
#include "networks/checkpoint.h"
#include "networks/model_file.h"
#include "networks/train_options.h"

namespace undercast {

/// Trains on values that are hidden once, for a search over options.
class Trials {
 public:
  virtual ~Trials() = default;
  /// Returns a hash of the values.
  virtual std::uint64_t fingerprint() const = 0;
  /// Trains for some epochs and returns the held-out RMSE. `options`, by name, replace the search's
  /// options.
  virtual double run(const nlohmann::json& options, int epochs) const = 0;
};

/// Says how far a device and a precision differ from exact arithmetic.
struct ArithmeticCheck {
  std::string device, precision;
  double tolerance = 0;
  /// Root mean square of the difference, relative to the exact values.
  double answers = 0, gradients = 0;
  double filled = 0;                                     ///< as `answers`, computed by filling's code
  double trained_per_second = 0, filled_per_second = 0;  ///< series

  // A check with NaN does not pass.
  bool passed() const { return answers <= tolerance && gradients <= tolerance && filled <= tolerance; }
};

/// The program's interface to the code that needs LibTorch: training, the Vision Transformer, and
/// GPUs. That code is a library of its own, because LibTorch takes a third of a second to load, and
/// the program runs without it.
class Networks {
 public:
  virtual ~Networks() = default;
  /// Trains a network of a kind on cubes (torch/space_time/training.h, torch/vit/training.h). All
  /// ranks of the team get the model.
  virtual ModelFile train(const std::string& kind, const std::vector<CubeSource*>& sources, const TrainOptions& options,
                          const Checkpoint& checkpoint, const RunContext& run) const = 0;
  /// Hides values of the cubes once, for trainings of a kind on them.
  virtual std::unique_ptr<Trials> trials(const std::string& kind, const std::vector<CubeSource*>& sources,
                                         const TrainOptions& options, const RunContext& run) const = 0;
  /// Makes a gap filler of a trained network; it must be fitted to a cube before it fills one.
  /// Throws Error(bad_input) when the file's content does not fit its own header, Error(usage) for
  /// a device or precision that is not available.
  virtual std::unique_ptr<GapFiller> filler(const ModelFile& model, const DeviceOptions& options,
                                            int threads) const = 0;
  /// Compares every device and precision of this machine with double precision
  /// (torch/space_time/self_check.h).
  virtual std::vector<ArithmeticCheck> check_arithmetic(int threads) const = 0;
};

/// Returns the kinds of network; the first is the default.
const std::vector<std::string>& network_kinds();

/// Loads the library at its first call, from undercast/ beside the library of undercast, or from
/// ../lib/undercast/ beside a program's folder. Throws Error(usage) when it is not there, cannot be
/// loaded, or has another version.
const Networks& networks();

/// Whether that library and a CUDA driver are installed. LibTorch says whether there is a GPU.
bool may_have_gpu();

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/option.h"
#include "fill/calibrated_filler.h"
#include "networks/networks.h"

namespace undercast {

/// Parameters of the methods.
struct MethodOptions {
  double whittaker_lambda = 10;
  int savitzky_golay_window = 7;
  int savitzky_golay_order = 2;
  int harmonics = 3;

  void each(const OptionVisitor& visit);
};

/// Returns the names of the methods that need no network.
const std::vector<std::string>& method_names();
/// Makes a method that is not fitted yet. Throws Error(usage) for an unknown name, or options that
/// do not fit together.
std::unique_ptr<GapFiller> make_filler(const std::string& name, const MethodOptions& options);

/// Warns of methods that can do no better than linear interpolation in such a cube.
void warn_of_idle_methods(const std::vector<std::string>& names, const CubeLayout& cube);

/// Makes a method and fits it to the observed values of a cube.
std::unique_ptr<GapFiller> fit_method(const std::string& name, const MethodOptions& options, CubeSource& cube,
                                      const RunContext& run);
/// Makes a fitted method with its calibration: its own, or one made on a part of the cube that fits
/// into memory; none when there are too few observations.
CalibratedFiller calibrated_method(const std::string& name, const MethodOptions& options, CubeSource& cube,
                                   const RunContext& run);

/// Reads a model file, or takes the model that is part of the program.
ModelFile read_network(const InputFile& file);
/// The model files among these that are not part of the program.
std::vector<std::string> paths_of_models(const std::vector<InputFile>& models);
/// Warns of radar that a model was trained with and a cube does not have.
void warn_of_missing_radar(const ModelFile& model, const CubeLayout& cube);

/// Makes a gap filler of a trained network; it must be fitted to a cube before it fills one. The
/// space-time model is computed without LibTorch, unless a GPU or a precision that the CPU does not
/// have is asked for. Throws Error(bad_input) when the file's content does not fit its own header,
/// Error(usage) for a device or precision that is not available.
std::unique_ptr<GapFiller> make_network_filler(const ModelFile& model, const DeviceOptions& device, int threads);
/// Fits a trained network to a cube; the calibration comes from the file.
CalibratedFiller fit_network(const ModelFile& model, const DeviceOptions& device, CubeSource& cube,
                             const RunContext& run);

}  // namespace undercast

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

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit);
};

/// Returns the names of the methods that need no network.
const std::vector<std::string>& method_names();
/// Makes a method that is not fitted yet. Throws Error(usage) for an unknown name, or options that
/// do not fit together.
std::unique_ptr<GapFiller> make_filler(const std::string& name, const MethodOptions& options);

/// Makes a method and fits it to the observed values of a cube.
std::unique_ptr<GapFiller> fit_method(const std::string& name, const MethodOptions& options, CubeSource& cube,
                                      const RunContext& run);
/// Makes a fitted method with its calibration: its own, or one made on a part of the cube that fits
/// into memory; none when there are too few observations.
CalibratedFiller calibrated_method(const std::string& name, const MethodOptions& options, CubeSource& cube,
                                   const RunContext& run);

/// Fits a trained network to a cube; the calibration comes from the file.
CalibratedFiller fit_network(const ModelFile& model, const DeviceOptions& device, CubeSource& cube,
                             const RunContext& run);

template <class Self, class Visit>
void MethodOptions::each(Self& self, Visit&& visit) {
  visit("whittaker-lambda", self.whittaker_lambda,
        {.text = "smoothness of the Whittaker curve; larger is smoother; 0: chosen for each pixel by its V-curve",
         .min = 0,
         .max = 1e9});
  visit("savitzky-golay-window", self.savitzky_golay_window,
        {.text = "window of the Savitzky-Golay polynomial, an odd number", .unit = "steps", .min = 3, .max = 99});
  visit("savitzky-golay-order", self.savitzky_golay_order,
        {.text = "degree of the Savitzky-Golay polynomial, less than the window", .min = 0, .max = 6});
  visit("harmonics", self.harmonics, {.text = "waves per year in the harmonic regression", .min = 1, .max = 6});
}

}  // namespace undercast

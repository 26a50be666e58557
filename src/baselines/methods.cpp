// SPDX-License-Identifier: Apache-2.0
#include "baselines/methods.h"

#include <fmt/format.h>

#include "baselines/gaussian_process.h"
#include "baselines/harmonic.h"
#include "baselines/linear.h"
#include "baselines/savitzky_golay.h"
#include "baselines/scene_mean.h"
#include "baselines/similar_pixels.h"
#include "baselines/trees.h"
#include "baselines/whittaker.h"
#include "core/error.h"

namespace undercast {

const std::vector<std::string>& method_names() {
  static const std::vector<std::string> names{"linear",     "whittaker",      "savitzky-golay",   "harmonic",
                                              "scene-mean", "similar-pixels", "gaussian-process", "trees"};
  return names;
}

std::unique_ptr<GapFiller> make_method(const std::string& name, const MethodOptions& options) {
  if (name == "linear") return std::make_unique<LinearFiller>();
  if (name == "whittaker") return std::make_unique<WhittakerFiller>(options.whittaker_lambda);
  if (name == "savitzky-golay")
    return std::make_unique<SavitzkyGolayFiller>(options.savitzky_golay_window, options.savitzky_golay_order);
  if (name == "harmonic") return std::make_unique<HarmonicFiller>(options.harmonics);
  if (name == "scene-mean") return std::make_unique<SceneMeanFiller>();
  if (name == "similar-pixels") return std::make_unique<SimilarPixelsFiller>();
  if (name == "gaussian-process") return std::make_unique<GaussianProcessFiller>();
  if (name == "trees") return std::make_unique<TreesFiller>();
  throw Error(ErrorKind::usage, fmt::format("'{}' is not a method", name),
              fmt::format("the methods are: {}", fmt::join(method_names(), ", ")));
}

}  // namespace undercast

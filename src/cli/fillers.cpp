// SPDX-License-Identifier: Apache-2.0
#include "cli/fillers.h"

#include <algorithm>
#include <cmath>

#if UNDERCAST_HAS_TORCH
#include <spdlog/spdlog.h>

#include "cli/train_model.h"
#include "model/network.h"
#endif

namespace undercast::cli {

void require_observations(CubeSource& cube, const Command& command) {
  if (cube.layout().ndvi.size() < 2)
    throw Error(ErrorKind::bad_input, "the cube has one NDVI date only", "filling needs a series: at least 2 dates");
  for (const Window& window : split(cube.layout().grid.whole(), 256)) {
    stop_if_requested();
    const Variable ndvi = cube.read(window, false).ndvi;
    if (std::any_of(ndvi.values.begin(), ndvi.values.end(), [](float value) { return std::isfinite(value); })) return;
  }
  throw Error(ErrorKind::bad_input, "the cube holds no observed NDVI value: every one is missing",
              fmt::format("undercast {} needs something to go on; look at it with `undercast info`", command.name()));
}

#if UNDERCAST_HAS_TORCH
std::unique_ptr<GapFiller> choose_filler(CubeSource& cube, const std::string& model_path, const std::string& method,
                                         const FillerOptions& options, const Command& command) {
  if (!method.empty()) return make_method(method, options.method);
  ModelFile model;
  if (!model_path.empty()) {
    model = read_model_file(model_path);
  } else {
    spdlog::info("no --model given: training a network on this cube first (preset {})", options.training.preset);
    model = train_model({&cube}, options.training, command, {}, command.progress());
    spdlog::info("{}", describe_training(model, "network"));
  }
  return make_network_filler(model, options.training.device, command.threads());
}
#else
std::unique_ptr<GapFiller> choose_filler(CubeSource&, const std::string&, const std::string& method,
                                         const FillerOptions& options, const Command&) {
  if (method.empty())
    throw Error(ErrorKind::usage, "this undercast was built without LibTorch, so it has no networks",
                fmt::format("give --method, one of: {}", fmt::join(method_names(), ", ")));
  return make_method(method, options.method);
}
#endif

}  // namespace undercast::cli

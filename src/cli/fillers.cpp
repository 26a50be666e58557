// SPDX-License-Identifier: Apache-2.0
#include "cli/fillers.h"

#include <algorithm>
#include <cmath>

#include "evaluate/calibrate.h"
#include "fill/sample_scene.h"

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

std::unique_ptr<GapFiller> fit_method(const std::string& name, const MethodOptions& options, CubeSource& cube,
                                      int threads, Progress& progress) {
  std::unique_ptr<GapFiller> method = make_method(name, options);
  method->fit(cube, threads, progress);
  return method;
}

Contender calibrated_method(const std::string& name, const MethodOptions& options, CubeSource& cube, int threads,
                            Progress& progress) {
  Contender contender{fit_method(name, options, cube, threads, progress), {}};
  contender.calibration = contender.filler->calibration();
  if (contender.calibration) return contender;
  const auto fit = [&](const Cube& part) {
    MemoryCubeSource source(part);
    Progress silent;
    return fit_method(name, options, source, threads, silent);
  };
  contender.calibration = calibrate(sample_scene(cube, kCalibrationPx), fit, threads, progress);
  return contender;
}

namespace {

Contender choose_method(CubeSource& cube, const std::string& name, const MethodOptions& options, bool calibrated,
                        const Command& command) {
  if (!calibrated) return {fit_method(name, options, cube, command.threads(), command.progress()), {}};
  Contender contender = calibrated_method(name, options, cube, command.threads(), command.progress());
  if (!contender.calibration)
    throw Error(ErrorKind::bad_input, "the cube has too few observed values to calibrate bounds on",
                "leave out --lower and --upper");
  return contender;
}

}  // namespace

#if UNDERCAST_HAS_TORCH
Contender fit_network(const ModelFile& model, const FillerOptions& options, CubeSource& cube, int threads,
                      Progress& progress) {
  Contender contender{make_network_filler(model, options.training.device, threads), calibration_of(model)};
  contender.filler->fit(cube, threads, progress);
  return contender;
}

Contender choose_filler(CubeSource& cube, const std::string& model_path, const std::string& method,
                        const FillerOptions& options, bool calibrated, const Command& command) {
  if (!method.empty()) return choose_method(cube, method, options.method, calibrated, command);
  ModelFile model;
  if (!model_path.empty()) {
    model = read_model_file(model_path);
  } else {
    spdlog::info("no --model given: training a network on this cube first ({}, preset {})", options.model,
                 options.training.preset);
    model = train_model(options.model, {&cube}, options.training, command, {}, command.progress(), command.team());
    spdlog::info("{}", describe_training(model, "network"));
  }
  Contender contender = fit_network(model, options, cube, command.threads(), command.progress());
  if (calibrated && !contender.calibration)
    throw Error(ErrorKind::bad_input, "the model holds no calibration, so it has no bounds",
                "train it again, on cubes with more observations; or leave out --lower and --upper");
  return contender;
}
#else
Contender choose_filler(CubeSource& cube, const std::string&, const std::string& method, const FillerOptions& options,
                        bool calibrated, const Command& command) {
  if (method.empty())
    throw Error(ErrorKind::usage, "this undercast was built without LibTorch, so it has no networks",
                fmt::format("give --method, one of: {}", fmt::join(method_names(), ", ")));
  return choose_method(cube, method, options.method, calibrated, command);
}
#endif

}  // namespace undercast::cli

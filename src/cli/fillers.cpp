// SPDX-License-Identifier: Apache-2.0
#include "cli/fillers.h"

#include <spdlog/spdlog.h>

#include "cli/model_info.h"
#include "evaluate/calibrate.h"
#include "fill/sample_scene.h"
#include "networks/networks.h"
#include "networks/trained_model.h"

namespace undercast::cli {

void leave_out_training(const Command& command, const FillerOptions& options, nlohmann::json& manifest) {
  const nlohmann::json where = options_to_json(options.training.device);
  const auto leave_out = [&](const std::string& name) {
    manifest.erase(name);
    if (command.on_the_line("--" + name) && !where.contains(name) && name != "memory")
      spdlog::warn("--{} has no effect: no network is trained", name);
  };
  TrainOptions::each(options.training, [&](const char* name, const auto&, const OptionText&) { leave_out(name); });
  leave_out("train-model");
  if (!manifest.contains("method")) manifest.update(where);
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

Contender fit_network(const ModelFile& model, const FillerOptions& options, CubeSource& cube, int threads,
                      Progress& progress) {
  Contender contender{networks().filler(model, options.training.device, threads), calibration_of(model)};
  contender.filler->fit(cube, threads, progress);
  return contender;
}

Contender choose_filler(CubeSource& cube, const std::string& model_path, const std::string& method,
                        const FillerOptions& options, bool calibrated, const Command& command) {
  if (!method.empty()) return choose_method(cube, method, options.method, calibrated, command);
  networks();  // what it refuses is better known before the work
  ModelFile model;
  if (!model_path.empty()) {
    model = read_model_file(model_path);
  } else {
    spdlog::info("no --model given: training a network on this cube first ({}, preset {})", options.model,
                 options.training.preset);
    model = networks().train(options.model, {&cube}, options.training, command.threads(), {}, command.progress(),
                             command.team());
    spdlog::info("{}", describe_training(model, "network"));
  }
  Contender contender = fit_network(model, options, cube, command.threads(), command.progress());
  if (calibrated && !contender.calibration)
    throw Error(ErrorKind::bad_input, "the model holds no calibration, so it has no bounds",
                "train it again, on cubes with more observations; or leave out --lower and --upper");
  return contender;
}

}  // namespace undercast::cli

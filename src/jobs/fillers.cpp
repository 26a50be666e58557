// SPDX-License-Identifier: Apache-2.0
#include "jobs/fillers.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>

#include "classical/gaussian_process/gaussian_process.h"
#include "classical/harmonic.h"
#include "classical/linear.h"
#include "classical/other_years.h"
#include "classical/savitzky_golay.h"
#include "classical/scene_mean.h"
#include "classical/similar_pixels.h"
#include "classical/whittaker.h"
#include "core/error.h"
#include "evaluate/calibrate.h"
#include "gaps/sample_scene.h"
#include "learn/space_time/filler.h"
#include "learn/trees.h"
#include "networks/trained_model.h"

namespace undercast {
namespace {

// Returns the kernel that computes the space-time network; null where LibTorch must compute it.
const fused::Kernel* kernel_of(const DeviceOptions& options) {
  const bool on_cpu = options.device == "cpu" || (options.device == "auto" && !may_have_gpu());
  if (!on_cpu || options.precision == "fp16") return nullptr;
  const fused::Kernel* bf16 = fused_kernel_for(true);
  if (options.precision == "fp32" || (options.precision == "auto" && bf16 == nullptr)) return fused_kernel_for(false);
  return bf16;
}

}  // namespace

void MethodOptions::each(const OptionVisitor& visit) {
  visit("whittaker-lambda", &whittaker_lambda,
        {.text = "smoothness of the Whittaker curve; larger is smoother; 0: chosen for each pixel by its V-curve",
         .min = 0,
         .max = 1e9});
  visit("savitzky-golay-window", &savitzky_golay_window,
        {.text = "window of the Savitzky-Golay polynomial, an odd number", .unit = "steps", .min = 3, .max = 99});
  visit("savitzky-golay-order", &savitzky_golay_order,
        {.text = "degree of the Savitzky-Golay polynomial, less than the window", .min = 0, .max = 6});
  visit("harmonics", &harmonics, {.text = "waves per year in the harmonic regression", .min = 1, .max = 6});
}

const std::vector<std::string>& method_names() {
  static const std::vector<std::string> names{"linear",         "whittaker",        "savitzky-golay",
                                              "harmonic",       "scene-mean",       "other-years",
                                              "similar-pixels", "gaussian-process", "trees"};
  return names;
}

std::unique_ptr<GapFiller> make_filler(const std::string& name, const MethodOptions& options) {
  if (name == "linear") return std::make_unique<LinearFiller>();
  if (name == "whittaker") return std::make_unique<WhittakerFiller>(options.whittaker_lambda);
  if (name == "savitzky-golay")
    return std::make_unique<SavitzkyGolayFiller>(options.savitzky_golay_window, options.savitzky_golay_order);
  if (name == "harmonic") return std::make_unique<HarmonicFiller>(options.harmonics);
  if (name == "scene-mean") return std::make_unique<SceneMeanFiller>();
  if (name == "other-years") return std::make_unique<OtherYearsFiller>();
  if (name == "similar-pixels") return std::make_unique<SimilarPixelsFiller>();
  if (name == "gaussian-process") return std::make_unique<GaussianProcessFiller>();
  if (name == "trees") return std::make_unique<TreesFiller>();
  throw Error(ErrorKind::usage, fmt::format("'{}' is not a method", name),
              fmt::format("the methods are: {}", fmt::join(method_names(), ", ")));
}

void warn_of_idle_methods(const std::vector<std::string>& names, const CubeLayout& cube) {
  const double years = years_of(cube.ndvi);
  if (years > kLeastYears || std::find(names.begin(), names.end(), "other-years") == names.end()) return;
  spdlog::warn("other-years interpolates linearly: the cube spans {:.1f} years, so it holds no other year", years);
}

std::unique_ptr<GapFiller> fit_method(const std::string& name, const MethodOptions& options, CubeSource& cube,
                                      const RunContext& run) {
  std::unique_ptr<GapFiller> method = make_filler(name, options);
  method->fit(cube, run);
  return method;
}

CalibratedFiller calibrated_method(const std::string& name, const MethodOptions& options, CubeSource& cube,
                                   const RunContext& run) {
  CalibratedFiller method{fit_method(name, options, cube, run), {}};
  method.calibration = method.filler->calibration();
  if (method.calibration) return method;
  const auto fit = [&](const Cube& part) {
    MemoryCubeSource source(part);
    return fit_method(name, options, source, run.silent());
  };
  method.calibration = calibrate(sample_scene(cube, kCalibrationPx), fit, run);
  return method;
}

ModelFile read_network(const InputFile& file) {
  return file.path == kBuiltInModel ? built_in_model() : read_model_file(file.path);
}

std::vector<std::string> paths_of_models(const std::vector<InputFile>& models) {
  std::vector<std::string> paths;
  for (const InputFile& model : models)
    if (model.given() && model.path != kBuiltInModel) paths.push_back(model.path);
  return paths;
}

void warn_of_missing_radar(const ModelFile& model, const CubeLayout& cube) {
  const auto radar = model.checked_header().find("radar");
  if (!radar) return;
  for (const auto& [key, name, axis] : {std::tuple{"vh", "VH", &cube.vh}, std::tuple{"vv", "VV", &cube.vv}})
    if (radar->get(key, false) && axis->empty())
      spdlog::warn(
          "the model was trained with {0}, but the cube has none: {0} counts as missing, and errors may be larger than "
          "the expected error says",
          name);
}

std::unique_ptr<GapFiller> make_network_filler(const ModelFile& model, const DeviceOptions& device, int threads) {
  if (model.checked_header().find_as<std::string>("kind") == "space-time")
    if (const fused::Kernel* kernel = kernel_of(device))
      return std::make_unique<SpaceTimeFiller>(stacked_model_from(model), predict_by(*kernel, threads), threads);
  return networks().filler(model, device, threads);
}

CalibratedFiller fit_network(const ModelFile& model, const DeviceOptions& device, CubeSource& cube,
                             const RunContext& run) {
  CalibratedFiller network{make_network_filler(model, device, run.threads), calibration_of(model)};
  network.filler->fit(cube, run);
  return network;
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "networks/trained_model.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace undercast {

std::string scene_identity(const CubeLayout& layout) {
  std::string dates;
  for (const auto& [name, axis] : {std::pair{layout.index.name, &layout.ndvi}, std::pair{std::string("VH"), &layout.vh},
                                   std::pair{std::string("VV"), &layout.vv}})
    if (!axis->empty()) dates += fmt::format("; {} {} dates from {}", name, axis->size(), to_string((*axis)[0].start));
  return fmt::format("{} x {} px at {:.9g}, {:.9g}{}", layout.grid.cols, layout.grid.rows, layout.grid.affine[0],
                     layout.grid.affine[3], dates);
}

std::vector<std::string> scenes_of(const ModelFile& model) {
  const std::optional<JsonValue> training = model.checked_header().find("training");
  return training ? training->get("scenes", std::vector<std::string>()) : std::vector<std::string>();
}

bool was_trained_on(const ModelFile& model, const CubeLayout& layout) {
  const std::vector<std::string> scenes = scenes_of(model);
  return std::find(scenes.begin(), scenes.end(), scene_identity(layout)) != scenes.end();
}

std::optional<Calibration> calibration_of(const ModelFile& model) {
  const std::optional<JsonValue> factors = model.checked_header().find("calibration");
  if (!factors) return std::nullopt;
  constexpr double kLargest = 1000;  // a larger factor means that the spread says nothing
  const Calibration calibration{factors->as<decltype(Calibration::factor)>()};
  for (const auto& kind : calibration.factor)
    for (const double factor : kind)
      if (!(factor >= 0 && factor <= kLargest)) factors->refuse(fmt::format("factors from 0 to {}", kLargest));
  return calibration;
}

std::optional<ErrorsByGap> errors_by_gap_of(const ModelFile& model) {
  const std::optional<JsonValue> kept = model.checked_header().find("errors_by_gap");
  if (!kept) return std::nullopt;
  const ErrorsByGap errors{kept->at("mean_squares").as<ByGap<double>>(), kept->at("values").as<ByGap<long long>>()};
  for (std::size_t kind = 0; kind < kDateKinds; ++kind)
    for (std::size_t bin = 0; bin < kGapBins.size(); ++bin)
      if (!(errors.mean_squares[kind][bin] >= 0) || errors.values[kind][bin] < 0)
        kept->refuse("squares and counts of at least 0");
  return errors;
}

std::string describe_training(const ModelFile& model, const std::string& name) {
  const JsonValue training = model.checked_header().at("training");
  return fmt::format("{}: held-out RMSE {:.4f} (linear interpolation {:.4f}, {} values), step {} of {}", name,
                     training.get("held_out_rmse", std::nan("")), training.get("held_out_rmse_linear", std::nan("")),
                     training.at("held_out_values").as<long long>(), training.at("step").as<long long>(),
                     training.at("steps").as<long long>());
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "networks/trained_model.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"

namespace undercast {

std::string scene_identity(const CubeLayout& layout) {
  std::string dates;
  for (const auto& [name, axis] :
       {std::pair{"NDVI", &layout.ndvi}, std::pair{"VH", &layout.vh}, std::pair{"VV", &layout.vv}})
    if (!axis->empty()) dates += fmt::format("; {} {} dates from {}", name, axis->size(), to_string((*axis)[0].start));
  return fmt::format("{} x {} px at {:.9g}, {:.9g}{}", layout.grid.cols, layout.grid.rows, layout.grid.affine[0],
                     layout.grid.affine[3], dates);
}

std::vector<std::string> scenes_of(const ModelFile& model) {
  std::vector<std::string> scenes;
  for (const nlohmann::json& scene :
       model.header.value("training", nlohmann::json::object()).value("scenes", nlohmann::json::array()))
    if (scene.is_string()) scenes.push_back(scene.get<std::string>());
  return scenes;
}

bool was_trained_on(const ModelFile& model, const CubeLayout& layout) {
  const std::vector<std::string> scenes = scenes_of(model);
  return std::find(scenes.begin(), scenes.end(), scene_identity(layout)) != scenes.end();
}

std::optional<Calibration> calibration_of(const ModelFile& model) {
  if (!model.header.contains("calibration")) return std::nullopt;
  try {
    return Calibration{model.header.at("calibration").get<decltype(Calibration::factor)>()};
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::bad_input, fmt::format("the model's calibration cannot be read: {}", error.what()),
                "train the model again");
  }
}

std::string describe_training(const ModelFile& model, const std::string& name) {
  const nlohmann::json& training = model.header.at("training");
  return fmt::format("{}: held-out RMSE {:.4f} (linear interpolation {:.4f}, {} values), step {} of {}", name,
                     training.at("held_out_rmse").get<double>(), training.at("held_out_rmse_linear").get<double>(),
                     training.at("held_out_values").get<long long>(), training.at("step").get<long long>(),
                     training.at("steps").get<long long>());
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "networks/trained_model.h"

#include <fmt/format.h>

#include "core/error.h"

namespace undercast {

std::string scene_identity(const CubeLayout& layout) {
  std::string dates;
  for (const TimeAxis* axis : {&layout.ndvi, &layout.vh, &layout.vv})
    dates += axis->empty() ? "; none" : fmt::format("; {} from {}", axis->size(), to_string((*axis)[0].start));
  return fmt::format("{} x {} px at {:.9g}, {:.9g}{}", layout.grid.cols, layout.grid.rows, layout.grid.affine[0],
                     layout.grid.affine[3], dates);
}

bool was_trained_on(const ModelFile& model, const CubeLayout& layout) {
  const std::string identity = scene_identity(layout);
  for (const nlohmann::json& scene :
       model.header.value("training", nlohmann::json::object()).value("scenes", nlohmann::json::array()))
    if (scene == identity) return true;
  return false;
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

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "report/pixel_charts.h"

#include <cmath>

#include "report/varied_pixels.h"

namespace undercast {
namespace {

constexpr int kPixels = 12;

}  // namespace

nlohmann::json rounded(const Variable& series) {
  nlohmann::json values = nlohmann::json::array();
  for (const float value : series.values)
    values.push_back(std::isnan(value) ? nlohmann::json(nullptr)
                                       : nlohmann::json(std::round(static_cast<double>(value) * 1e4) / 1e4));
  return values;
}

nlohmann::json pixel_charts(const ReportInputs& inputs, Progress& progress) {
  progress.begin("choosing pixels", 1);
  nlohmann::json charts = nlohmann::json::array();
  for (const VariedPixel& pixel : choose_varied_pixels(*inputs.cube, *inputs.filled, kPixels)) {
    const Window window{pixel.row, pixel.col, 1, 1};
    const Cube observed = inputs.cube->read(window);
    nlohmann::json chart{{"row", pixel.row},
                         {"col", pixel.col},
                         {"words", pixel.words()},
                         {"observed", rounded(observed.ndvi)},
                         {"filled", rounded(inputs.filled->read(window, false).ndvi)}};
    if (inputs.lower != nullptr) {
      chart["lower"] = rounded(inputs.lower->read(window, false).ndvi);
      chart["upper"] = rounded(inputs.upper->read(window, false).ndvi);
    }
    if (!observed.vh.empty()) {
      chart["vh"] = rounded(observed.vh);
      chart["vh_days"] = observed.vh.time.middle_days();
    }
    charts.push_back(std::move(chart));
  }
  progress.end();
  return charts;
}

}  // namespace undercast

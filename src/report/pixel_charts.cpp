// SPDX-License-Identifier: Apache-2.0
#include "report/pixel_charts.h"

#include <cmath>

#include "report/varied_pixels.h"

namespace undercast {
namespace {

constexpr int kPixels = 12;

nlohmann::json values_of(const Variable& series) {
  nlohmann::json values = nlohmann::json::array();
  for (const float value : series.values) values.push_back(rounded(static_cast<double>(value)));
  return values;
}

}  // namespace

nlohmann::json rounded(double value) {
  return std::isnan(value) ? nlohmann::json(nullptr) : nlohmann::json(std::round(value * 1e4) / 1e4);
}

nlohmann::json pixel_charts(const FilledFiles& files, Progress& progress) {
  progress.begin("choosing pixels", 1);
  nlohmann::json charts = nlohmann::json::array();
  for (const VariedPixel& pixel : choose_varied_pixels(*files.cube, *files.filled, kPixels)) {
    const Window window{pixel.row, pixel.col, 1, 1};
    const Cube observed = files.cube->read(window);
    nlohmann::json chart{{"row", pixel.row},
                         {"col", pixel.col},
                         {"words", pixel.words()},
                         {"observed", values_of(observed.ndvi)},
                         {"filled", values_of(files.filled->read(window, false).ndvi)}};
    if (files.lower) {
      chart["lower"] = values_of(files.lower->read(window, false).ndvi);
      chart["upper"] = values_of(files.upper->read(window, false).ndvi);
    }
    if (!observed.vh.empty()) {
      chart["vh"] = values_of(observed.vh);
      chart["vh_days"] = observed.vh.time.middle_days();
    }
    charts.push_back(std::move(chart));
  }
  progress.end();
  return charts;
}

}  // namespace undercast

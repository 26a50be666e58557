// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>

#include "anomaly/anomaly.h"
#include "io/cube_file.h"

namespace undercast {

/// A band of a cube, counted from 1.
struct DatedImage {
  const CubeFile* cube = nullptr;
  int band = 0;
};

/// Draws four dates of the year, the date of each quarter with the most below usual: NDVI,
/// z-scores, and the z-scores of what is below usual. Beneath, the scene's mean through the year
/// beside the usual one. `z_path` is the finished raster; `filled` gives the image of a date.
/// Returns a PNG file.
std::string anomaly_picture(const std::string& z_path, const UsualYear& usual, const AnomalySummary& found,
                            double confidence, const std::function<DatedImage(int date)>& filled);

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "core/grid.h"
#include "io/gdal.h"

namespace undercast {

/// Metadata items of a cube of composites: of a band, the acquisitions that it is made of; of the
/// cube, the radar orbits in it (RadarSeries::taken) and the polygon inside it.
inline constexpr const char* kAcquisitionsKey = "ACQUISITIONS";
inline constexpr const char* kRadarTakenKey = "RADAR_TAKEN";
inline constexpr const char* kPolygonKey = "AREA_POLYGON";

/// A cube that is continued: values of its bands, and the acquisitions that each is made of.
class EarlierCube {
 public:
  /// Throws Error(io), and Error(bad_input) for a cube that does not say its acquisitions.
  explicit EarlierCube(const std::string& path);

  const std::string& path() const { return path_; }
  const Grid& grid() const { return grid_; }
  /// A metadata item; empty where there is none.
  std::string item(const std::string& key) const;
  /// The relative orbits that its radar is of; none: of all.
  std::vector<std::string> radar_taken() const;
  bool has(const std::string& band) const { return bands_.contains(band); }
  /// The acquisitions that a band is made of; nothing where there is no such band.
  std::optional<std::string> acquisitions_of(const std::string& band) const;
  /// The number of bands of a variable.
  int bands_of(const std::string& variable) const;
  /// Values [row, col]; missing is NaN. For any thread. Throws Error(io).
  std::vector<float> read(const std::string& band, const Window& window) const;

 private:
  struct Band {
    int number;
    std::string acquisitions;
  };

  std::string path_;
  DatasetPtr dataset_;
  Grid grid_;
  std::map<std::string, Band> bands_;  ///< by description
  mutable std::mutex mutex_;
};

}  // namespace undercast

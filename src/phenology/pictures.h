// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/cube.h"
#include "io/raster_writer.h"
#include "picture/maps.h"

namespace undercast {

/// Gathers maps of start, peak and end of each season while the seasons are measured. A large scene
/// is thinned out by rows and columns, so that memory stays bounded.
class PhenologyPicture {
 public:
  /// `epoch` says that dates are days since 1970-01-01, not days of the year.
  PhenologyPicture(const Grid& grid, const std::vector<BandInfo>& bands, bool epoch);

  /// Takes values [band, row, col] of a window.
  void take(const Window& window, const std::vector<float>& values);
  /// Returns the bytes of a PNG file. Seasons that no pixel has are left out.
  std::string draw(const std::string& title) const;

 private:
  struct Map {
    std::size_t band;
    int year;
    std::string season;  ///< "2018, season 1"
    MapPanel panel;      ///< days of the year
  };

  double pixel_size_m_;
  int step_;  ///< rows and columns from one shown pixel to the next
  bool epoch_;
  std::vector<std::vector<Map>> rows_;  ///< start, peak, end; each by season
};

}  // namespace undercast

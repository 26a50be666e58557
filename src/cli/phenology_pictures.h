// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/cube.h"
#include "io/raster_writer.h"
#include "picture/maps.h"

namespace undercast::cli {

/// Maps of start, peak and end of each season, gathered while the seasons are measured; of a large scene every so
/// many-th row and column, so that memory stays bounded.
class PhenologyPicture {
 public:
  /// `epoch`: dates are days since 1970-01-01, not days of the year.
  PhenologyPicture(const Grid& grid, const std::vector<BandInfo>& bands, bool epoch);

  /// Values [band, row, col].
  void take(const Window& window, const std::vector<float>& values);
  /// PNG. Seasons that no pixel has are left out.
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

}  // namespace undercast::cli

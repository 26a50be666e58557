// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/cube.h"
#include "io/cube_file.h"
#include "io/overview_reader.h"

namespace undercast {

/// The files to look at; all but `filled` may be empty.
struct ViewPaths {
  std::string filled, cube, lower, upper, provenance, phenology;
};

/// How values become colours. days: dates of a season; flags and counts are numbers.
enum class LayerScale { ndvi, spread, provenance, backscatter, number };

/// Images of one kind, one for each step.
struct ViewLayer {
  std::string id;     ///< "filled"
  std::string title;  ///< "Filled NDVI"
  LayerScale scale = LayerScale::ndvi;
  std::string unit;                  ///< "dB"; empty: none
  std::vector<std::string> steps;    ///< dates YYYY-MM-DD, or names of bands
  std::vector<double> days;          ///< middle of each date; empty where steps are no dates
  std::vector<double> lows, highs;   ///< ends of the scale, for each step
  OverviewReader* values = nullptr;  ///< of the viewed scene
  OverviewReader* minus = nullptr;   ///< where the layer is a difference; else null
  std::vector<int> bands, minus_bands;
};

/// A series that a pixel has: NDVI of some kind, provenance, or backscatter.
struct ViewSeries {
  std::string name;  ///< "observed"
  TimeAxis time;
  OverviewReader* values = nullptr;
  std::vector<int> bands;
};

/// A filled cube and its companions, opened for looking at any part at any size. Holds no values beyond the shares.
class ViewedScene {
 public:
  /// Throws Error(io) and Error(bad_input) as the files' readers do, and where they are not of one cube or the grid is
  /// turned.
  ViewedScene(const ViewPaths& paths, const CubeReadOptions& reading);

  const std::string& name() const { return name_; }
  const Grid& grid() const { return grid_; }
  const TimeAxis& time() const { return time_; }
  const std::vector<ViewLayer>& layers() const { return layers_; }
  const std::vector<ViewSeries>& series() const { return series_; }
  /// The phenology raster, or null, with the names of its bands.
  OverviewReader* phenology() const { return phenology_; }
  const std::vector<std::string>& phenology_bands() const { return phenology_bands_; }
  /// Share of missing values on each date before filling, of parts spread over the scene; empty without a cube.
  const std::vector<double>& missing_shares() const { return missing_shares_; }

 private:
  OverviewReader* open(const std::string& path);
  void add_cube(CubeFile& cube);
  void add_bounds(const std::string& lower, const std::string& upper, const CubeFile& filled,
                  const CubeReadOptions& reading);
  void add_provenance(const std::string& path, const CubeFile& filled);
  void add_phenology(const std::string& path, const CubeFile& filled);
  ViewLayer& add_layer(ViewLayer layer, const TimeAxis& time);

  std::string name_;
  Grid grid_;
  TimeAxis time_;
  std::vector<std::unique_ptr<OverviewReader>> readers_;
  std::vector<ViewLayer> layers_;
  std::vector<ViewSeries> series_;
  OverviewReader* phenology_ = nullptr;
  std::vector<std::string> phenology_bands_;
  std::vector<double> missing_shares_;
};

}  // namespace undercast

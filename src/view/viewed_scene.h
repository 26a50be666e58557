// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/cube.h"
#include "fields/given_fields.h"
#include "io/filled_files.h"
#include "io/overview_reader.h"

namespace undercast {

/// A scale turns values into colours. Dates, flags and counts of seasons use `number`.
enum class LayerScale { ndvi, spread, provenance, backscatter, number };

/// A layer has one image for each step.
struct ViewLayer {
  std::string id = {};     ///< "filled"
  std::string title = {};  ///< "Filled NDVI"
  LayerScale scale = LayerScale::ndvi;
  std::string unit = {};                      ///< "dB"; empty: none
  std::vector<std::string> steps = {};        ///< dates YYYY-MM-DD, or names of bands
  std::vector<double> days = {};              ///< middle of each date; empty where steps are no dates
  std::vector<double> lows = {}, highs = {};  ///< ends of the scale, for each step
  OverviewReader* values = nullptr;           ///< of the viewed scene
  OverviewReader* minus = nullptr;            ///< where the layer is a difference; else null
  std::vector<int> bands = {}, minus_bands = {};
};

/// Each pixel has such series: NDVI, provenance, or backscatter.
struct ViewSeries {
  std::string name;  ///< "observed"
  TimeAxis time;
  OverviewReader* values = nullptr;
  std::vector<int> bands;
};

/// A filled cube and its companions, opened so that any part can be read at any size. It keeps no
/// values of pixels.
class ViewedScene {
 public:
  /// Reads the series of the fields, if there are any. Throws as FilledFiles and read_field_series()
  /// do, and Error(bad_input) where the grid is turned or the phenology is
  /// on another grid.
  ViewedScene(const FilledPaths& paths, const std::string& phenology_path, const CubeReadOptions& reading,
              const GivenFields& fields = {}, const RunContext& run = {});

  const std::string& name() const { return name_; }
  const Grid& grid() const { return grid_; }
  /// What the scene's cubes hold: NDVI, or the name of another index.
  const std::string& index() const { return index_; }
  const TimeAxis& time() const { return time_; }
  const std::vector<ViewLayer>& layers() const { return layers_; }
  const std::vector<ViewSeries>& series() const { return series_; }
  /// Returns the fields with their series, or null.
  const FieldSeries* fields() const { return fields_ ? &*fields_ : nullptr; }
  /// Returns the phenology raster, or null.
  OverviewReader* phenology() const { return phenology_; }
  const std::vector<std::string>& phenology_bands() const { return phenology_bands_; }
  /// Returns the share of missing values on each date before filling, from windows spread over the
  /// scene; empty without a cube.
  const std::vector<double>& missing_shares() const { return missing_shares_; }

 private:
  OverviewReader* open(const std::string& path);
  OverviewReader* open(const CubeFile& cube);
  void add_cube(CubeFile& cube);
  void add_bounds(const CubeFile& lower, const CubeFile& upper);
  void add_provenance(const std::string& path);
  void add_phenology(const std::string& path);
  ViewLayer& add_layer(ViewLayer layer, const TimeAxis& time);

  std::string name_, index_;
  Grid grid_;
  TimeAxis time_;
  std::vector<std::unique_ptr<OverviewReader>> readers_;
  std::vector<ViewLayer> layers_;
  std::vector<ViewSeries> series_;
  OverviewReader* phenology_ = nullptr;
  std::vector<std::string> phenology_bands_;
  std::vector<double> missing_shares_;
  std::optional<FieldSeries> fields_;
};

}  // namespace undercast

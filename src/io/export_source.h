// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "io/filled_files.h"

namespace undercast {

/// A variable of an export. Its attributes have the names of the CF conventions: long_name, units,
/// flag_values, ... Missing is NaN (float32) or 255 (uint8).
struct ExportVariable {
  std::string name;  ///< "ndvi", or the band of a phenology raster: "SOS_2018_1"
  PixelType type = PixelType::float32;
  nlohmann::json attributes;
  int phenology_band = 0;  ///< counted from 1; 0: it has a value for each date

  bool varies() const { return phenology_band == 0; }
};

/// The variables of a filled cube and its companions; `name` is of the cube's own.
std::vector<ExportVariable> filled_variables(const SpectralIndex& index, const std::string& name, bool has_bounds,
                                             bool has_provenance);

/// A filled cube with its companions and its phenology raster as named variables, read window by
/// window. Not safe for several threads at once; each makes its own.
class ExportSource {
 public:
  /// Throws as FilledFiles does, and Error(bad_input) when the phenology raster (its path may be
  /// empty) has another grid.
  ExportSource(const FilledPaths& paths, const std::string& phenology, const CubeReadOptions& reading);

  const CubeLayout& layout() const { return files_.filled->layout(); }
  /// An item of the filled cube's file; empty when there is none.
  std::string metadata(const std::string& key) const;
  /// What the cube is, and how it came to be, in words for readers of the export.
  std::string title() const;
  std::string lineage() const;
  const std::vector<ExportVariable>& variables() const { return variables_; }
  /// The bands of the phenology raster; none without one.
  const std::vector<BandInfo>& phenology_bands() const { return phenology_bands_; }
  /// The raster of a variable on one date, which `fill` would write for this date alone. `metadata`
  /// adds to what the format itself needs.
  RasterWriter::Layout image_layout(const ExportVariable& variable, int step,
                                    std::map<std::string, std::string> metadata) const;

  /// Values [time, row, col], or [row, col] of a phenology band.
  std::vector<float> read(const ExportVariable& variable, const Window& window);
  /// Throws Error(bad_input) when one of the files is no longer the one that was opened.
  void require_unchanged() const;

 private:
  void add_phenology();
  CubeFile& file_of(const ExportVariable& variable) const;

  FilledFiles files_;
  std::string phenology_path_, phenology_stamp_;
  DatasetPtr phenology_;
  std::vector<BandInfo> phenology_bands_;
  std::vector<ExportVariable> variables_;
};

}  // namespace undercast

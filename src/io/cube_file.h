// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "core/cube.h"
#include "io/cube_images.h"
#include "io/raster_writer.h"

namespace undercast {

/// A cube in any layout that can be read (docs/interchange.md) as a source of windows; reads only
/// what it is asked for.
class CubeFile : public CubeSource {
 public:
  /// `path` may be empty where the options name what holds NDVI. Throws as find_images() does.
  explicit CubeFile(const std::string& path, const CubeReadOptions& options = {});

  const CubeLayout& layout() const override { return layout_; }
  /// Also throws Error(bad_input) for values outside the index's range by more than rounding.
  /// Backscatter outside [kLeastDb, kMostDb] becomes missing, and a warning says so once.
  Cube read(const Window& window, bool with_radar) override;
  using CubeSource::read;
  /// Throws Error(bad_input) when another file has taken its place.
  std::unique_ptr<CubeSource> reopen() const override;

  /// Throws Error(bad_input) when the file is no longer the one that was opened.
  void require_unchanged() const;

  /// Shows NDVI on other dates: on each, the image of the period that is nearest to it.
  void show_on(const TimeAxis& dates);

  const std::string& path() const { return images_.path; }
  /// All files that the cube's values come from.
  const std::vector<std::string>& files() const { return images_.files; }
  /// Opens one more handle on the images at each call, for readers of single ones.
  const std::function<DatasetPtr()>& opener() const { return images_.open; }
  const std::map<std::string, std::string>& metadata() const { return images_.metadata; }
  /// Returns a metadata item; it is empty where there is none.
  std::string item(const std::string& key) const;
  /// The other indices that the file holds.
  const std::set<std::string>& other_indices() const { return images_.others; }
  /// The band of each step in such a handle, counted from 1.
  const std::vector<int>& ndvi_bands() const { return ndvi_bands_; }
  const std::vector<int>& vh_bands() const { return vh_bands_; }

 private:
  explicit CubeFile(const CubeFile& other);  // opens the files once more

  Variable read_variable(const TimeAxis& axis, const std::vector<int>& bands, const Window& window, bool is_ndvi);

  void require_ndvi(std::span<const float> values, int band) const;
  void drop_impossible_backscatter(Variable& variable) const;

  CubeImages images_;
  std::vector<std::string> stamps_;  ///< of the files
  DatasetPtr dataset_;
  CubeLayout layout_;
  std::vector<int> ndvi_bands_, vh_bands_, vv_bands_;  ///< band numbers (from 1) in order of time
  /// Whether the warning of impossible backscatter was given; all that reopen the file share it.
  std::shared_ptr<std::atomic<bool>> has_warned_ = std::make_shared<std::atomic<bool>>(false);
};

/// The step in which int16 stores the values of a range: .0001 for NDVI.
double int16_step(const ValueRange& range);

/// The raster that holds such a cube: NDVI bands, then VH, then VV. `metadata` adds to what the
/// format itself needs.
RasterWriter::Layout cube_file_layout(const CubeLayout& layout, std::map<std::string, std::string> metadata,
                                      const CubeWriteOptions& options = {});

/// Returns such a raster with the bands of several indices, one index after another, in the place of
/// NDVI.
RasterWriter::Layout cube_file_layout(const CubeLayout& layout, const std::vector<SpectralIndex>& indices,
                                      std::map<std::string, std::string> metadata, const CubeWriteOptions& options);

/// Writes a cube file: NDVI bands, then VH, then VV, each variable at any time and window by
/// window.
class CubeWriter {
 public:
  /// `metadata` adds to what the format itself needs: composite method, the options of the run.
  CubeWriter(const std::string& path, const CubeLayout& layout, std::map<std::string, std::string> metadata,
             bool overwrite, const CubeWriteOptions& options = {});
  void write_ndvi(const Window& window, const Variable& ndvi);
  void write(const Window& window, const Cube& cube);
  void finish() { writer_.finish(); }

 private:
  int vh_band_, vv_band_;
  RasterWriter writer_;
};

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <atomic>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "composite/cloud_mask.h"
#include "composite/describe_acquisitions.h"
#include "composite/index_formula.h"
#include "composite/pixel_places.h"
#include "composite/resample.h"

namespace undercast {

/// Reads images onto the output grid, window by window, with all masks applied. One for each
/// thread.
class AcquisitionReader {
 public:
  /// `grid` and `has_warned` must outlive it. The readers of a run share `has_warned`, so that the
  /// run warns of impossible backscatter once.
  AcquisitionReader(const CompositeOptions& options, const Grid& grid, std::atomic<bool>& has_warned);

  /// Sets the window of the next reads; cheap when it is the window already.
  void go_to(const Window& window);
  /// The indices of the window, [row, col] each, NaN where the image has no usable value; how many
  /// values of the first that uses red are NaN because red lies below the floor; and how many are
  /// suspect, if they were screened.
  struct Indices {
    std::vector<std::vector<float>> values;
    long long below_floor = 0, suspect = 0;
  };
  /// Throws Error(io).
  Indices indices(const OpticalAcquisition& acquisition);
  /// Backscatter in linear power [row, col], the mean where images of the pass overlap. NaN where
  /// it is missing, masked, below `floor_db`, or no backscatter of any surface (is_backscatter()).
  std::vector<float> vh(const RadarAcquisition& radar, double floor_db);
  std::vector<float> vv(const RadarAcquisition& radar);

 private:
  const PixelPlaces& places(const std::string& crs_wkt);
  std::vector<float> digital_numbers(const SourceImage& image);
  std::vector<float> power(const SourceImage& image, const std::optional<SourceImage>& mask, double floor_db);
  std::vector<float> all_missing() const;

  /// An index, and where its bands lie among the bands of an acquisition.
  struct UsedIndex {
    IndexFormula formula;
    std::vector<std::size_t> bands;
    int red = -1;  ///< place of B04 among its bands; -1: it does not use it
  };
  /// 1 where the mask of an image lets its pixels be used, NaN elsewhere.
  std::vector<float> usable(const OpticalAcquisition& acquisition);

  std::vector<UsedIndex> indices_;
  std::optional<std::size_t> red_index_;  ///< as CompositePlan::red_index
  MaskRule scene_classes_;
  std::optional<MaskRule> mask_;  ///< of masks from elsewhere
  double dilation_m_;
  double red_floor_;
  Resampling radar_resampling_;
  void warn_of_impossible(const SourceImage& image, float value);

  bool radar_in_db_;
  std::atomic<bool>& has_warned_;
  const Grid& grid_;
  Window window_;
  std::deque<PixelPlaces> places_;  ///< one for each CRS of the images
};

}  // namespace undercast

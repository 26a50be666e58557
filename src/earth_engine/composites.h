// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/time_axis.h"
#include "earth_engine/expression.h"
#include "earth_engine/index_nodes.h"
#include "io/footprint.h"

namespace undercast {

enum class EeCloudMask { scene_class, cloud_score, cloud_probability, qa60 };
/// Sentinel-1 GRD scenes (sigma0, 10 m), or the bursts of OPERA RTC-S1 (gamma0, 30 m).
enum class EeRadarCollection { s1_grd, opera };

/// What Earth Engine shall composite, and how (docs/method.md, Compositing).
struct EeRecipe {
  std::vector<LonLatBox> boxes;  ///< images that touch one of these are used
  Date first, last;              ///< only images of these days are used, both included
  Date radar_first{};            ///< first day of radar, if it is later
  std::string optical_collection = "COPERNICUS/S2_SR_HARMONIZED";
  EeCloudMask cloud_mask = EeCloudMask::scene_class;
  std::vector<int> scl_keep{4, 5, 6};
  double cloud_dilation_m = 0;  ///< metres around cloud and cloud shadow that are masked, too
  double cloud_score = 0.6, cloud_probability = 65;
  std::vector<EeIndex> indices = std::vector<EeIndex>(1);  ///< NDVI alone, unless others are wanted
  bool maximum = false;                                    ///< composite an index by its maximum instead of the median
  EeRadarCollection radar_collection = EeRadarCollection::s1_grd;
  bool vh = true, vv = false;
  std::string orbit = "both";         ///< or ascending, descending
  std::vector<int> relative_orbits;   ///< of radar; empty: all
  bool power_mean = true;             ///< average backscatter in linear power, else in dB
  bool bilinear_radar = false;        ///< resample radar bilinearly, else take the nearest pixel
  std::optional<double> vh_floor_db;  ///< mask lower VH in each image

  std::vector<std::string> index_names() const;
};

/// Throws Error(usage) for a mask by QA60 on days without that band.
void check_recipe(const EeRecipe& recipe);

/// The Sentinel-1 collection; GRD in the units of the mean.
std::string radar_collection(const EeRecipe& recipe);

// The parts of the graph. Without a period they cover all days of the recipe.
EeNode ee_area(const EeRecipe& recipe);
/// The Sentinel-2 images, with the data of their cloud mask.
EeNode ee_optical_images(const EeRecipe& recipe, const std::optional<Period>& period);
EeNode ee_radar_images(const EeRecipe& recipe, const std::optional<Period>& period);
/// One radar image of each acquisition: OPERA has several, its bursts.
EeNode ee_radar_acquisitions(const EeRecipe& recipe, const std::optional<Period>& period);
/// A function: image -> the indices of clear ground, in bands of their names.
EeNode ee_indices_of_image(const EeRecipe& recipe);
/// A function: image -> its band VH or VV in the units of the mean.
EeNode ee_backscatter_of_image(const EeRecipe& recipe, const std::string& band);
/// A collection of one masked image with these bands. It is merged into a collection that may be
/// empty, because a reducer makes an image without bands of an empty one.
EeNode ee_guard(const std::vector<std::string>& bands);
/// The composite of each index in a period. Tests leave out the guard.
EeNode ee_index_composite(const EeRecipe& recipe, const std::optional<Period>& period, bool guarded = true);
EeNode ee_backscatter_composite(const EeRecipe& recipe, const std::optional<Period>& period, const std::string& band);

/// The value of missing pixels in ee_stack().
inline constexpr float kEeMissing = -9999;

/// The bands period by period: NDVI_00, EVI2_00, VH_00, VV_00, NDVI_01, ... The first number is
/// `first_number`.
std::vector<std::string> ee_band_names(const EeRecipe& recipe, int periods, int first_number = 0);
/// One float32 image of the composites of these periods, with the band names above and kEeMissing
/// where there is no value.
EeNode ee_stack(const EeRecipe& recipe, const std::vector<Period>& periods, int first_number = 0);
/// Lists of the radar acquisitions: milliseconds since 1970, relative orbits, and platforms ("A")
/// or, of OPERA, absolute orbits.
EeNode ee_radar_tracks(const EeRecipe& recipe);
/// A list of one list: milliseconds since 1970 of the Sentinel-2 images, whatever their cloud mask.
EeNode ee_optical_times(const EeRecipe& recipe);
/// How many there are in each period: [[optical images, radar acquisitions], ...].
EeNode ee_image_counts(const EeRecipe& recipe, const std::vector<Period>& periods);

}  // namespace undercast

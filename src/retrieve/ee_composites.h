// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/time_axis.h"
#include "retrieve/ee_expression.h"

namespace undercast {

enum class EeCloudMask { scene_class, cloud_score, cloud_probability, qa60 };

/// What Earth Engine is to composite: docs/method.md, Compositing, in its terms.
struct EeRecipe {
  std::vector<std::array<double, 4>> boxes;  ///< west, south, east, north: images that touch one are used
  Date first, last;                          ///< days, both included: images of these alone are used
  std::string optical_collection = "COPERNICUS/S2_SR_HARMONIZED";
  EeCloudMask cloud_mask = EeCloudMask::scene_class;
  std::vector<int> scl_keep{4, 5, 6};
  double cloud_dilation_m = 0;  ///< of cloud and cloud shadow in the scene classes
  double cloud_score = 0.6, cloud_probability = 65;
  bool maximum = false;  ///< of NDVI in a period, instead of the median
  bool vh = true, vv = false;
  std::string orbit = "both";         ///< or ascending, descending
  bool power_mean = true;             ///< backscatter is averaged in linear power, else in dB
  bool bilinear_radar = false;        ///< resampling of radar, else the nearest pixel
  std::optional<double> vh_floor_db;  ///< VH below is masked in each image
};

/// Throws Error(usage) for a mask by QA60 on days on which that band is empty.
void check_recipe(const EeRecipe& recipe);

/// Sentinel-1 GRD in the units of the mean.
std::string radar_collection(const EeRecipe& recipe);

// The pieces of the graph. Without a period: of all days of the recipe.
EeNode ee_area(const EeRecipe& recipe);
/// The Sentinel-2 images, with what their cloud mask is made of.
EeNode ee_optical_images(const EeRecipe& recipe, const std::optional<Period>& period);
EeNode ee_radar_images(const EeRecipe& recipe, const std::optional<Period>& period);
/// Image -> NDVI of clear ground, named NDVI.
EeNode ee_ndvi_of_image(const EeRecipe& recipe);
/// Image -> the band VH or VV in the units of the mean.
EeNode ee_backscatter_of_image(const EeRecipe& recipe, const std::string& band);
/// One masked image of this band's name and type: a reducer of no images at all would make an image without bands.
EeNode ee_guard(const std::string& band);
/// Composites; `guarded` but for tests.
EeNode ee_ndvi_composite(const EeRecipe& recipe, const std::optional<Period>& period, bool guarded = true);
EeNode ee_backscatter_composite(const EeRecipe& recipe, const std::optional<Period>& period, const std::string& band);

/// Missing values of ee_stack().
inline constexpr float kEeMissing = -9999;

/// Bands of each period in turn: NDVI_00, VH_00, VV_00, NDVI_01, ...; numbers count from `first_number`.
std::vector<std::string> ee_band_names(const EeRecipe& recipe, int periods, int first_number = 0);
/// One float32 image of all composites of some periods, named as above, kEeMissing where there is no value.
EeNode ee_stack(const EeRecipe& recipe, const std::vector<Period>& periods, int first_number = 0);
/// [[optical, radar], ...]: how many images there are in each period.
EeNode ee_look_counts(const EeRecipe& recipe, const std::vector<Period>& periods);

}  // namespace undercast

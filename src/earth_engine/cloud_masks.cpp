// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/cloud_masks.h"

#include <algorithm>
#include <set>

#include "earth_engine/image_nodes.h"

namespace undercast {
namespace {

constexpr const char* kProbability = "cloud_mask";

// Runs of consecutive classes become two comparisons each and stand first, then single classes.
EeNode is_any_of(const EeNode& scl, const std::set<int>& classes) {
  std::vector<EeNode> runs, singles;
  for (auto at = classes.begin(); at != classes.end();) {
    const int first = *at;
    int last = first;
    while (++at != classes.end() && *at == last + 1) ++last;
    if (first == last)
      singles.push_back(ee_pair("eq", scl, ee_number(first)));
    else
      runs.push_back(ee_pair("and", ee_pair("gte", scl, ee_number(first)), ee_pair("lte", scl, ee_number(last))));
  }
  runs.insert(runs.end(), singles.begin(), singles.end());
  if (runs.empty()) return ee_number(0);
  EeNode any = runs.front();
  for (std::size_t i = 1; i < runs.size(); ++i) any = ee_pair("or", any, runs[i]);
  return any;
}

EeNode kept_classes(const EeRecipe& recipe, const EeNode& image) {
  const EeNode scl = ee_band(image, "SCL");
  const std::set<int> keep(recipe.scl_keep.begin(), recipe.scl_keep.end());
  const EeNode kept = is_any_of(scl, keep);
  std::set<int> cloud{3, 8, 9, 10};
  std::erase_if(cloud, [&](int scene_class) { return keep.contains(scene_class); });
  if (recipe.cloud_dilation_m <= 0 || cloud.empty()) return kept;
  const EeNode near_cloud = EeNode::call("Image.focalMax", {{"image", is_any_of(scl, cloud)},
                                                            {"radius", EeNode::constant(recipe.cloud_dilation_m)},
                                                            {"kernelType", EeNode::constant("circle")},
                                                            {"units", EeNode::constant("meters")}});
  return ee_pair("and", kept, ee_single("not", near_cloud));
}

}  // namespace

EeNode with_cloud_source(const EeRecipe& recipe, const EeNode& images,
                         const std::function<EeNode(const std::string&)>& images_of) {
  if (recipe.cloud_mask == EeCloudMask::cloud_probability) {
    const EeNode index = EeNode::constant("system:index");
    const EeNode join = EeNode::call("Join.saveFirst", {{"matchKey", EeNode::constant(kProbability)}});
    const EeNode condition = EeNode::call("Filter.equals", {{"leftField", index}, {"rightField", index}});
    return EeNode::call("Join.apply", {{"join", join},
                                       {"primary", images},
                                       {"secondary", images_of("COPERNICUS/S2_CLOUD_PROBABILITY")},
                                       {"condition", condition}});
  }
  if (recipe.cloud_mask != EeCloudMask::cloud_score) return images;
  const EeNode scores =
      EeNode::call("ImageCollection.load", {{"id", EeNode::constant("GOOGLE/CLOUD_SCORE_PLUS/V1/S2_HARMONIZED")}});
  const EeNode link = EeNode::function("image", [&](const EeNode& image) {
    return EeNode::call("Image.linkCollection",
                        {{"input", image}, {"imageCollection", scores}, {"linkedBands", EeNode::constant({"cs_cdf"})}});
  });
  return EeNode::call("Collection.map", {{"collection", images}, {"baseAlgorithm", link}});
}

EeNode clear_ground(const EeRecipe& recipe, const EeNode& image) {
  switch (recipe.cloud_mask) {
    case EeCloudMask::scene_class:
      return kept_classes(recipe, image);
    case EeCloudMask::cloud_score:
      return ee_pair("gte", ee_band(image, "cs_cdf"), ee_number(recipe.cloud_score));
    case EeCloudMask::cloud_probability: {
      const EeNode probability =
          EeNode::call("Element.get", {{"object", image}, {"property", EeNode::constant(kProbability)}});
      return ee_pair("lt", ee_band(probability, "probability"), ee_number(recipe.cloud_probability));
    }
    case EeCloudMask::qa60: {
      constexpr int kOpaque = 1 << 10, kCirrus = 1 << 11;
      const EeNode bits = ee_pair("bitwiseAnd", ee_band(image, "QA60"), ee_number(kOpaque | kCirrus));
      return ee_pair("eq", bits, ee_number(0));
    }
  }
  return ee_number(0);
}

}  // namespace undercast

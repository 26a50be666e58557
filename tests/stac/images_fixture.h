// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "composite/composite.h"
#include "core/cube.h"
#include "core/random.h"
#include "core/temporary_folder.h"
#include "stac/http.h"
#include "stac/images.h"
#include "stac/stand_in.h"

namespace undercast {

// An image of Sentinel-2 whose digital numbers have an offset; `more` holds further properties of
// its item.
struct LocalImage {
  std::string id, day;
  Grid grid;
  std::string baseline;
  double offset = 0;
  nlohmann::json more = {};
};

// The archive serves cloudy images of two tiles, and radar in power on another grid, as COG.
class StacImagesTest : public testing::Test {
 protected:
  TemporaryFolder folder_;
  StacStandIn server_{folder_ / "served"};
  CompositeOptions local_;  ///< the same files, composited without the archive
  StacOptions options_;
  StacFetching fetching_;
  StacScene scene_;
  Random random_{11};
  std::vector<std::string>
      more_bands_;  ///< of the images, beside B04 and B08; or "cloud", a mask whose nodata is clear

  StacImagesTest();

  void add_optical(const LocalImage& image);
  void add_radar(const std::string& id, const std::string& day);
  void add_scenes();
  StacPlan plan();
  StacHttp http() { return stac_http(fetching_.patience); }
  StacImages fetch() {
    Progress silent;
    return fetch_images(plan(), scene_, fetching_, http(), silent);
  }
  Cube composite_of(const CompositeOptions& options);
  Cube composite_of(const StacImages& images);
  void use_tokens() {
    server_.wants_tokens = true;
    options_.sas_api = server_.sas();
  }
};

/// Values that are as good as equal, and not all missing.
testing::AssertionResult same(const Variable& a, const Variable& b);

}  // namespace undercast

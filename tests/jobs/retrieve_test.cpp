// SPDX-License-Identifier: Apache-2.0
#include "jobs/retrieve.h"

#include <gtest/gtest.h>

#include <fstream>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "jobs/retrieve_area.h"

namespace undercast {
namespace {

class RetrieveJobTest : public testing::Test {
 protected:
  RetrieveJobTest() {
    job_.source = "planetary-computer";
    job_.composite.area = "3.0,50.7,3.1,50.8";
    job_.composite.start = "2018-05-01";
    job_.composite.end = "2018-06-01";
    job_.output = folder_ / "cube.tif";
  }
  testing::AssertionResult refused(const std::vector<std::string>& parts) {
    return throws_error([&] { check(job_); }, ErrorKind::usage, parts);
  }

  TemporaryFolder folder_;
  RetrieveJob job_;
};

TEST_F(RetrieveJobTest, check_refuses_without_asking_the_archive) {
  EXPECT_NO_THROW(check(job_));
  job_.earth_engine.project = "mine";
  EXPECT_TRUE(refused({"--project is not for --source planetary-computer"}));
  job_.source = "earth-engine";
  EXPECT_NO_THROW(check(job_));
  job_.composite.ndvi = "medoid";
  EXPECT_TRUE(refused({"--ndvi medoid is not for Earth Engine"}));
  job_.composite.ndvi = "max";
  job_.stac.raw = "raw";
  EXPECT_TRUE(refused({"--raw is not for --source earth-engine"}));
  job_.stac.raw = "";
  job_.stac.radar_source = "none";
  job_.earth_engine.radar_collection = "opera";
  EXPECT_TRUE(refused({"--radar-collection has no effect with --radar-source none"}));
  job_.stac.radar_source = "planetary-computer";
  EXPECT_NO_THROW(check(job_));
  job_.composite.radar_orbits = "apart";
  EXPECT_TRUE(refused({"--radar-orbits apart is not for Earth Engine"}));
  job_.composite.radar_orbits = "auto";
  job_.composite.start = {};
  EXPECT_TRUE(refused({"--start is required"}));
}

TEST_F(RetrieveJobTest, archives_that_lack_the_sensor_are_refused) {
  job_.source = "opera";
  EXPECT_TRUE(refused({"--source 'opera' is not an archive of Sentinel-2"}));
  job_.source = "earth-search";
  job_.stac.radar_source = "earth-search";
  EXPECT_TRUE(refused({"--radar-source 'earth-search' is not an archive of Sentinel-1", "planetary-computer, opera"}));
  job_.stac.sentinel1_collection = "mine";
  EXPECT_NO_THROW(check(job_));
  job_.stac.radar_source = "none";
  EXPECT_TRUE(refused({"--sentinel1-collection has no effect with --radar-source none"}));
  job_.stac.sentinel1_collection = "";
  EXPECT_NO_THROW(check(job_));
  job_.stac.radar_api = "https://a.org";
  EXPECT_TRUE(refused({"--radar-api has no effect with --radar-source none"}));
}

TEST_F(RetrieveJobTest, indices_are_checked_before_the_archive_is_asked) {
  job_.composite.index = {"NDVI", "NDMI", "GNDVI=(B08-B03)/(B08+B03)"};
  EXPECT_NO_THROW(check(job_));
  job_.composite.index = {"GNDVI=(B8-B3)/(B8+B3)"};
  EXPECT_TRUE(refused({"B3 is no band of Sentinel-2", "B01, B02"}));
  job_.composite.index = {"GNDVI=(B08-B03)/(B08+B03"};
  EXPECT_TRUE(refused({"--index GNDVI"}));
  job_.source = "earth-engine";
  job_.composite.index = {"NDMI", "kNDVI"};
  EXPECT_NO_THROW(check(job_));
  job_.composite.index = {"X=acosh(1+B08)"};
  EXPECT_TRUE(refused({"Earth Engine has no function acosh", "a STAC archive"}));
}

TEST_F(RetrieveJobTest, pixels_are_the_finest_of_the_bands_that_are_used) {
  for (const auto& [index, metres] : {std::pair{"NDVI", 10}, {"NDMI", 20}, {"A=B01/(B01+B09+1)", 60}}) {
    CompositeOptions options = job_.composite;
    options.index = {index};
    retrieval_area(options);
    EXPECT_EQ(options.resolution, metres) << index;
  }
}

TEST_F(RetrieveJobTest, options_of_masks_that_do_not_fit_together_are_refused) {
  job_.composite.mask_keep = {0};
  EXPECT_TRUE(refused({"options of masks are given, and no mask", "give --mask-asset NAME"}));
  job_.stac.mask_asset = "cloud";
  EXPECT_NO_THROW(check(job_));
  job_.composite.mask_bits = {1};
  EXPECT_TRUE(refused({"is not said once"}));
  job_.composite.mask_keep.clear();
  job_.composite.mask_bits.clear();
  EXPECT_TRUE(refused({"is not said once"}));
  job_.source = "earth-engine";
  EXPECT_TRUE(refused({"--mask-asset is not for --source earth-engine"}));
}

TEST_F(RetrieveJobTest, a_question_needs_no_output_and_writes_none) {
  std::ofstream(job_.output.path) << "an earlier cube";
  EXPECT_TRUE(refused({"cube.tif"}));
  job_.dry_run = true;
  EXPECT_NO_THROW(check(job_));
  job_.output = {};
  EXPECT_NO_THROW(check(job_));
  job_.dry_run = false;
  EXPECT_TRUE(refused({"--output is required"}));
}

TEST_F(RetrieveJobTest, check_refuses_what_cannot_be_appended) {
  job_.output = {};
  job_.append = folder_ / "cube.tif";
  EXPECT_NO_THROW(check(job_)) << "without --output the cube is replaced";
  job_.stac.raw = "raw";
  EXPECT_TRUE(refused({"--raw is not for --append"}));
  job_.stac.raw = "";
  job_.source = "earth-engine";
  EXPECT_TRUE(refused({"--append is not for --source earth-engine"}));
}

}  // namespace
}  // namespace undercast

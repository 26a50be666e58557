// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "composite/composite.h"
#include "composite/small_inputs.h"
#include "core/cube.h"
#include "core/random.h"
#include "core/temporary_folder.h"
#include "io/cube_file.h"
#include "io/gdal.h"

namespace undercast {
namespace {

class CompositeIndices : public testing::Test {
 protected:
  CompositeIndices() {
    options_.sentinel2 = folder_ / "s2";
    options_.start = "2018-05-01";
    options_.end = "2018-05-16";
  }
  // Two dates of random B04 and B08 of 10 m, with B8A and B11 of 20 m, and radar.
  void write_all_bands() {
    Random random(3);
    for (const char* date : {"2018-05-01", "2018-05-06", "2018-05-11"}) {
      const std::string base = folder_ / "s2/" + date;
      const auto dn = [&](int, int) { return random.below(4000); };
      write_image(base + "/B04.tif", grid_, image_of(grid_, dn), FileType::uint16);
      write_image(base + "/B08.tif", grid_, image_of(grid_, dn), FileType::uint16);
      write_flat(base + "/B8A.tif", coarser(grid_, 2), 4000, FileType::uint16);
      write_flat(base + "/B11.tif", coarser(grid_, 2), 1000, FileType::uint16);
      write_flat(base + "/SCL.tif", coarser(grid_, 2), 4, FileType::uint8);
    }
    options_.sentinel1 = folder_ / "s1";
    write_flat(folder_ / "s1/2018-05-02/VH.tif", coarser(grid_, 2), -15, FileType::float32);
  }
  Cube read(const std::string& name, const std::string& variable) const {
    CubeReadOptions reading;
    reading.variable = variable;
    CubeFile file(folder_ / name, reading);
    return file.read(file.layout().grid.whole());
  }

  TemporaryFolder folder_;
  CompositeOptions options_;
  Grid grid_ = small_grid(40, 60);
};

// Bit for bit, and missing at the same places.
bool same_everywhere(const Variable& a, const Variable& b) {
  return std::equal(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(),
                    [](float x, float y) { return x == y || (is_missing(x) && is_missing(y)); });
}

TEST_F(CompositeIndices, several_indices_of_one_cube_are_read_by_name) {
  write_all_bands();
  composite(options_, {folder_ / "alone.tif", {}, {}, false}, {.threads = 2});
  const Cube alone = read("alone.tif", "");
  options_.index = {"EVI2", "NDVI", "ndmi", "kNDVI", "D=B08-B04"};
  composite(options_, {folder_ / "all.tif", folder_ / "counts.tif", {}, false}, {.threads = 2});
  const Cube ndvi = read("all.tif", "");
  EXPECT_TRUE(same_everywhere(ndvi.ndvi, alone.ndvi)) << "NDVI is the same beside other indices";
  EXPECT_TRUE(same_everywhere(ndvi.vh, alone.vh));
  const Cube evi2 = read("all.tif", "evi2"), ndmi = read("all.tif", "NDMI"), kndvi = read("all.tif", "kNDVI"),
             difference = read("all.tif", "D");
  EXPECT_EQ(evi2.index, known_index("EVI2")->index);
  EXPECT_EQ(difference.index.range, (ValueRange{-1, 1}));
  EXPECT_TRUE(same_everywhere(evi2.vh, alone.vh));
  int observed = 0;
  for (std::size_t i = 0; i < alone.ndvi.values.size(); ++i) {
    EXPECT_EQ(is_missing(alone.ndvi.values[i]), is_missing(kndvi.ndvi.values[i]));
    if (is_missing(alone.ndvi.values[i])) continue;
    ++observed;
    EXPECT_TRUE(evi2.index.range.holds(evi2.ndvi.values[i]));
    EXPECT_FLOAT_EQ(ndmi.ndvi.values[i], 0.6F);
  }
  EXPECT_GT(observed, 1000);
  CubeFile file(folder_ / "all.tif");
  EXPECT_EQ(file.other_indices(), (std::set<std::string>{"EVI2", "NDMI", "kNDVI", "D"}));
  EXPECT_EQ(file.metadata().at("D_FORMULA"), "B08-B04");
  const DatasetPtr counts = open_raster(folder_ / "counts.tif");
  EXPECT_EQ(counts->GetRasterBand(1)->GetDescription(), std::string("LOOKS_EVI2_2018-05-01"));
  EXPECT_EQ(counts->GetRasterCount(), 5 * ndvi.ndvi.steps() + ndvi.vh.steps());
}

TEST_F(CompositeIndices, of_one_image_are_what_their_formulas_say_of_its_reflectances) {
  write_all_bands();
  options_.sentinel2_items = {{{"date", "2018-05-01"}}};
  for (const char* band : {"B04", "B08", "SCL"})
    options_.sentinel2_items[0][band] = options_.sentinel2 + "/2018-05-01/" + band + ".tif";
  options_.sentinel2.clear();
  options_.red_floor = 0;
  options_.end = "2018-05-08";
  options_.index = {"EVI2", "kNDVI", "D=B08-B04"};
  composite(options_, {folder_ / "one.tif", {}, {}, false}, {.threads = 2});
  const Cube evi2 = read("one.tif", "EVI2"), kndvi = read("one.tif", "kNDVI"), difference = read("one.tif", "D");
  const Window whole = grid_.whole();
  const auto numbers = [&](const char* band) {
    const std::string path = options_.sentinel2_items[0].at(band);
    return read_values(*open_raster(path), path, whole, {1});
  };
  const std::vector<float> reds = numbers("B04"), nirs = numbers("B08");
  ASSERT_EQ(evi2.ndvi.values.size(), reds.size());
  int observed = 0;
  for (std::size_t i = 0; i < reds.size(); ++i) {
    if (reds[i] == 0 || nirs[i] == 0) continue;
    ++observed;
    const double red = 0.0001 * reds[i], nir = 0.0001 * nirs[i];
    ASSERT_NEAR(evi2.ndvi.values[i], 2.5 * (nir - red) / (nir + 2.4 * red + 1), 1e-6) << i;
    ASSERT_NEAR(kndvi.ndvi.values[i], std::tanh(std::pow((nir - red) / (nir + red), 2)), 1e-6) << i;
    ASSERT_NEAR(difference.ndvi.values[i], nir - red, 1e-6) << i;
  }
  EXPECT_GT(observed, 2000);
}

TEST_F(CompositeIndices, the_floor_of_red_counts_the_first_index_that_uses_red) {
  write_all_bands();
  options_.red_floor = 0.1;
  options_.index = {"NDVI"};
  const long long alone = composite(options_, {folder_ / "a.tif", {}, {}, false}, {.threads = 2}).below_red_floor;
  EXPECT_GT(alone, 100);
  options_.index = {"NDMI", "NDVI", "EVI2"};
  testing::internal::CaptureStdout();
  EXPECT_EQ(composite(options_, {folder_ / "b.tif", {}, {}, false}, {.threads = 2}).below_red_floor, alone);
  const std::string said = testing::internal::GetCapturedStdout();
  EXPECT_NE(said.find("NDVI values count as missing, because red reflectance is below 0.1"), std::string::npos) << said;
}

TEST_F(CompositeIndices, an_index_alone_is_composited_from_each_image) {
  for (const auto& [date, nir] : {std::pair{"2018-05-01", 3000.0F}, {"2018-05-03", 9000.0F}, {"2018-05-05", 1000.0F}})
    write_optical(folder_ / "s2/" + date, grid_, 1000, nir, 4);
  options_.index = {"EVI2"};
  composite(options_, {folder_ / "evi2.tif", {}, {}, false}, {.threads = 2});
  const Cube cube = read("evi2.tif", "");
  EXPECT_EQ(cube.index.name, "EVI2") << "the only index needs no name";
  EXPECT_FLOAT_EQ(cube.ndvi.at(0, 3, 3), 2.5F * 0.2F / (0.3F + 0.24F + 1));
}

}  // namespace
}  // namespace undercast

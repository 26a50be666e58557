// SPDX-License-Identifier: Apache-2.0
#include "composite/mask_files.h"

#include <filesystem>
#include <fstream>

#include "composite/composite.h"
#include "composite/small_inputs.h"
#include "core/temporary_folder.h"
#include "io/cube_file.h"
#include "io/gdal.h"

namespace undercast {
namespace {

class Masks : public testing::Test {
 protected:
  TemporaryFolder folder_;
  CompositeOptions options_;
  Grid grid_ = small_grid(12, 16);

  Masks() {
    options_.sentinel2 = folder_ / "s2";
    options_.start = "2018-05-01";
    options_.end = "2018-05-16";
    options_.mask = folder_ / "masks";
    options_.mask_keep = {0};
    optical("2018-05-01");
    optical("2018-05-09");
  }
  // The SCL says that all is cloud.
  void optical(const std::string& date) { write_optical(folder_ / "s2/" + date, grid_, 1000, 3000, 9); }
  // A mask of 20 m, clear but for its pixel (2, 3).
  void mask(const std::string& name, float clear = 0, float cloud = 1, FileType type = FileType::uint8) {
    const Grid coarse = coarser(grid_, 2);
    write_image(folder_ / "masks/" + name, coarse,
                image_of(coarse, [&](int row, int col) { return row == 2 && col == 3 ? cloud : clear; }), type);
  }
  Variable made() {
    const std::string path = folder_ / ("cube" + std::to_string(folder_.entries()) + ".tif");
    composite(options_, {path, {}, {}, false}, {.threads = 2});
    CubeFile file(path);
    return file.read(file.layout().grid.whole()).ndvi;
  }
  void expect_refused(ErrorKind kind, const std::string& part) {
    expect_error(kind, part, [&] { made(); });
  }
};

int missing_in(const Variable& ndvi, int step) {
  return static_cast<int>(std::count_if(ndvi.image(step), ndvi.image(step) + ndvi.pixels(), is_missing));
}

TEST_F(Masks, take_the_place_of_scene_classes_and_are_widened_like_them) {
  mask("2018-05-01.tif");
  mask("S2A_MSIL2A_20180509T105031_N0207_R051_T31UES_20180511T140421_OCM.tif");
  options_.cloud_dilation_m = 0;
  EXPECT_EQ(missing_in(made(), 0), 4);
  EXPECT_EQ(missing_in(made(), 1), 4);
  options_.cloud_dilation_m = 20;
  EXPECT_EQ(missing_in(made(), 0), 36) << "the eight pixels of 20 m around it, too";
}

TEST_F(Masks, say_what_is_clear_by_values_limits_or_bits) {
  options_.cloud_dilation_m = 0;
  options_.mask_keep.clear();
  mask("2018-05-01/cs.tif", 0.6F, 0.59F, FileType::float32);
  mask("2018-05-09/cs.tif", 0.9F, 0.1F, FileType::float32);
  options_.mask_min = 0.6;
  EXPECT_EQ(missing_in(made(), 0), 4);
  options_.mask_min = 0.95;
  EXPECT_EQ(missing_in(made(), 1), 12 * 16);
  options_.mask_min = -CompositeOptions::kNoMaskLimit;
  mask("2018-05-01/cs.tif", 0b1000001, 0b0000010);
  mask("2018-05-09/cs.tif", 0b1000001, 0b0001100);
  options_.mask_bits = {1, 3};
  EXPECT_EQ(missing_in(made(), 0), 4);
  EXPECT_EQ(missing_in(made(), 1), 4);
}

TEST_F(Masks, an_image_without_one_is_refused_or_left_out_or_has_its_scene_classes) {
  mask("2018-05-01.tif");
  expect_refused(ErrorKind::bad_input,
                 "1 of 2 Sentinel-2 images have no mask; the first is " + (folder_ / "s2/2018-05-09"));
  options_.mask_missing = "drop";
  EXPECT_EQ(missing_in(made(), 1), 12 * 16);
  optical("2018-05-10");
  write_optical(folder_ / "s2/2018-05-10", grid_, 1000, 3000, 4);
  EXPECT_EQ(missing_in(made(), 1), 12 * 16);
  options_.mask_missing = "scl";
  EXPECT_EQ(missing_in(made(), 1), 0);
  std::filesystem::remove(folder_ / "s2/2018-05-10/SCL.tif");
  expect_refused(ErrorKind::bad_input, "has no SCL, and no mask");
}

TEST_F(Masks, of_tiles_belong_to_the_images_of_their_tile) {
  std::vector<OpticalFiles> images(2);
  images[0].date = images[1].date = parse_date("2018-05-01");
  images[0].bands["B04"].path = "s2/T31UES_20180501T105031_B04_10m.jp2";
  images[1].bands["B04"].path = "s2/T31UFS_20180501T105031_B04_10m.jp2";
  mask("T31UES_20180501.tif");
  mask("20180501_T31UFS_ocm.tif");
  add_masks(options_, images);
  EXPECT_EQ(images[0].mask, folder_ / "masks/T31UES_20180501.tif");
  EXPECT_EQ(images[1].mask, folder_ / "masks/20180501_T31UFS_ocm.tif");
  images[0].mask.clear();
  mask("2018-05-01.tif");
  expect_error(ErrorKind::bad_input, "two masks are of the image s2/T31UES", [&] { add_masks(options_, images); });
}

TEST_F(Masks, of_another_date_grid_or_meaning_are_refused_by_name) {
  mask("2019-05-01.tif");
  expect_refused(ErrorKind::bad_input, "masks/2019-05-01.tif is of 2019-05-01");
  mask("2018-05-01.tif");
  mask("2018-05-09.tif");
  mask("readme.tif");
  expect_refused(ErrorKind::bad_input, "readme.tif holds no date");
  std::filesystem::remove(folder_ / "masks/readme.tif");
  write_flat(folder_ / "masks/2018-05-09.tif", small_grid(12, 8), 0, FileType::uint8);
  expect_refused(ErrorKind::bad_input, "masks/2018-05-09.tif does not cover the part of its image");
  mask("2018-05-09.tif");
  {
    const DatasetPtr raster(GDALDataset::Open((folder_ / "masks/2018-05-09.tif").c_str(), GDAL_OF_UPDATE));
    raster->GetRasterBand(1)->SetNoDataValue(0);
  }
  expect_refused(ErrorKind::bad_input, "declares 0 as nodata");
  options_.mask = folder_ / "absent";
  expect_refused(ErrorKind::bad_input, "does not exist");
}

TEST_F(Masks, options_that_do_not_fit_together_are_refused_without_opening_a_file) {
  const auto refused = [&](const std::string& part) {
    expect_error(ErrorKind::usage, part, [&] { check_mask_options(options_, has_masks(options_), "--mask FOLDER"); });
  };
  options_.mask_min = 0.6;
  refused("not said once");
  options_.mask_keep.clear();
  options_.mask_max = 0.5;
  refused("--mask-min is above --mask-max");
  options_.mask_max = 1;
  check_mask_options(options_, has_masks(options_), "--mask FOLDER");
  options_.mask.clear();
  refused("and no mask");
}

}  // namespace
}  // namespace undercast

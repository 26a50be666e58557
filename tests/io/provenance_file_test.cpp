// SPDX-License-Identifier: Apache-2.0
#include "io/provenance_file.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/raster_file.h"
#include "io/raster_writer.h"

namespace undercast {
namespace {

TEST(ProvenanceFile, tells_what_was_observed_window_by_window) {
  const TemporaryFolder folder;
  const std::string path = folder / "provenance.tif";
  const Cube cube = random_cube(3, 4);
  RasterWriter::Layout layout{cube.grid, {{"PROVENANCE_2018-01-01"}, {"PROVENANCE_2018-01-09"}}, {}, PixelType::uint8};
  RasterWriter writer(path, layout, false);
  std::vector<float> values(24, 1);
  values[0] = 0;       // observed
  values[5] = 3;       // low trust
  values[12 + 6] = 0;  // second date, row 1, column 2
  values[12 + 7] = 255;
  writer.write({0, 0, 3, 4}, 0, 2, values.data());
  writer.finish();

  ProvenanceFile file(path);
  EXPECT_EQ(file.layout().ndvi.size(), 2);
  EXPECT_EQ(file.layout().ndvi[1].start, parse_date("2018-01-09"));
  EXPECT_EQ(file.layout().grid.cols, 4);
  const Variable all = file.reopen()->read({0, 0, 3, 4}, false).ndvi, part = file.read({1, 2, 2, 2}, false).ndvi;
  for (std::size_t i = 0; i < values.size(); ++i) EXPECT_EQ(std::isfinite(all.values[i]), values[i] == 0) << i;
  EXPECT_TRUE(std::isfinite(part.at(1, 0, 0)));
  EXPECT_FALSE(std::isfinite(part.at(1, 0, 1)));
}

TEST(ProvenanceFile, refuses_codes_that_there_are_not) {
  const TemporaryFolder folder;
  RasterFile raster;
  raster.rows = raster.cols = 2;
  raster.bands = {"PROVENANCE_2018-01-01", "PROVENANCE_2018-01-09"};
  raster.values = {{0, 1, 2, 3}, {255, 0, 77, 0}};
  ProvenanceFile file(raster.make(folder / "provenance.tif"));
  EXPECT_TRUE(throws_error(
      [&] {
        file.read({0, 0, 2, 2}, false);
      },
      ErrorKind::bad_input, {"band 2 of", "provenance.tif", "holds 77"}));
}

TEST(ProvenanceFile, refuses_other_rasters_by_their_bands) {
  const TemporaryFolder folder;
  const std::string path = RasterFile().make(folder / "cube.tif");
  EXPECT_TRUE(throws_error([&] { ProvenanceFile file(path); }, ErrorKind::bad_input,
                           {"band 1", path, "NDVI_2018-01-01", "PROVENANCE_", "fill --provenance"}));
}

}  // namespace
}  // namespace undercast

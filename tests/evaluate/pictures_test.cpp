// SPDX-License-Identifier: Apache-2.0
#include "evaluate/pictures.h"

#include <gtest/gtest.h>

#include "core/temporary_folder.h"
#include "io/atomic_file.h"
#include "picture/png_pixels.h"

namespace undercast {
namespace {

TEST(PicturePaths, lie_beside_the_plot) {
  EXPECT_EQ(PicturePaths("out/a.png").beside(),
            (std::vector<std::string>{"out/a-coverage.png", "out/a-density.png", "out/a-map.png"}));
  EXPECT_EQ(PicturePaths("").beside(), std::vector<std::string>());
}

class EvaluationPictures : public testing::Test {
 protected:
  // A method whose only error is 0.08, on the first pixel.
  EvaluationPictures() {
    summary_.method = "linear";
    summary_.protocol = "blocks-short";
    summary_.pooled.all.add(0.5F, 0.58F);
    summary_.pooled.by[kByGap][0].add(0.5F, 0.58F);
    summary_.pooled.images.add(0, 0.5F, 0.58F);
  }

  void write(int rows) const {
    Grid grid;
    grid.rows = rows;
    grid.cols = 100 / rows;
    write_evaluation_pictures(paths_, {summary_}, {grid, {}, {}, {}}, true);
  }

  TemporaryFolder folder_;
  const PicturePaths paths_{folder_ / "plot.png"};
  Summary summary_;
};

TEST_F(EvaluationPictures, show_errors_by_gap_and_by_pixel) {
  write(10);
  EXPECT_EQ(folder_.entries(), 4);
  const PngPixels bars(read_text_file(paths_.error)), map(read_text_file(paths_.map));
  // The first of six groups; the axis ends at 0.1, and the bar at 0.08 of it, at y 150.
  EXPECT_EQ(bars.at(150, 200), series_color(0));
  EXPECT_EQ(map.at(62 + 10, 78 + 10), difference_color(0.08, 0.08));
  EXPECT_EQ(map.at(62 + 40, 78 + 10), kMissingColor);
}

TEST_F(EvaluationPictures, have_no_map_of_a_list_of_points) {
  write(1);
  EXPECT_EQ(folder_.entries(), 3);
}

}  // namespace
}  // namespace undercast

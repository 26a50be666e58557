// SPDX-License-Identifier: Apache-2.0
#include "io/overview_reader.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <thread>

#include "core/cube.h"
#include "core/expect_error.h"
#include "core/progress.h"
#include "core/temporary_folder.h"
#include "io/crs.h"
#include "io/raster_writer.h"

namespace undercast {
namespace {

constexpr int kRows = 700, kCols = 900, kBands = 3;

float value_at(int band, int row, int col) {
  if ((row / 50 + col / 50) % 7 == 0) return kMissing;
  return static_cast<float>(1000 * band + row + 0.001 * col);
}

std::string written(const TemporaryFolder& folder) {
  std::string path = folder / "raster.tif";
  Grid grid{crs_to_wkt("EPSG:32631"), {500000, 10, 0, 5600000, 0, -10}, kRows, kCols};
  RasterWriter writer(path, {grid, {{"a"}, {"b"}, {"c"}}, {}}, false);
  std::vector<float> values;
  for (int band = 0; band < kBands; ++band)
    for (int row = 0; row < kRows; ++row)
      for (int col = 0; col < kCols; ++col) values.push_back(value_at(band, row, col));
  writer.write(grid.whole(), 0, kBands, values.data());
  writer.finish();
  return path;
}

bool same(float a, float b) { return a == b || (std::isnan(a) && std::isnan(b)); }

TEST(OverviewReader, gives_pixels_as_they_are_at_their_own_size) {
  const TemporaryFolder folder;
  OverviewReader reader(written(folder));
  const std::vector<float> values = reader.read({3, 1}, {650, 880, 50, 20}, 50, 20);
  ASSERT_EQ(values.size(), 2U * 50 * 20);
  for (int row = 0; row < 50; ++row)
    for (int col = 0; col < 20; ++col) {
      EXPECT_TRUE(same(values[static_cast<std::size_t>(row) * 20 + col], value_at(2, 650 + row, 880 + col)));
      EXPECT_TRUE(same(values[1000 + static_cast<std::size_t>(row) * 20 + col], value_at(0, 650 + row, 880 + col)));
    }
}

TEST(OverviewReader, enlarges_and_shrinks) {
  const TemporaryFolder folder;
  OverviewReader reader(written(folder));
  const std::vector<float> large = reader.read({1}, {100, 110, 4, 4}, 8, 8);
  for (int row = 0; row < 8; ++row)
    for (int col = 0; col < 8; ++col)
      EXPECT_TRUE(same(large[static_cast<std::size_t>(row) * 8 + col], value_at(0, 100 + row / 2, 110 + col / 2)));
  const std::vector<float> small = reader.read({1}, {0, 0, kRows, kCols}, 7, 9);
  for (int row = 0; row < 7; ++row)
    for (int col = 0; col < 9; ++col) {
      const float value = small[static_cast<std::size_t>(row) * 9 + col];
      if (!std::isnan(value)) EXPECT_NEAR(value, 100 * row + 50, 60);
    }
}

TEST(OverviewReader, serves_several_threads) {
  const TemporaryFolder folder;
  OverviewReader reader(written(folder));
  const std::vector<float> expected = reader.read({2}, {0, 0, 300, 300}, 300, 300);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      const std::vector<float> values = reader.read({2}, {0, 0, 300, 300}, 300, 300);
      EXPECT_TRUE(std::equal(values.begin(), values.end(), expected.begin(), same));
    });
  for (std::thread& thread : threads) thread.join();
}

TEST(OverviewReader, does_not_read_another_file_than_it_opened) {
  const TemporaryFolder folder;
  const std::string path = written(folder);
  OverviewReader reader(path);
  std::filesystem::rename(path, path + ".away");
  const auto read = [&] { reader.read({1}, {0, 0, 1, 1}, 1, 1); };
  EXPECT_TRUE(throws_error(read, ErrorKind::io, {path, "is gone"}));
  std::filesystem::copy(path + ".away", path);
  std::filesystem::resize_file(path, 5000);
  EXPECT_TRUE(throws_error(read, ErrorKind::io, {path, "has changed"}));
}

TEST(OverviewReader, refuses_another_file_of_the_same_size_and_time) {
  const TemporaryFolder folder;
  const std::string path = written(folder);
  OverviewReader reader(path);
  std::filesystem::copy(path, path + ".other");
  std::filesystem::last_write_time(path + ".other", std::filesystem::last_write_time(path));
  std::filesystem::rename(path + ".other", path);
  EXPECT_TRUE(throws_error([&] { reader.read({1}, {0, 0, 1, 1}, 1, 1); }, ErrorKind::io, {path, "has changed"}));
}

TEST(OverviewReader, ends_with_a_requested_stop) {
  const TemporaryFolder folder;
  OverviewReader reader(written(folder));
  request_stop();
  EXPECT_TRUE(throws_error([&] { reader.read({1}, {0, 0, 1, 1}, 1, 1); }, ErrorKind::interrupted, {}));
  clear_stop_request();
}

}  // namespace
}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/grid.h"

namespace undercast {

/// A north-up grid in UTM 31N (or another CRS) whose upper left corner is (x, y).
Grid small_grid(int rows, int cols, double pixel = 10, double x = 500000, double y = 5600000,
                const std::string& crs = "EPSG:32631");

enum class FileType { uint16, uint8, float32 };

/// Writes one band of values [row, col]; .jp2 is written without loss. Makes the folders it needs.
void write_image(const std::string& path, const Grid& grid, const std::vector<float>& values, FileType type);
/// One value everywhere.
void write_flat(const std::string& path, const Grid& grid, float value, FileType type);
/// B04, B08 and SCL of a date's folder: `grid` for the bands and one of double pixel size for SCL,
/// each of one value.
void write_optical(const std::string& folder, const Grid& grid, float red, float nir, float scl);
/// A grid over the same ground with pixels `factor` times as large.
Grid coarser(const Grid& grid, int factor);
/// A .SAFE product of one granule with the offset of baseline 04.00 (none when 0), each band of one
/// value.
void write_safe(const std::string& product, const Grid& grid, float red, float nir, float scl, int offset);

/// Pixel (row, col) -> value, as an image.
std::vector<float> image_of(const Grid& grid, const std::function<double(int row, int col)>& value);

/// Expects an Error of this kind, with `part` in its message.
template <class Work>
void expect_error(ErrorKind kind, const std::string& part, Work&& work) {
  try {
    work();
    ADD_FAILURE() << "no error, expected one with '" << part << "'";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), kind) << error.what();
    EXPECT_NE(std::string(error.what()).find(part), std::string::npos) << error.what();
  }
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "io/gdal.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"

namespace undercast {
namespace {

TEST(Gdal, an_error_names_the_path_and_gdals_reason) {
  EXPECT_TRUE(throws_error([] { open_raster("/no/such/raster.tif"); }, ErrorKind::io,
                           {"/no/such/raster.tif", "No such file or directory"}));
}

}  // namespace
}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "baselines/methods.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "core/interpolation.h"
#include "small_cube.h"

namespace undercast {
namespace {

TEST(Methods, AreMadeByTheirNames) {
  for (const std::string& name : method_names()) EXPECT_EQ(make_method(name, {})->name(), name);
}

TEST(Methods, RefuseAnUnknownNameAndListTheKnownOnes) {
  try {
    make_method("median", {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_NE(error.hint().find("whittaker"), std::string::npos);
  }
}

TEST(Methods, RefuseASavitzkyGolayWindowThatHasNoMiddleOrFitsEverything) {
  for (const auto& [window, order] : {std::pair{6, 2}, std::pair{3, 3}}) {
    MethodOptions options;
    options.savitzky_golay_window = window;
    options.savitzky_golay_order = order;
    EXPECT_THROW(make_method("savitzky-golay", options), Error);
  }
}

TEST(Methods, InterpolateSeriesTooShortForTheirCurves) {
  const Cube cube = small_cube(5, 5, 4, 0, 0.3, 2);
  for (const char* name : {"savitzky-golay", "harmonic"})
    EXPECT_TRUE(
        same_values(make_method(name, {})->fill({cube}).front().ndvi.values, interpolate_linearly(cube.ndvi).values))
        << name;
}

TEST(Methods, LinearIsInterpolationInTime) {
  const Cube cube = small_cube(9, 9, 12, 0, 0.5, 1);
  EXPECT_TRUE(
      same_values(make_method("linear", {})->fill({cube}).front().ndvi.values, interpolate_linearly(cube.ndvi).values));
}

}  // namespace
}  // namespace undercast

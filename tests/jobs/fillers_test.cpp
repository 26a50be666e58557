// SPDX-License-Identifier: Apache-2.0
#include "jobs/fillers.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "gaps/interpolation.h"
#include "small_cube.h"

namespace undercast {
namespace {

TEST(Methods, are_made_by_their_names) {
  for (const std::string& name : method_names()) EXPECT_EQ(make_filler(name, {})->traits().name, name);
}

TEST(Methods, refuse_an_unknown_name_and_list_the_known_ones) {
  try {
    make_filler("median", {});
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_NE(error.hint().find("whittaker"), std::string::npos);
  }
}

TEST(Methods, refuse_a_savitzky_golay_window_that_has_no_middle_or_fits_everything) {
  for (const auto& [window, order] : {std::pair{6, 2}, std::pair{3, 3}}) {
    MethodOptions options;
    options.savitzky_golay_window = window;
    options.savitzky_golay_order = order;
    EXPECT_THROW(make_filler("savitzky-golay", options), Error);
  }
}

TEST(Methods, interpolate_series_too_short_for_their_curves) {
  const Cube cube = small_cube(5, 5, 4, 0, 0.3, 2);
  for (const char* name : {"savitzky-golay", "harmonic"})
    EXPECT_TRUE(same_values(make_filler(name, {})->fill(cube, cube.grid.whole()).ndvi.values,
                            interpolate_linearly(cube.ndvi).values))
        << name;
}

TEST(Methods, linear_is_interpolation_in_time) {
  const Cube cube = small_cube(9, 9, 12, 0, 0.5, 1);
  EXPECT_TRUE(same_values(make_filler("linear", {})->fill(cube, cube.grid.whole()).ndvi.values,
                          interpolate_linearly(cube.ndvi).values));
}

}  // namespace
}  // namespace undercast

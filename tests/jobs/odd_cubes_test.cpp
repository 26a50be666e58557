// SPDX-License-Identifier: Apache-2.0
// Small and odd cubes are filled without a failure and without a hole.
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/run_program.h"
#include "core/temporary_folder.h"
#include "gaps/interpolation.h"
#include "io/cube_file.h"
#include "simulate/scene.h"

namespace undercast {
namespace {

struct OddCube {
  const char* name;
  int size, steps, period_days;
  enum { all, none, first_months_and_last } radar = all;
};
void PrintTo(const OddCube& cube, std::ostream* out) { *out << cube.name; }

Variable some_steps(const Variable& variable, const std::vector<int>& steps) {
  std::vector<Period> periods;
  for (const int step : steps) periods.push_back(variable.time[step]);
  Variable chosen(TimeAxis(periods), variable.rows, variable.cols);
  for (std::size_t i = 0; i < steps.size(); ++i)
    std::copy_n(variable.image(steps[i]), variable.pixels(), chosen.image(static_cast<int>(i)));
  return chosen;
}

Cube made(const OddCube& odd) {
  SimulateOptions options;
  options.size = odd.size;
  options.steps = odd.steps;
  options.period_days = odd.period_days;
  const Scene scene(options);
  Cube cube = scene.view(scene.layout().grid.whole()).cube;
  if (odd.radar == OddCube::none) cube.vh = Variable();
  if (odd.radar == OddCube::first_months_and_last) {
    std::vector<int> kept;
    for (int step = 0; step < odd.steps; ++step)
      if (step < odd.steps / 4 || step >= odd.steps - 5) kept.push_back(step);
    cube.vh = some_steps(cube.vh, kept);
  }
  return cube;
}

class FilledCubes : public testing::Test {
 protected:
  std::string write(const Cube& cube) {
    const std::string path = folder_ / "cube.tif";
    CubeWriter writer(path, cube.layout(), {}, false);
    writer.write(cube.grid.whole(), cube);
    writer.finish();
    return path;
  }
  static Variable ndvi_of(const std::string& path) {
    CubeFile file(path);
    return file.read(file.layout().grid.whole()).ndvi;
  }
  void expect_filled(const std::string& path, const Arguments& by) {
    const std::string out = folder_ / "filled.tif";
    Arguments line{"fill", path, "-o", out, "--overwrite", "-q"};
    line.insert(line.end(), by.begin(), by.end());
    const Outcome outcome = run(line);
    ASSERT_EQ(outcome.exit_code, 0) << by[1] << ": " << outcome.err;
    const Variable filled = ndvi_of(out), observed = ndvi_of(path);
    const std::vector<std::uint8_t> ever = ever_observed(observed);
    for (std::size_t i = 0; i < filled.values.size(); ++i) {
      if (is_observed(observed.values[i]))
        ASSERT_EQ(filled.values[i], observed.values[i]) << by[1];
      else if (ever[i % ever.size()] != 0)
        ASSERT_TRUE(std::isfinite(filled.values[i])) << by[1] << ", step " << i / ever.size();
    }
  }

  TemporaryFolder folder_;
};

class OddCubes : public FilledCubes, public testing::WithParamInterface<OddCube> {};
using RealOddCubes = FilledCubes;

TEST_P(OddCubes, are_filled_by_methods) {
  const std::string cube = write(made(GetParam()));
  for (const char* method : {"similar-pixels", "other-years", "gaussian-process"})
    expect_filled(cube, {"--method", method});
}

TEST_P(OddCubes, are_filled_by_the_built_in_model) { expect_filled(write(made(GetParam())), {"--model", "built-in"}); }

#if UNDERCAST_HAS_TORCH
TEST_P(OddCubes, are_filled_by_the_default_model) { expect_filled(write(made(GetParam())), {"--preset", "quick"}); }
#endif

// The program's own radar and clouds are kinder than what real cubes hold.
TEST_F(RealOddCubes, are_filled_by_methods) {
  for (const char* name : {"germany_oak_2019.tif", "slovenia_meadow_s2_2021.tif", "belgium_monthly_2020_2021.tif"}) {
    const std::string cube = std::string(UNDERCAST_SHARED_DATA) + "/" + name;
    if (!std::filesystem::exists(cube)) GTEST_SKIP() << "there is no " << cube;
    for (const char* method : {"similar-pixels", "other-years", "gaussian-process"})
      expect_filled(cube, {"--method", method});
  }
}

INSTANTIATE_TEST_SUITE_P(Synthetic, OddCubes,
                         testing::Values(OddCube{"twelve_months", 6, 12, 30}, OddCube{"dekads", 4, 36, 10},
                                         OddCube{"one_pixel", 1, 30, 8}, OddCube{"a_meadow", 2, 30, 8},
                                         OddCube{"six_by_six", 6, 23, 16}, OddCube{"no_radar", 4, 30, 8, OddCube::none},
                                         OddCube{"radar_in_some_months", 4, 30, 8, OddCube::first_months_and_last},
                                         OddCube{"two_years", 3, 46, 16}),
                         [](const auto& cube) { return std::string(cube.param.name); });

}  // namespace
}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "core/expect_error.h"
#include "core/middles.h"
#include "core/temporary_folder.h"
#include "io/atomic_file.h"
#include "io/provenance_file.h"
#include "jobs/export.h"
#include "jobs/fill.h"
#include "jobs/phenology.h"
#include "jobs/report.h"
#include "jobs/simulate.h"

namespace undercast {
namespace {

// A scene of a year, filled on the dates of `job_`.
class FillDates : public testing::Test {
 protected:
  void SetUp() override {
    SimulateJob scene;
    scene.output = folder_ / "scene.tif";
    scene.scene.size = 20;
    simulate(scene, {});
    job_.cube = scene.output.path;
    job_.method = "linear";
    job_.output = folder_ / "filled.tif";
    job_.lower = folder_ / "lower.tif";
    job_.upper = folder_ / "upper.tif";
    job_.provenance = folder_ / "provenance.tif";
    job_.overwrite = true;
  }
  Variable ndvi(const std::string& path) {
    CubeFile cube(path);
    return cube.read(cube.layout().grid.whole(), false).ndvi;
  }
  std::vector<std::uint8_t> codes() {
    ProvenanceFile file(job_.provenance.path);
    return file.read_codes(file.layout().grid.whole());
  }

  TemporaryFolder folder_;
  FillJob job_;
};

TEST_F(FillDates, each_day_lies_between_the_composites_around_it_and_within_its_bounds) {
  const FillSummary own_summary = fill(job_, {.threads = 2});
  const Variable own = ndvi(job_.output.path);
  const std::vector<std::uint8_t> own_codes = codes();
  job_.dates = "daily";
  check(job_);
  const FillSummary summary = fill(job_, {.threads = 2});
  EXPECT_EQ(summary.observed, own_summary.observed) << "it counts what was filled, not what was written";
  const Variable daily = ndvi(job_.output.path), lower = ndvi(job_.lower.path), upper = ndvi(job_.upper.path);
  const std::vector<std::uint8_t> daily_codes = codes();
  ASSERT_EQ(daily.steps(), 365);
  int with_width = 0, checked = 0;
  for (int day = 0; day < daily.steps(); ++day) {
    EXPECT_EQ(daily.time[day].length_days, 1);
    const MiddlesAround around = middles_around(own.time, daily.time[day].middle_day());
    const int held_by = own.time.step_of(daily.time[day].start);
    for (std::size_t i = 0; i < daily.pixels(); i += 7) {
      const float before = own.image(around.before)[i], after = own.image(around.after)[i];
      const float value = daily.image(day)[i], low = lower.image(day)[i], high = upper.image(day)[i];
      ASSERT_NEAR(value, before + static_cast<float>(around.share) * (after - before), 1e-6);
      ASSERT_LE(low, std::max(std::min(before, after), -1.0F));
      ASSERT_GE(high, std::min(std::max(before, after), 1.0F));
      ++checked;
      with_width += high - low > 0.01F;
      ASSERT_EQ(daily_codes[static_cast<std::size_t>(day) * daily.pixels() + i],
                own_codes[static_cast<std::size_t>(held_by) * daily.pixels() + i]);
    }
  }
  EXPECT_EQ(with_width, checked) << "no value of a single day is certain";
}

TEST_F(FillDates, block_size_and_threads_change_nothing) {
  SimulateJob wide;  // it takes several blocks
  wide.output = folder_ / "wide.tif";
  wide.scene.size = 300;
  wide.scene.steps = 8;
  simulate(wide, {.threads = 2});
  job_.cube = wide.output.path;
  job_.dates = "dekad";
  fill(job_, {.threads = 1});
  const std::string one = read_text_file(job_.lower.path);
  fill(job_, {.threads = 3, .memory = ByteSize("450M")});
  const Variable a = ndvi(job_.lower.path);
  write_text_file(folder_ / "one.tif", one, true);
  EXPECT_EQ(ndvi(folder_ / "one.tif").values, a.values);
}

TEST_F(FillDates, other_commands_read_the_files) {
  job_.dates = "dekad";
  job_.quicklook = folder_ / "quicklook.png";
  job_.animation = folder_ / "animation.webp";
  fill(job_, {.threads = 2});

  PhenologyJob seasons;
  seasons.filled = job_.output.path;
  seasons.lower = job_.lower.path;
  seasons.upper = job_.upper.path;
  seasons.cube = job_.cube;
  seasons.output = folder_ / "seasons.tif";
  EXPECT_GT(measure_phenology(seasons, {.threads = 2}).seasons, 0);

  ReportJob page;
  page.cube = job_.cube;
  page.filled = job_.output.path;
  page.lower = job_.lower.path;
  page.upper = job_.upper.path;
  page.provenance = job_.provenance.path;
  page.output = folder_ / "report.html";
  report(page, {.threads = 2});
  const std::string html = read_text_file(page.output.path);
  EXPECT_NE(html.find("36 dates from 2018-01-01"), std::string::npos);
  EXPECT_NE(html.find("interpolated between the cube"), std::string::npos);

  ExportJob netcdf;
  netcdf.filled = job_.output.path;
  netcdf.lower = job_.lower.path;
  netcdf.upper = job_.upper.path;
  netcdf.provenance = job_.provenance.path;
  netcdf.output = folder_ / "filled.nc";
  netcdf.format = "netcdf";
  EXPECT_NO_THROW(export_filled(netcdf, {.threads = 2}));
}

TEST_F(FillDates, that_cannot_be_used_end_the_run_before_it_begins) {
  write_text_file(folder_ / "dates.txt", "2018-02-03\n2017-01-01\n", true);
  job_.dates = folder_ / "dates.txt";
  EXPECT_TRUE(throws_error([&] { fill(job_, {.threads = 2}); }, ErrorKind::bad_input,
                           {"line 2", "dates.txt", "2018-01-01 to 2018-12-31"}));
  job_.dates = "weekly";
  EXPECT_TRUE(throws_error([&] { fill(job_, {.threads = 2}); }, ErrorKind::usage, {"'weekly'", "daily, dekad"}));
  EXPECT_FALSE(std::filesystem::exists(job_.output.path));
}

}  // namespace
}  // namespace undercast

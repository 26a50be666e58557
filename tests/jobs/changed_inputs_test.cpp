// SPDX-License-Identifier: Apache-2.0
// Each job finds out that its cube was replaced while it read it, and writes nothing.
#include <gtest/gtest.h>

#include <filesystem>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/crs.h"
#include "io/cube_file.h"
#include "jobs/export.h"
#include "jobs/fill.h"
#include "jobs/phenology.h"
#include "jobs/report.h"
#include "small_cube.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

// Replaces a file by a copy of itself after so many stages of the work. After the last stage
// nothing opens the file again, so that only a check at the end finds out.
class Replaces : public Progress {
 public:
  Replaces(std::string path, int stages) : path_(std::move(path)), stages_(stages) {}
  void end() override {
    if (--stages_ != 0) return;
    fs::copy_file(path_, path_ + ".new", fs::copy_options::overwrite_existing);
    fs::rename(path_ + ".new", path_);
  }

 private:
  std::string path_;
  int stages_;
};

class ChangedInputs : public testing::Test {
 protected:
  void SetUp() override {
    Cube cube = small_cube(16, 16, 46, 0, 0.4, 1);
    cube.grid.crs_wkt = crs_to_wkt("EPSG:32631");
    cube.grid.affine = {500000, 10, 0, 5600000, 0, -10};
    write(cube_, cube);
    for (float& value : cube.ndvi.values)
      if (is_missing(value)) value = 0.5F;
    write(filled_, cube);
  }
  static void write(const std::string& path, const Cube& cube) {
    CubeWriter writer(path, cube.layout(), {}, false);
    writer.write(cube.grid.whole(), cube);
    writer.finish();
  }
  testing::AssertionResult is_found(const std::string& changed, int stages,
                                    const std::function<void(const RunContext&)>& job) const {
    Replaces progress(changed, stages);
    const auto result = throws_error([&] { job({.progress = progress}); }, ErrorKind::bad_input, {changed, "replaced"});
    return fs::exists(output_) ? testing::AssertionFailure() << "the output was written" : result;
  }

  TemporaryFolder folder_;
  const std::string cube_ = folder_ / "cube.tif", filled_ = folder_ / "filled.tif", output_ = folder_ / "output";
};

TEST_F(ChangedInputs, are_found_in_what_a_virtual_raster_or_a_zarr_store_is_made_of) {
  FillJob job;
  job.output = OutputFile(output_);
  job.method = "linear";
  const auto run_fill = [&](const RunContext& run) { fill(job, run); };
  const std::string stack = folder_ / "stack.vrt";
  {
    const DatasetPtr cube = open_raster(cube_);
    const DatasetPtr copy(GetGDALDriverManager()->GetDriverByName("VRT")->CreateCopy(stack.c_str(), cube.get(), 0,
                                                                                     nullptr, nullptr, nullptr));
    ASSERT_TRUE(copy);
  }
  job.cube = InputFile(stack);
  EXPECT_TRUE(is_found(cube_, 1, run_fill)) << "the source of a virtual raster";
  ExportJob to_zarr;
  to_zarr.filled = InputFile(filled_);
  to_zarr.output = OutputFile(folder_ / "cube.zarr");
  to_zarr.format = "zarr";
  export_filled(to_zarr, {});
  job.cube = InputFile(folder_ / "cube.zarr");
  EXPECT_TRUE(is_found(folder_ / "cube.zarr/ndvi/0.0.0", 1, run_fill)) << "a chunk";
}

TEST_F(ChangedInputs, are_found_by_fill) {
  FillJob job;
  job.cube = InputFile(cube_);
  job.output = OutputFile(output_);
  job.method = "linear";
  EXPECT_TRUE(is_found(cube_, 1, [&](const RunContext& run) { fill(job, run); }));
}

TEST_F(ChangedInputs, are_found_by_phenology) {
  PhenologyJob job;
  job.filled = InputFile(filled_);
  job.cube = InputFile(cube_);
  job.output = OutputFile(output_);
  for (const std::string& changed : {filled_, cube_})
    EXPECT_TRUE(is_found(changed, 1, [&](const RunContext& run) { measure_phenology(job, run); }));
}

TEST_F(ChangedInputs, are_found_by_export) {
  ExportJob job;
  job.filled = InputFile(filled_);
  job.output = OutputFile(output_);
  for (const char* format : {"netcdf", "zarr", "stac", "cog"}) {
    job.format = format;
    EXPECT_TRUE(is_found(filled_, 1, [&](const RunContext& run) { export_filled(job, run); })) << format;
  }
}

TEST_F(ChangedInputs, are_found_by_report) {
  constexpr int kStages = 3;  // counting, drawing the season, choosing pixels
  ReportJob job;
  job.cube = InputFile(cube_);
  job.filled = InputFile(filled_);
  job.output = OutputFile(output_);
  for (const std::string& changed : {filled_, cube_})
    EXPECT_TRUE(is_found(changed, kStages, [&](const RunContext& run) { report(job, run); }));
}

}  // namespace
}  // namespace undercast

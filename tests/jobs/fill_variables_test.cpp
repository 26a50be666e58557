// SPDX-License-Identifier: Apache-2.0
#include "jobs/fill_variables.h"

#include <gdal_priv.h>
#include <gtest/gtest.h>
#include <ogr_spatialref.h>

#include <cmath>
#include <filesystem>

#include "core/expect_error.h"
#include "core/random.h"
#include "core/temporary_folder.h"
#include "io/gdal.h"
#include "io/raster_writer.h"
#include "jobs/export.h"
#include "jobs/simulate.h"

namespace undercast {
namespace {

// A simulated scene with NDVI and kNDVI of it.
class FillVariables : public testing::Test {
 protected:
  void SetUp() override {
    SimulateJob scene;
    scene.output = folder_ / "scene.tif";
    scene.scene.size = 16;
    scene.scene.steps = 20;
    simulate(scene, {});
    CubeFile simulated(scene.output.path);
    cube_ = simulated.read(simulated.layout().grid.whole());
    job_.cube = folder_ / "both.tif";
    job_.output = folder_ / "filled.tif";
    job_.method = "linear";
    RasterWriter writer(
        job_.cube.path,
        cube_file_layout(cube_.layout(), {SpectralIndex(), known_index("kNDVI")->index}, {}, CubeWriteOptions()),
        false);
    Variable kndvi = cube_.ndvi;
    for (float& value : kndvi.values) value = std::tanh(value * value);
    const Window whole = cube_.grid.whole();
    writer.write(whole, 0, kndvi.steps(), cube_.ndvi.values.data());
    writer.write(whole, kndvi.steps(), kndvi.steps(), kndvi.values.data());
    writer.write(whole, 2 * kndvi.steps(), cube_.vh.steps(), cube_.vh.values.data());
    if (!cube_.vv.empty())
      writer.write(whole, 2 * kndvi.steps() + cube_.vh.steps(), cube_.vv.steps(), cube_.vv.values.data());
    writer.finish();
  }
  void fill_all() {
    for (const FillJob& one : by_variable(job_)) fill(one, {.threads = 2});
  }
  // A NetCDF file with three images of each of these variables.
  std::string write_store(const std::string& name, const std::vector<std::string>& variables) {
    const std::string path = folder_ / name;
    gdal_setup();
    std::unique_ptr<GDALDataset> store(
        GetGDALDriverManager()->GetDriverByName("netCDF")->CreateMultiDimensional(path.c_str(), nullptr, nullptr));
    const auto root = store->GetRootGroup();
    const auto dimension = [&](const char* called, GUInt64 size, const char* units, const char* standard,
                               const std::vector<double>& values) {
      auto made = root->CreateDimension(called, "", "", size);
      auto axis = root->CreateMDArray(called, {made}, GDALExtendedDataType::Create(GDT_Float64));
      const GUInt64 start = 0;
      const std::size_t count = values.size();
      axis->Write(&start, &count, nullptr, nullptr, axis->GetDataType(), values.data());
      axis->CreateAttribute("units", {}, GDALExtendedDataType::CreateString())->Write(units);
      axis->CreateAttribute("standard_name", {}, GDALExtendedDataType::CreateString())->Write(standard);
      return made;
    };
    const auto time = dimension("time", 3, "days since 2018-01-01", "time", {0, 8, 16});
    const auto y = dimension("y", 4, "m", "projection_y_coordinate", {5599035, 5599025, 5599015, 5599005});
    const auto x = dimension("x", 4, "m", "projection_x_coordinate", {500005, 500015, 500025, 500035});
    OGRSpatialReference crs;
    crs.importFromEPSG(32631);
    for (const std::string& variable : variables) {
      auto array = root->CreateMDArray(variable, {time, y, x}, GDALExtendedDataType::Create(GDT_Float32));
      array->SetSpatialRef(&crs);
      const std::vector<float> values(48, 0.25F);
      const GUInt64 start[] = {0, 0, 0};
      const std::size_t count[] = {3, 4, 4};
      array->Write(start, count, nullptr, nullptr, array->GetDataType(), values.data());
    }
    return path;
  }
  static Cube read(const std::string& path) {
    CubeFile file(path);
    return file.read(file.layout().grid.whole());
  }

  TemporaryFolder folder_;
  Cube cube_;
  FillJob job_;
};

TEST_F(FillVariables, all_indices_of_a_cube_are_filled_as_each_is_alone) {
  job_.reading.variable = "all";
  job_.lower = folder_ / "lower.tif";
  job_.upper = folder_ / "upper.tif";
  check(job_);
  fill_all();
  FillJob alone;
  alone.cube = folder_ / "scene.tif";
  alone.output = folder_ / "alone.tif";
  alone.method = "linear";
  fill(alone, {.threads = 2});
  EXPECT_EQ(read(job_.output.path).ndvi.values.size(), read(alone.output.path).ndvi.values.size());
  const Cube ndvi = read(job_.output.path), same = read(alone.output.path), kndvi = read(folder_ / "filled-kNDVI.tif");
  for (std::size_t i = 0; i < ndvi.ndvi.values.size(); ++i) EXPECT_EQ(ndvi.ndvi.values[i], same.ndvi.values[i]);
  EXPECT_EQ(kndvi.index, known_index("kNDVI")->index);
  const Cube lower = read(folder_ / "lower-kNDVI.tif"), upper = read(folder_ / "upper-kNDVI.tif");
  for (std::size_t i = 0; i < kndvi.ndvi.values.size(); ++i) {
    if (is_missing(kndvi.ndvi.values[i])) continue;
    EXPECT_GE(lower.ndvi.values[i], 0) << "bounds stay in the range of the index";
    EXPECT_LE(upper.ndvi.values[i], kndvi.index.range.most);
    if (is_observed(cube_.ndvi.values[i]))
      EXPECT_EQ(kndvi.ndvi.values[i], std::tanh(cube_.ndvi.values[i] * cube_.ndvi.values[i]));
  }
}

TEST_F(FillVariables, a_variable_that_the_cube_lacks_is_refused_before_the_first_is_filled) {
  job_.reading.variable = "NDVI,EVI2";
  EXPECT_TRUE(throws_error([&] { fill_all(); }, ErrorKind::bad_input, {"has no EVI2 band"}));
  EXPECT_FALSE(std::filesystem::exists(job_.output.path));
  job_.reading.variable = "NDVI,VH";
  EXPECT_TRUE(throws_error([&] { check(job_); }, ErrorKind::usage, {"'VH' is not the name of one index"}));
}

TEST_F(FillVariables, an_empty_or_repeated_name_is_refused) {
  for (const char* list : {"NDVI,,kNDVI", ",NDVI", "NDVI,"}) {
    job_.reading.variable = list;
    EXPECT_TRUE(throws_error([&] { check(job_); }, ErrorKind::usage, {list, "holds an empty name"}));
  }
  job_.reading.variable = "NDVI,ndvi";
  EXPECT_TRUE(throws_error([&] { check(job_); }, ErrorKind::usage, {"names ndvi twice"}));
}

TEST_F(FillVariables, all_indices_of_a_cube_without_ndvi_are_filled) {
  const std::vector<SpectralIndex> indices{known_index("EVI2")->index, known_index("kNDVI")->index};
  job_.cube = folder_ / "without-ndvi.tif";
  RasterWriter writer(job_.cube.path, cube_file_layout(cube_.layout(), indices, {}, CubeWriteOptions()), false);
  const std::vector<float> low(cube_.ndvi.values.size(), 0.25F);
  for (int index = 0; index < 2; ++index)
    writer.write(cube_.grid.whole(), index * cube_.ndvi.steps(), cube_.ndvi.steps(), low.data());
  writer.write(cube_.grid.whole(), 2 * cube_.ndvi.steps(), cube_.vh.steps(), cube_.vh.values.data());
  if (!cube_.vv.empty())
    writer.write(cube_.grid.whole(), 2 * cube_.ndvi.steps() + cube_.vh.steps(), cube_.vv.steps(),
                 cube_.vv.values.data());
  writer.finish();
  job_.reading.variable = "all";
  fill_all();
  EXPECT_EQ(read(job_.output.path).index.name, "EVI2");
  EXPECT_EQ(read(folder_ / "filled-kNDVI.tif").index.name, "kNDVI");
}

TEST_F(FillVariables, all_indices_of_a_store_of_arrays_are_found) {
  const auto variables_in = [&](const std::string& store) {
    FillJob all;
    all.cube = store;
    all.output = folder_ / "of-store.tif";
    all.reading.variable = "all";
    std::vector<std::string> names;
    for (const FillJob& one : by_variable(all)) names.push_back(one.reading.variable);
    return names;
  };
  EXPECT_EQ(variables_in(write_store("two.nc", {"NDVI", "kNDVI"})), (std::vector<std::string>{"NDVI", "kNDVI"}));
  EXPECT_EQ(variables_in(write_store("none.nc", {"EVI2", "kNDVI"})), (std::vector<std::string>{"EVI2", "kNDVI"}));
  const std::string one = write_store("one.nc", {"EVI2"});
  EXPECT_EQ(CubeFile(one).layout().index.name, "EVI2") << "the only index needs no name";
  EXPECT_TRUE(throws_error([&] { CubeFile both(folder_ / "none.nc"); }, ErrorKind::bad_input,
                           {"has no NDVI band", "EVI2, kNDVI", "--variable"}));
}

TEST_F(FillVariables, outputs_of_every_variable_are_kept_from_being_overwritten) {
  job_.reading.variable = "NDVI,kNDVI";
  fill_all();
  std::filesystem::remove(job_.output.path);
  EXPECT_TRUE(throws_error([&] { fill_all(); }, ErrorKind::usage, {"filled-kNDVI.tif"}));
}

TEST_F(FillVariables, companions_of_another_index_are_refused) {
  job_.reading.variable = "all";
  job_.lower = folder_ / "lower.tif";
  job_.upper = folder_ / "upper.tif";
  fill_all();
  ExportJob to_zarr;
  to_zarr.filled = folder_ / "filled-kNDVI.tif";
  to_zarr.output = folder_ / "filled.zarr";
  to_zarr.format = "zarr";
  to_zarr.lower = folder_ / "lower.tif";
  to_zarr.upper = folder_ / "upper.tif";
  EXPECT_TRUE(throws_error([&] { export_filled(to_zarr, {}); }, ErrorKind::bad_input, {"holds NDVI"}));
  to_zarr.lower = folder_ / "lower-kNDVI.tif";
  to_zarr.upper = folder_ / "upper-kNDVI.tif";
  export_filled(to_zarr, {});
  CubeReadOptions reading;
  reading.variable = "kNDVI";
  CubeFile exported(to_zarr.output.path, reading);
  EXPECT_EQ(exported.layout().index.name, "kNDVI");
  EXPECT_EQ(exported.read({0, 0, 4, 4}).ndvi.values,
            CubeFile(folder_ / "filled-kNDVI.tif").read({0, 0, 4, 4}).ndvi.values);
}

}  // namespace
}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "jobs/fill_estimate.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "core/error.h"
#include "fill/block_size.h"
#include "io/gdal.h"
#include "io/table_file.h"
#include "jobs/filled_rasters.h"
#include "jobs/prepared_fill.h"
#include "learn/space_time/stacked_model.h"

namespace undercast {
namespace {

using Clock = std::chrono::steady_clock;

// Greatest side of the block that is filled: large enough that its surroundings, which are computed
// as well, count little.
constexpr int kTriedPx = 256;

double seconds_since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

// A folder for temporary files, removed at the end.
class ScratchFolder {
 public:
  ScratchFolder() : path_((std::filesystem::temp_directory_path() / "undercast-XXXXXX").string()) {
    if (::mkdtemp(path_.data()) == nullptr)
      throw Error(ErrorKind::io, "cannot make a folder in " + std::filesystem::temp_directory_path().string(),
                  "name a folder that can be written to in the environment variable TMPDIR");
  }
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  ~ScratchFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  OutputFile file_for(const OutputFile& output, const char* name) const {
    return output.given() ? OutputFile(path_ + "/" + name) : OutputFile();
  }

 private:
  std::string path_;
};

// Writes one block as a raster of its own.
class OneBlock : public FilledBlocks {
 public:
  OneBlock(const FilledRasters& rasters, WindowedOutputs& outputs) : rasters_(rasters), outputs_(outputs) {}

  void count(const std::vector<Provenance>& /*provenance*/, long long /*dropped*/) override {}
  void write(const Window& block, int first_date, FilledImage& values) override {
    rasters_.write(outputs_, {0, 0, block.rows, block.cols}, first_date, values);
  }

 private:
  const FilledRasters& rasters_;
  WindowedOutputs& outputs_;
};

// A model that costs what one costs that is trained from the built-in one: such a model holds both.
std::shared_ptr<const ModelFile> stand_in(const FillJob& job) {
  if (job.network() != network_kinds().front())
    throw Error(ErrorKind::usage, "--dry-run cannot tell what a network of the kind " + job.network() + " takes",
                "train it first, and give it with --model");
  const ModelFile built_in = built_in_model();
  StackedModel model = stacked_model_from(built_in);
  if (job.training.starting_model == kBuiltInModel) model.starting = model.trained;
  ModelFile file = to_model_file(model);
  for (const auto& [key, value] : built_in.header.items())
    if (!file.header.contains(key)) file.header[key] = value;
  return std::make_shared<const ModelFile>(std::move(file));
}

double bytes_of_files(const std::vector<WindowedOutputs::Raster>& rasters) {
  double bytes = 0;
  for (const auto& raster : rasters) bytes += static_cast<double>(std::filesystem::file_size(raster.path));
  return bytes;
}

// Without compression.
double bytes_of_values(const std::vector<WindowedOutputs::Raster>& rasters, const Grid& grid) {
  double bytes = 0;
  for (const auto& [path, layout] : rasters)
    bytes += static_cast<double>(layout.bands.size()) * GDALGetDataTypeSizeBytes(pixel_format(layout.type).type);
  return bytes * static_cast<double>(grid.pixels());
}

Window block_in_middle(const Grid& grid, int side_px) {
  const int rows = std::min(grid.rows, side_px), cols = std::min(grid.cols, side_px);
  return {(grid.rows - rows) / 2, (grid.cols - cols) / 2, rows, cols};
}

}  // namespace

FillEstimate estimate_fill(FillJob job, const RunContext& run) {
  if (is_table_file(job.cube.path))
    throw Error(ErrorKind::usage, "--dry-run is for cubes, and " + job.cube.path + " is a table of points",
                "leave it out: points are filled in memory, in seconds");
  if (job.trains()) job.loaded_model = stand_in(job);
  gdal_set_threads(run.threads);
  const double cache = gdal_fit_cache(run.memory.bytes());
  CubeFile cube(job.cube.path, job.reading);
  check(job, cube, run);
  const CubeLayout& layout = cube.layout();
  const Clock::time_point start = Clock::now();
  PreparedFill prepared(job, cube, cube.path(), job.lower.given() || job.upper.given(), run);
  const double preparing = seconds_since(start);
  const FillerTraits traits = prepared.traits();
  FillEstimate estimate;
  estimate.filled_by = traits.name;
  estimate.block_px = block_size(layout, traits, run.threads, run.memory.bytes(), cache);

  const ScratchFolder folder;
  const Window block = block_in_middle(layout.grid, std::min(kTriedPx, estimate.block_px));
  const FilledRasters rasters(
      {folder.file_for(job.output, "filled.tif"), folder.file_for(job.lower, "lower.tif"),
       folder.file_for(job.upper, "upper.tif"), folder.file_for(job.provenance, "provenance.tif"), job.writing},
      {layout.grid.crop(block), prepared.dates(), {}, {}, layout.index}, {});
  WindowedOutputs outputs(rasters.rasters(), {}, false, alone());
  OneBlock to(rasters, outputs);
  const Clock::time_point block_start = Clock::now();
  // Where the threads share the blocks, each block has one.
  prepared.fill_block(cube, block, to, traits.concurrent ? 1 : run.threads);
  const double filling = seconds_since(block_start) / (traits.concurrent ? run.threads : 1);
  const Clock::time_point write_start = Clock::now();
  outputs.finish(run.threads);
  const double writing = seconds_since(write_start);

  const double blocks = static_cast<double>(layout.grid.pixels()) / static_cast<double>(block.pixels());
  estimate.tried_px = std::max(block.rows, block.cols);
  estimate.seconds = preparing + blocks * (filling + writing);
  estimate.memory = memory_for_blocks(layout, traits, run.threads, cache, estimate.block_px);
  estimate.disk = blocks * bytes_of_files(rasters.rasters());
  // The outputs are made of files without compression; blocks that outlive an interruption are kept
  // in further ones.
  const int copies = is_worth_keeping(traits, layout.grid) ? 2 : 1;
  estimate.disk_at_work = estimate.disk + copies * bytes_of_values(rasters.rasters(), layout.grid);
  return estimate;
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include <spdlog/spdlog.h>

#include <algorithm>
#include <limits>

#include "cli/commands.h"
#include "cli/fill_animation.h"
#include "cli/fill_pictures.h"
#include "cli/fillers.h"
#include "core/interpolation.h"
#include "core/memory.h"
#include "evaluate/calibrate.h"
#include "fill/block_size.h"
#include "fill/fill_cube.h"
#include "fill/sample_scene.h"
#include "io/cube_file.h"
#include "io/gdal.h"
#include "io/windowed_outputs.h"

namespace undercast::cli {
namespace {

struct State {
  std::string cube, output, model, method, lower, upper, provenance, quicklook, animation;
  CubeReadOptions reading;
  FillerOptions fillers;
};

// A network takes minutes for more pixels than this: what is finished is kept, for a run that ends early.
constexpr long long kPixelsWorthKeeping = 2'000'000;
constexpr std::size_t kNone = std::numeric_limits<std::size_t>::max();

RasterWriter::Layout provenance_raster(const CubeLayout& layout, const std::map<std::string, std::string>& metadata) {
  RasterWriter::Layout file{layout.grid, {}, metadata, PixelType::uint8};
  file.metadata["PROVENANCE"] = "0 observed, 1 interpolated, 2 network, 3 low trust, 255 missing";
  for (const Period& period : layout.ndvi)
    file.bands.push_back({fmt::format("PROVENANCE_{}", to_string(period.start))});
  return file;
}

void run(const Command& command, const State& state) {
  if (!state.model.empty() && !state.method.empty())
    throw Error(ErrorKind::usage, "--model and --method exclude each other", "give one of them, or neither");
  const bool overwrite = command.common().overwrite;
  for (const std::string& path :
       {state.output, state.lower, state.upper, state.provenance, state.quicklook, state.animation})
    if (!path.empty()) require_writable(path, overwrite);
  const double memory = bytes_of(state.fillers.training.memory), cache = gdal_fit_cache(memory);
  CubeFile cube(state.cube, state.reading);
  warn_if_filled(cube);
  require_observations(cube, command);
  const bool bounded = !state.lower.empty() || !state.upper.empty();
  const Contender contender = choose_filler(cube, state.model, state.method, state.fillers, bounded, command);
  GapFiller& filler = *contender.filler;
  const int block_px = block_size(cube.layout(), filler, command.threads(), memory, cache);
  spdlog::debug("blocks of {} px, to take no more than {}", block_px, size_text(memory));
  const std::vector<GapKind> kinds =
      bounded ? gap_kinds(sample_scene(cube, kCalibrationPx).ndvi) : std::vector<GapKind>();

  nlohmann::json manifest = command.manifest();
  if (!state.method.empty() || !state.model.empty()) leave_out_training(command, state.fillers, manifest);
  std::map<std::string, std::string> metadata = run_metadata("fill", manifest);
  metadata["FILLED_BY"] = filler.name();
  CubeLayout layout = cube.layout();
  layout.vh = layout.vv = TimeAxis();
  std::vector<WindowedOutputs::Raster> rasters{{state.output, cube_file_layout(layout, metadata)}};
  const auto add = [&](const std::string& path, const RasterWriter::Layout& file) -> std::size_t {
    if (path.empty()) return kNone;
    rasters.push_back({path, file});
    return rasters.size() - 1;
  };
  const auto bound = [&](const char* which) {
    auto with_bound = metadata;
    with_bound["BOUND"] = fmt::format("{} bound; {:.0f} % of the truths lie between both", which, 100 * kCoverage);
    return cube_file_layout(layout, with_bound);
  };
  const std::size_t lower = add(state.lower, bound("lower")), upper = add(state.upper, bound("upper"));
  const std::size_t provenance = add(state.provenance, provenance_raster(layout, metadata));
  const bool takes_long = !filler.concurrent() && layout.grid.pixels() > kPixelsWorthKeeping;
  WindowedOutputs outputs(rasters, {state.cube, state.model}, overwrite, command.team(), takes_long);
  const auto write = [&](std::size_t raster, const Window& window, const Variable& ndvi) {
    if (raster != kNone) outputs.write(raster, window, 0, ndvi.steps(), ndvi.values.data());
  };
  const auto sink = [&](const Window& window, const FilledWindow& filled) {
    write(0, window, filled.ndvi);
    if (bounded) {
      const Bounds bounds = bounds_of(filled, *contender.calibration, kinds);
      write(lower, window, bounds.lower);
      write(upper, window, bounds.upper);
    }
    long long counts[256] = {};
    for (const Provenance value : filled.provenance) ++counts[static_cast<int>(value)];
    for (std::size_t value = 0; value < 256; ++value)
      if (counts[value] > 0) outputs.add_to(value, counts[value]);
    if (provenance == kNone) return;
    Variable values = filled.ndvi;
    std::transform(filled.provenance.begin(), filled.provenance.end(), values.values.begin(),
                   [](Provenance value) { return static_cast<float>(value); });
    write(provenance, window, values);
  };
  try {
    fill_cube(cube, filler, command.threads(), command.progress(), sink, outputs, block_px);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::interrupted || !outputs.keeps()) throw;
    throw Error(error.kind(), error.what(), "what is finished is kept: the same command goes on from there");
  }
  outputs.finish(command.threads());
  if (!command.team().leads()) return;
  if (!state.quicklook.empty())
    write_text_file(state.quicklook, fill_quicklook(cube, state.output, filler.name()), overwrite);
  if (!state.animation.empty())
    write_text_file(state.animation, fill_animation(cube, state.output, filler.name()), overwrite);

  const double total = static_cast<double>(layout.grid.pixels()) * layout.ndvi.size();
  const auto share = [&](Provenance value) {
    return 100.0 * static_cast<double>(outputs.counted(static_cast<std::size_t>(value))) / total;
  };
  if (!command.common().quiet)
    fmt::print("{}: {:.1f} % observed, {:.1f} % filled by {}, {:.1f} % of low trust, {:.1f} % missing\n", state.output,
               share(Provenance::observed), share(filler.provenance()), filler.name(), share(Provenance::low_trust),
               share(Provenance::missing));
}

}  // namespace

std::unique_ptr<Command> fill_command(CLI::App& app) {
  auto command = std::make_unique<Command>(app, "fill", "Fill the gaps of a cube");
  auto state = std::make_shared<State>();
  command->argument("CUBE", state->cube, "cube to fill");
  command->output("-o,--output", state->output, "filled cube to write (Cloud Optimized GeoTIFF)")->required();
  command->input("--model", state->model, "model file; without it and --method a network is trained on the cube first");
  command->app().add_option("--method", state->method,
                            fmt::format("classical method: {}", fmt::join(method_names(), ", ")));
  command->output("--lower", state->lower, "cube to write: lower bound of the 90 % interval of each value");
  command->output("--upper", state->upper, "cube to write: upper bound");
  command->output("--provenance", state->provenance, "raster to write that says where each value comes from");
  command->output("--quicklook", state->quicklook,
                  "picture to write: maps before and after, series of a few pixels (PNG)", ".png");
  command->output("--animation", state->animation, "animation to write: observed beside filled, date by date (WebP)",
                  ".webp");
  command->allow_overwrite();
  command->allow_ranks();
  command->bind(state->fillers);
  command->bind(state->reading, "Reading cubes");
  command->run([command = command.get(), state] { run(*command, *state); });
  return command;
}

}  // namespace undercast::cli

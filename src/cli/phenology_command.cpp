// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/phenology_pictures.h"
#include "io/atomic_file.h"
#include "io/cube_file.h"
#include "io/provenance_file.h"
#include "io/same_cube.h"
#include "phenology/phenology.h"

namespace undercast::cli {
namespace {

struct State {
  std::string filled, output, lower, upper, provenance, cube, quicklook;
  CubeReadOptions reading;
  PhenologyOptions options;
};

// A companion of the filled cube, or nothing for an empty path.
std::unique_ptr<CubeSource> open_companion(const std::string& path, const std::string& role, const CubeFile& filled,
                                           const CubeReadOptions& reading) {
  if (path.empty()) return nullptr;
  std::unique_ptr<CubeSource> source;
  if (role == "provenance")
    source = std::make_unique<ProvenanceFile>(path);
  else
    source = std::make_unique<CubeFile>(path, reading);
  require_same_cube(source->layout(), path, role, filled.layout(), filled.path());
  return source;
}

void print(const State& state, const PhenologySummary& found) {
  const auto percent = [](long long part, long long all) {
    return all > 0 ? 100 * static_cast<double>(part) / static_cast<double>(all) : 0;
  };
  std::string text = fmt::format("{}: {} seasons of {} pixels; {:.1f} % of the pixels have none", state.output,
                                 found.seasons, found.pixels, percent(found.pixels_without_season, found.pixels));
  if (found.cut_off > 0)
    text +=
        fmt::format(", {:.1f} % of the seasons are cut off by the series' ends", percent(found.cut_off, found.seasons));
  if (!state.provenance.empty() || !state.cube.empty())
    text += fmt::format(", {:.1f} % turn in a gap of more than {} days", percent(found.in_gap, found.seasons),
                        state.options.long_gap_days);
  if (state.options.method == "double-logistic")
    text += fmt::format(", {:.1f} % could not be fitted", percent(found.without_fit, found.seasons));
  fmt::print("{}\n", text);
}

// What is wrong with the cube is said with its name.
PhenologySummary measure(const PhenologyInputs& inputs, const Command& command, const State& state,
                         const PhenologySink& sink) {
  try {
    return measure_phenology(inputs, state.options, command.threads(), command.progress(), sink);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::bad_input) throw;
    throw Error(error.kind(), fmt::format("{}: {}", state.filled, error.what()), error.hint());
  }
}

void run(const Command& command, const State& state) {
  if (!state.provenance.empty() && !state.cube.empty())
    throw Error(ErrorKind::usage, "--provenance and --cube say the same", "give one of them, or neither");
  const bool overwrite = command.common().overwrite;
  for (const std::string& path : {state.output, state.quicklook})
    if (!path.empty()) require_writable(path, overwrite);
  CubeFile filled(state.filled, state.reading);
  const auto lower = open_companion(state.lower, "lower bound", filled, state.reading);
  const auto upper = open_companion(state.upper, "upper bound", filled, state.reading);
  const auto observed = state.cube.empty() ? open_companion(state.provenance, "provenance", filled, state.reading)
                                           : open_companion(state.cube, "cube before filling", filled, state.reading);
  const PhenologyInputs inputs{&filled, lower.get(), upper.get(), observed.get()};

  RasterWriter::Layout layout{filled.layout().grid, phenology_bands(inputs, state.options),
                              run_metadata("phenology", command.manifest())};
  layout.averaged_overviews = false;
  PhenologyPicture picture(layout.grid, layout.bands, state.options.dates == "epoch");
  RasterWriter writer(state.output, layout, overwrite);
  const PhenologySummary found =
      measure(inputs, command, state, [&](const Window& window, const std::vector<float>& values) {
        writer.write(window, 0, static_cast<int>(layout.bands.size()), values.data());
        if (!state.quicklook.empty()) picture.take(window, values);
      });
  writer.finish();
  if (!state.quicklook.empty())
    write_text_file(state.quicklook, picture.draw("Seasons of NDVI (" + state.options.method + ")"), overwrite);
  if (!command.common().quiet) print(state, found);
}

}  // namespace

std::unique_ptr<Command> phenology_command(CLI::App& app) {
  auto command =
      std::make_unique<Command>(app, "phenology", "Start, peak, end and size of each season of a filled cube");
  auto state = std::make_shared<State>();
  command->argument("FILLED", state->filled, "filled cube");
  command->output("-o,--output", state->output, "raster to write (Cloud Optimized GeoTIFF)")->required();
  command->input("--lower", state->lower,
                 "lower bound that 'fill' wrote; with --upper, the dates' uncertainty is told as well");
  command->input("--upper", state->upper, "upper bound that 'fill' wrote");
  command->input("--provenance", state->provenance,
                 "provenance that 'fill' wrote: dates in long gaps are then flagged");
  command->input("--cube", state->cube, "the same from the cube before it was filled");
  command->output("--quicklook", state->quicklook, "picture to write: maps of start, peak and end (PNG)", ".png");
  command->allow_overwrite();
  command->bind(state->options);
  command->bind(state->reading, "Reading cubes");
  command->run([command = command.get(), state] { run(*command, *state); });
  return command;
}

}  // namespace undercast::cli

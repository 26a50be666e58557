// SPDX-License-Identifier: Apache-2.0
#include "jobs/export.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>

#include "core/error.h"
#include "core/for_each_window.h"
#include "core/letters.h"
#include "io/atomic_file.h"
#include "io/atomic_folder.h"
#include "io/cf_file.h"
#include "io/options_json.h"
#include "io/zarr_metadata.h"
#include "jobs/check_job.h"
#include "jobs/export_images.h"

namespace undercast {
namespace {

using nlohmann::json;

// Memory of the program with its libraries, and the copies of a window's values: GDAL's block while
// it reads, ours, and what a format compresses.
constexpr double kBytesOfProgram = 160 << 20, kCopies = 4;

// A folder's name may end in a slash, as shells complete it.
ExportJob without_slash(ExportJob job) {
  std::string& path = job.output.path;
  while (job.makes_folder() && path.size() > 1 && path.back() == '/') path.pop_back();
  return job;
}

// How many windows may be in memory at once.
int workers_within(const RunContext& run, int dates, double cache) {
  const double window = kCopies * sizeof(float) * dates * std::pow(chunk_side(dates), 2);
  const double room = run.memory.bytes() - kBytesOfProgram - cache;
  if (room < window)
    throw Error(ErrorKind::usage,
                fmt::format("--memory {} is too small: export needs {}", run.memory.text(),
                            size_text(kBytesOfProgram + cache + window)),
                "give it more memory");
  return std::clamp(static_cast<int>(room / window), 1, run.threads);
}

// Whether a name may end so in a format. Names without such an ending suit all.
bool may_be_called(const std::string& format, std::string_view ending) {
  if (format == "netcdf") return ending == ".nc" || ending == ".nc4";
  return format == "zarr" && ending == ".zarr";
}

// Global attributes. They have no date of the run, so that the same command gives the same bytes.
json attributes_of(const ExportSource& source, const std::map<std::string, std::string>& metadata) {
  json attributes(metadata);
  for (const char* key : {"FILLED_BY", "RADAR_GAPS"})
    if (const std::string value = source.metadata(key); !value.empty()) attributes[key] = value;
  attributes["title"] = source.title();
  attributes["source"] = source.lineage();
  const auto step = [](const std::string& version, const std::string& command, const std::string& options) {
    return fmt::format("undercast {} {} {}", version, command, options);
  };
  attributes["history"] =
      step(metadata.at("UNDERCAST_VERSION"), metadata.at("UNDERCAST_COMMAND"), metadata.at("UNDERCAST_OPTIONS"));
  if (const std::string command = source.metadata("UNDERCAST_COMMAND"); !command.empty())
    attributes["history"] = attributes["history"].get<std::string>() + "\n" +
                            step(source.metadata("UNDERCAST_VERSION"), command, source.metadata("UNDERCAST_OPTIONS"));
  return attributes;
}

bool same_or_both_missing(float a, float b) { return a == b || (std::isnan(a) && std::isnan(b)); }

// Reads the chunks of a window, since GDAL does not report every write that a full disk cuts off.
void require_written(const std::string& store, const ExportVariable& variable, const Window& window,
                     const std::vector<float>& values) {
  std::vector<float> found(values.size());
  CfFile(store, false).read(variable.name, window, found);
  if (!std::equal(values.begin(), values.end(), found.begin(), same_or_both_missing))
    throw Error(ErrorKind::io, fmt::format("{} holds other values of {} than were written", store, variable.name),
                "check free space and the disk, then run the command again");
}

using WriteWindow = std::function<void(const ExportVariable&, const Window&, const std::vector<float>&)>;

void write_windows(const ExportJob& job, const ExportSource& source, const RunContext& run, int workers,
                   const WriteWindow& write) {
  const Grid& grid = source.layout().grid;
  const std::vector<Window> windows = split(grid.whole(), chunk_side(source.layout().ndvi.size()));
  run.team.begin(static_cast<int>(windows.size()));
  run.progress.begin("exporting", grid.pixels() * static_cast<long long>(source.variables().size()));
  const auto open = [&] { return std::make_unique<ExportSource>(job.paths(), job.phenology.path, job.reading); };
  for_each_window(open, windows, run.team, workers, [&](ExportSource& own, const Window& window, int) {
    for (const ExportVariable& variable : own.variables()) {
      write(variable, window, own.read(variable, window));
      run.progress.advance(window.pixels());
    }
  });
  run.progress.end();
}

void export_netcdf(const ExportJob& job, const ExportSource& source, const RunContext& run, int workers,
                   const json& attributes) {
  AtomicFile output(job.output.path, job.overwrite);
  CfFile file(output.part(), CfFormat::netcdf, cf_layout(source.layout(), source.variables(), attributes));
  write_windows(job, source, run, workers,
                [&](const ExportVariable& variable, const Window& window, const auto& values) {
                  file.write(variable.name, window, values);
                });
  file.close();
  source.require_unchanged();
  output.commit();
}

// Chunks of Zarr are files of their own, so several threads and ranks write them, each whole
// windows.
void export_zarr(const ExportJob& job, const ExportSource& source, const RunContext& run, int workers,
                 AtomicFolder* output, const json& attributes) {
  if (output != nullptr) {
    const CfLayout layout = cf_layout(source.layout(), source.variables(), attributes);
    CfFile(output->part(), CfFormat::zarr, layout).close();
    consolidate_zarr(output->part(), layout);
  }
  const std::string store = run.team.from_leader(output != nullptr ? output->part() : "");
  write_windows(job, source, run, workers,
                [&](const ExportVariable& variable, const Window& window, const auto& values) {
                  CfFile file(store, true);
                  file.write(variable.name, window, values);
                  file.close();
                  require_written(store, variable, window, values);
                });
  source.require_unchanged();
  run.team.meet();
}

}  // namespace

void ExportJob::each(const OptionVisitor& visit) {
  visit("filled", &filled, {.text = "filled cube", .positional = true, .required = true, .holds = {"raster"}});
  visit("output", &output,
        {.text = "folder to write, or with --format netcdf the file (.nc)",
         .letter = 'o',
         .required = true,
         .holds = {"folder", "raster"}});
  visit("format", &format,
        {.text = "stac: a catalogue of one COG a date and variable; cog: these COGs alone; netcdf, zarr: one dataset "
                 "after the CF conventions",
         .choices = {"stac", "cog", "netcdf", "zarr"}});
  visit("lower", &lower, {.text = "lower bound that 'fill' wrote", .holds = {"raster"}});
  visit("upper", &upper, {.text = "upper bound that 'fill' wrote", .holds = {"raster"}});
  visit("provenance", &provenance, {.text = "provenance that 'fill' wrote", .holds = {"raster"}});
  visit("phenology", &phenology, {.text = "raster that 'phenology' wrote", .holds = {"raster"}});
  reading.each(visit);
  visit("overwrite", &overwrite, kOverwriteText);
}

void check(const ExportJob& given) {
  const ExportJob job = without_slash(given);
  check_options(job, false);
  check(job.paths());
  for (const char* ending : {".nc", ".nc4", ".tif", ".tiff", ".zarr", ".json"})
    if (lower(job.output.path).ends_with(ending) && !may_be_called(job.format, ending))
      throw Error(ErrorKind::usage, fmt::format("--format {} writes nothing called *{}", job.format, ending),
                  "choose the --format that the name says: netcdf for *.nc, zarr for *.zarr, or name a folder");
  if (job.makes_folder())
    require_writable_folder(job.output.path, job.overwrite);
  else
    require_writable(job.output.path, job.overwrite);
}

ExportSummary export_filled(const ExportJob& given, const RunContext& run) {
  const ExportJob job = without_slash(given);
  if (run.team.size() > 1 && job.format != "zarr")
    throw Error(ErrorKind::usage,
                fmt::format("--format {} is written by one process, not by {} ranks", job.format, run.team.size()),
                "leave out mpirun, or choose --format zarr");
  const auto locks = lock_outputs(job, run.team);
  gdal_set_threads(run.threads);
  const double cache = gdal_fit_cache(run.memory.bytes());
  const ExportSource source(job.paths(), job.phenology.path, job.reading);
  const int workers = workers_within(run, source.layout().ndvi.size(), cache);
  const auto metadata = run_metadata("export", manifest_of(job, run.memory));
  if (job.makes_folder()) {
    std::optional<AtomicFolder> output;
    if (run.team.leads()) output.emplace(job.output.path, to_text(json(metadata), 1), job.overwrite);
    if (job.format == "zarr")
      export_zarr(job, source, run, workers, output ? &*output : nullptr, attributes_of(source, metadata));
    else
      export_images(job, source, {run, workers, output->part(), metadata});
    if (output) output->commit();
  } else {
    export_netcdf(job, source, run, workers, attributes_of(source, metadata));
  }
  ExportSummary summary{source.layout().ndvi.size(), {}, static_cast<int>(source.phenology_bands().size())};
  for (const ExportVariable& variable : source.variables())
    if (variable.varies()) summary.variables.push_back(variable.name);
  return summary;
}

}  // namespace undercast

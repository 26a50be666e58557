// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/retrieve_earth_engine.h"
#include "cli/retrieve_stac.h"

namespace undercast::cli {
namespace {

struct RetrieveSettings {
  std::string source;
  CubeOptions cube;
  StacOptions stac;
  EarthEngineOptions earth_engine;
  CompositeOutput output;
  bool dry_run = false, print_expression = false, check = false, cancel = false;

  bool is_earth_engine() const { return source == "earth-engine"; }
};

// An option of another source would have no effect: that must not pass silently.
void require_fitting_options(const Command& command, const RetrieveSettings& settings) {
  const auto refuse = [&](const std::string& name) {
    throw Error(ErrorKind::usage, fmt::format("--{} is not for --source {}", name, settings.source),
                "leave it out; docs/retrieve.md says which options belong to which source");
  };
  if (!settings.is_earth_engine()) {
    EarthEngineOptions::each(settings.earth_engine, [&](const char* name, const auto&, const OptionText&) {
      if (command.given(name)) refuse(name);
    });
    for (const char* name : {"print-expression", "check", "cancel"})
      if (command.given(name)) refuse(name);
    return;
  }
  for (const char* name : {"window", "counts", "stac-api", "sas-api", "sentinel1-collection", "max-cloud",
                           "connections", "failed-images", "raw"})
    if (command.given(name)) refuse(name);
  if (command.given("radar-source") && settings.stac.radar_source != "none") refuse("radar-source (but none)");
  const bool by_class = settings.earth_engine.cloud_mask == "scl";
  for (const char* name : {"scl-keep", "cloud-dilation"})
    if (!by_class && command.given(name))
      throw Error(ErrorKind::usage, fmt::format("--{} is for --cloud-mask scl", name), "leave it out");
}

void run_earth_engine(const Command& command, const RetrieveSettings& settings) {
  using Job = EarthEngineRetrieval::Job;
  const Job job = settings.check              ? Job::check
                  : settings.print_expression ? Job::print_expression
                  : settings.cancel           ? Job::cancel
                  : settings.dry_run          ? Job::dry_run
                                              : Job::retrieve;
  retrieve_earth_engine({job, settings.earth_engine, settings.cube.composite,
                         static_cast<const ArchiveOptions&>(settings.stac), settings.output},
                        command.common().quiet, command.progress());
}

}  // namespace

std::unique_ptr<Command> retrieve_command(CLI::App& app) {
  auto command =
      std::make_unique<Command>(app, "retrieve", "Make a cube of Sentinel-2 and Sentinel-1 images in an archive");
  auto settings = std::make_shared<RetrieveSettings>();
  command->app()
      .add_option("--source", settings->source,
                  "where from: earth-engine, planetary-computer, earth-search, cdse, or the URL of a STAC API")
      ->required();
  command->output("-o,--output", settings->output.cube, "cube to write");
  command->output("--counts", settings->output.counts,
                  "companion to write: the number of looks behind each value; not from Earth Engine");
  command->app().add_flag("--dry-run", settings->dry_run,
                          "say what there is, and the requests and the room that it needs; fetch nothing");
  command->app().add_flag("--print-expression", settings->print_expression,
                          "Earth Engine: write the graph that it would be sent, as JSON; needs no credentials");
  command->app().add_flag("--check", settings->check,
                          "Earth Engine: say which credentials were found, and whether they work");
  command->app().add_flag("--cancel", settings->cancel,
                          "Earth Engine: cancel the export that a run for the same cube began");
  // The first one needs no account.
  command->app().footer(
      "First steps (docs/retrieve.md says what each source needs):\n"
      "  undercast retrieve --source planetary-computer --area 3.0,50.7,3.1,50.8 --start 2018-01-01 --end 2018-12-31 "
      "--dry-run\n"
      "  undercast retrieve --source planetary-computer --area 3.0,50.7,3.1,50.8 --start 2018-01-01 --end 2018-12-31 "
      "-o cube.tif\n"
      "  undercast retrieve --source earth-engine --project my-project --check");
  command->bind(settings->cube);
  command->bind(static_cast<ArchiveOptions&>(settings->stac), "Archives");
  command->bind(settings->stac, "STAC archives");
  command->bind(settings->earth_engine, "Earth Engine");
  command->allow_overwrite();
  command->run([self = command.get(), settings] {
    require_fitting_options(*self, *settings);
    const bool writes = !settings->dry_run && !settings->print_expression && !settings->check;
    if (settings->output.cube.empty() && writes)
      throw Error(ErrorKind::usage, "--output is required", "name the cube to write, or add --dry-run");
    nlohmann::json manifest = self->manifest();
    manifest.erase("credentials");
    settings->output.metadata = run_metadata("retrieve", manifest);
    settings->output.overwrite = self->common().overwrite;
    if (settings->is_earth_engine()) return run_earth_engine(*self, *settings);
    retrieve_stac({settings->source, settings->cube.composite, settings->stac, settings->output, settings->dry_run},
                  self->threads(), self->common().quiet, self->progress());
  });
  return command;
}

}  // namespace undercast::cli

// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/retrieve_stac.h"

namespace undercast::cli {

std::unique_ptr<Command> retrieve_command(CLI::App& app) {
  struct Settings {
    CubeOptions cube;
    StacRetrieval stac;
  };
  auto command = std::make_unique<Command>(app, "retrieve",
                                           "Fetch Sentinel-2 and Sentinel-1 images from an archive and composite them");
  auto settings = std::make_shared<Settings>();
  command->app()
      .add_option("--source", settings->stac.source,
                  "where from: planetary-computer, earth-search, cdse, or the URL of a STAC API")
      ->required();
  command->app().add_option("-o,--output", settings->stac.output.cube, "cube to write");
  command->app().add_option("--counts", settings->stac.output.counts,
                            "companion to write: the number of looks behind each value");
  command->app().add_flag("--dry-run", settings->stac.dry_run,
                          "search only: list the images, the requests and the room they need");
  command->bind(settings->cube);
  command->bind(settings->stac.stac, "STAC archives");
  command->allow_overwrite();
  command->run([self = command.get(), settings] {
    StacRetrieval retrieval = settings->stac;
    if (retrieval.output.cube.empty() && !retrieval.dry_run)
      throw Error(ErrorKind::usage, "--output is required", "name the cube to write, or add --dry-run");
    retrieval.composite = settings->cube.composite;
    retrieval.output.metadata = run_metadata("retrieve", self->manifest());
    retrieval.output.overwrite = self->common().overwrite;
    retrieve_stac(std::move(retrieval), self->threads(), self->common().quiet, self->progress());
  });
  return command;
}

}  // namespace undercast::cli

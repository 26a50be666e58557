// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "composite/composite.h"

namespace undercast::cli {

std::unique_ptr<Command> composite_command(CLI::App& app) {
  struct Settings {
    CompositeOptions options;
    CompositeOutput output;
  };
  auto command = std::make_unique<Command>(app, "composite", "Make a cube of composites from local acquisitions");
  auto settings = std::make_shared<Settings>();
  command->output("-o,--output", settings->output.cube, "cube to write")->required();
  command->output("--counts", settings->output.counts, "companion to write: the number of looks behind each value");
  command->bind(settings->options);
  command->allow_overwrite();
  command->allow_ranks();
  command->run([self = command.get(), settings] {
    CompositeOutput& output = settings->output;
    output.metadata = run_metadata("composite", self->manifest());
    output.overwrite = self->common().overwrite;
    const CompositeSummary summary =
        composite(settings->options, output, self->threads(), self->progress(), self->team());
    if (self->common().quiet) return;
    fmt::print(
        "{}: {} x {} px, {} composites of {} Sentinel-2 and {} Sentinel-1 images, {:.1f} % of NDVI observed, "
        "{} composites without any view\n",
        output.cube, summary.cols, summary.rows, summary.periods, summary.optical_looks, summary.radar_looks,
        100 * summary.observed_share, summary.empty_periods);
  });
  return command;
}

}  // namespace undercast::cli

// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "simulate/simulate.h"

namespace undercast::cli {

std::unique_ptr<Command> simulate_command(CLI::App& app) {
  struct Settings {
    SimulateOptions options;
    SimulateOutput output;
  };
  auto command = std::make_unique<Command>(app, "simulate", "Make a synthetic scene of fields beneath clouds");
  auto settings = std::make_shared<Settings>();
  command->output("-o,--output", settings->output.cube, "cube to write")->required();
  command->output("--truth", settings->output.truth, "cube of the NDVI beneath the clouds to write");
  command->bind(settings->options);
  command->allow_overwrite();
  command->run([self = command.get(), settings] {
    SimulateOutput& output = settings->output;
    output.metadata = run_metadata("simulate", self->manifest());
    output.metadata["NDVI_COMPOSITE"] = "median";
    output.overwrite = self->common().overwrite;
    const SimulateSummary summary = simulate(settings->options, output, self->threads(), self->progress());
    if (self->common().quiet) return;
    fmt::print("{}: {} x {} px, {} composites, {:.0f} % of NDVI observed, {} composites without any view\n",
               output.cube, settings->options.size, settings->options.size, summary.steps, 100 * summary.observed_share,
               summary.empty_steps);
  });
  return command;
}

}  // namespace undercast::cli

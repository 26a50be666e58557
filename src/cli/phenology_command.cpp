// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/commands.h"
#include "jobs/phenology.h"

namespace undercast::cli {
namespace {

void print(const PhenologyJob& job, const PhenologySummary& found) {
  const auto percent = [](long long part, long long all) {
    return all > 0 ? 100 * static_cast<double>(part) / static_cast<double>(all) : 0;
  };
  std::string text = fmt::format("{}: {} seasons of {} pixels; {:.1f} % of the pixels have none", job.output.path,
                                 found.seasons, found.pixels, percent(found.pixels_without_season, found.pixels));
  if (found.cut_off > 0)
    text +=
        fmt::format(", {:.1f} % of the seasons are cut off by the series' ends", percent(found.cut_off, found.seasons));
  if (job.provenance.given() || job.cube.given())
    text += fmt::format(", for {:.1f} % a start, peak or end falls in a gap of over {} days",
                        percent(found.in_gap, found.seasons), job.measures.long_gap_days);
  if (job.measures.method == "double-logistic")
    text += fmt::format(", {:.1f} % could not be fitted", percent(found.without_fit, found.seasons));
  fmt::print("{}\n", text);
}

}  // namespace

std::unique_ptr<Command> phenology_command(CLI::App& app) {
  auto command =
      std::make_unique<Command>(app, "phenology", "Start, peak, end and size of each season of a filled cube");
  auto job = std::make_shared<PhenologyJob>();
  command->bind(*job);
  command->run([self = command.get(), job](const RunContext& run) {
    check(*job);
    const PhenologySummary found = measure_phenology(*job, run);
    if (!self->quiet()) print(*job, found);
  });
  return command;
}

}  // namespace undercast::cli

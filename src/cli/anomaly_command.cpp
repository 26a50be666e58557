// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "cli/commands.h"
#include "jobs/anomaly.h"

namespace undercast::cli {
namespace {

void print(const AnomalyJob& job, const AnomalyReport& report) {
  const auto& dates = report.found.dates;
  const auto most = std::max_element(dates.begin(), dates.end(), [](const DateDepartures& a, const DateDepartures& b) {
    return a.share_below() < b.share_below();
  });
  fmt::print(
      "{}: {} dates of {} against {}; {:.1f} % of the values are below usual with {:g} % confidence, most on {} "
      "({:.1f} %)\n",
      job.output.path, dates.size(), report.year, fmt::join(report.usual_years, ", "), 100 * report.found.share_below(),
      100 * job.comparison.confidence, to_string(report.dates[static_cast<int>(most - dates.begin())].start),
      100 * most->share_below());
  if (job.table.given())
    fmt::print("{}: {} fields; {:.1f} % of their means are below usual\n", job.table.path, report.fields,
               100 * report.of_fields.share_below());
}

}  // namespace

std::unique_ptr<Command> anomaly_command(CLI::App& app) {
  auto command =
      std::make_unique<Command>(app, "anomaly", "Where and when a year of filled NDVI is below the usual year");
  auto job = std::make_shared<AnomalyJob>();
  command->bind(*job);
  command->limit_memory();
  command->run([self = command.get(), job](const RunContext& run) {
    check(*job);
    const AnomalyReport report = measure_anomaly(*job, run);
    if (!self->quiet()) print(*job, report);
  });
  return command;
}

}  // namespace undercast::cli

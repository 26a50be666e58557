// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/commands.h"
#include "jobs/report.h"

namespace undercast::cli {

std::unique_ptr<Command> report_command(CLI::App& app) {
  auto command = std::make_unique<Command>(app, "report", "One self-contained page on how a cube was filled");
  auto job = std::make_shared<ReportJob>();
  command->bind(*job);
  command->limit_memory();
  command->run([self = command.get(), job](const RunContext& run) {
    check(*job);
    const ReportSummary page = report(*job, run);
    if (!self->quiet())
      fmt::print("{}: {:.1f} MB, needs nothing but a browser\n", job->output.path,
                 static_cast<double>(page.bytes) / 1e6);
  });
  return command;
}

}  // namespace undercast::cli

// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/commands.h"
#include "core/json.h"
#include "networks/networks.h"

namespace undercast::cli {
namespace {

struct SelfCheckOptions {
  bool as_json = false;

  void each(const OptionVisitor& visit) { visit("json", &as_json, {.text = "print JSON", .of_the_run = true}); }
};

nlohmann::json to_json(const std::vector<ArithmeticCheck>& checks) {
  nlohmann::json list = nlohmann::json::array();
  for (const ArithmeticCheck& check : checks)
    list.push_back({{"device", check.device},
                    {"precision", check.precision},
                    {"answers", check.answers},
                    {"gradients", check.gradients},
                    {"tolerance", check.tolerance},
                    {"filled", check.filled},
                    {"trained_per_second", check.trained_per_second},
                    {"filled_per_second", check.filled_per_second},
                    {"passed", check.passed()}});
  return list;
}

void run(int threads, bool as_json) {
  const std::vector<ArithmeticCheck> checks = networks().check_arithmetic(threads);
  if (as_json) {
    fmt::print("{}\n", to_text(to_json(checks), 2));
  } else {
    fmt::print(
        "| device | precision | answers off by | gradients off by | in filling off by | allowed | series/s in training "
        "| in filling | |\n|---|---|---:|---:|---:|---:|---:|---:|---|\n");
    for (const ArithmeticCheck& check : checks)
      fmt::print("| {} | {} | {:.1e} | {:.1e} | {:.1e} | {:.0e} | {:.0f} | {:.0f} | {} |\n", check.device,
                 check.precision, check.answers, check.gradients, check.filled, check.tolerance,
                 check.trained_per_second, check.filled_per_second, check.passed() ? "good" : "WRONG");
  }
  const auto wrong = std::find_if(checks.begin(), checks.end(), [](const auto& check) { return !check.passed(); });
  if (wrong != checks.end())
    throw Error(ErrorKind::internal, fmt::format("{} in {} computes wrong results", wrong->device, wrong->precision),
                "use another --device or --precision; the LibTorch, driver or processor is at fault");
}

}  // namespace

std::unique_ptr<Command> self_check_command(CLI::App& app) {
  auto command = std::make_unique<Command>(app, "self-check",
                                           "Compare this machine's devices and precisions with exact arithmetic");
  auto settings = std::make_shared<SelfCheckOptions>();
  command->bind(*settings);
  command->run([settings](const RunContext& context) { run(context.threads, settings->as_json); });
  return command;
}

}  // namespace undercast::cli

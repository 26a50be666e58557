// SPDX-License-Identifier: Apache-2.0
// What holds for every command: help, version, exit codes, the config file, where messages go.
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/run_program.h"
#include "core/temporary_folder.h"
#include "core/version.h"

namespace undercast {
namespace {

using testing::AssertionFailure;
using testing::AssertionResult;
using testing::AssertionSuccess;

const std::array kCommands{"simulate",  "composite", "train",   "fill",   "evaluate", "update",
                           "phenology", "fields",    "anomaly", "export", "info",     "self-check"};

AssertionResult has(const std::string& text, const std::string& part) {
  if (text.find(part) != std::string::npos) return AssertionSuccess();
  return AssertionFailure() << "'" << part << "' is not in:\n" << text;
}

AssertionResult is_refusal(const Outcome& outcome, int exit_code) {
  if (outcome.exit_code != exit_code)
    return AssertionFailure() << "exit code " << outcome.exit_code << "\n" << outcome.err;
  if (!outcome.out.empty()) return AssertionFailure() << "said on stdout: " << outcome.out;
  if (outcome.err.empty()) return AssertionFailure() << "said nothing";
  return AssertionSuccess();
}

std::string write(const std::string& path, const std::string& text) {
  std::ofstream(path) << text;
  return path;
}

TEST(Program, help_lists_every_command_and_ends_well) {
  for (const std::string flag : {"--help", "-h"}) {
    const Outcome outcome = run({flag});
    EXPECT_EQ(outcome.exit_code, 0);
    EXPECT_EQ(outcome.err, "");
    for (const char* command : kCommands) EXPECT_TRUE(has(outcome.out, command));
  }
}

TEST(Program, every_command_has_help_and_names_its_common_options) {
  for (const char* command : kCommands) {
    const Outcome outcome = run({command, "--help"});
    EXPECT_EQ(outcome.exit_code, 0) << command;
    EXPECT_EQ(outcome.err, "");
    for (const char* option : {"--threads", "--config", "--quiet", "--verbose", "--version"})
      EXPECT_TRUE(has(outcome.out, option)) << command;
  }
}

TEST(Program, says_its_version) {
  const std::string version = run({"--version"}).out;
  EXPECT_TRUE(version.starts_with(std::string("undercast ") + kVersion + "\n")) << version;
  for (const char* line : {"\nGDAL ", "\nXGBoost ", "\nLibTorch ", "\nMPI ", "\nCPU kernel ", "\nbuild "})
    EXPECT_TRUE(has(version, line));
  EXPECT_EQ(run({"--version"}).exit_code, 0);
  for (const char* command : kCommands) {
    const Outcome outcome = run({command, "--version"});
    EXPECT_EQ(outcome.exit_code, 0) << command << outcome.err;
    EXPECT_TRUE(has(outcome.out, kVersion));
  }
}

TEST(Program, nothing_on_the_line_is_wrong_usage) { EXPECT_TRUE(is_refusal(run({}), 2)); }

TEST(Program, an_unknown_command_is_wrong_usage_and_named) {
  const Outcome outcome = run({"conjure"});
  EXPECT_TRUE(is_refusal(outcome, 2));
  EXPECT_TRUE(has(outcome.err, "conjure"));
}

TEST(Program, an_unknown_option_is_wrong_usage_and_named) {
  for (const char* command : kCommands) {
    const Outcome outcome = run({command, "--no-such-option", "3"});
    EXPECT_TRUE(is_refusal(outcome, 2)) << command;
  }
  EXPECT_TRUE(has(run({"info", "cube.tif", "--no-such-option"}).err, "--no-such-option"));
}

TEST(Program, a_value_of_the_wrong_type_is_wrong_usage) {
  EXPECT_TRUE(is_refusal(run({"info", "cube.tif", "--threads", "many"}), 2));
  EXPECT_TRUE(is_refusal(run({"info", "cube.tif", "--threads", "-3"}), 2));
}

TEST(Program, an_empty_value_is_wrong_usage) {
  for (const char* option : {"--threads", "--cube-period", "--pixel"})
    EXPECT_TRUE(is_refusal(run({"info", "cube.tif", option, ""}), 2)) << option;
  for (const char* option : {"--method", "--model", "--memory", "--lower"})
    EXPECT_TRUE(is_refusal(run({"fill", "cube.tif", "-o", "filled.tif", option, ""}), 2)) << option;
}

// Runs the program with a variable, such as "UNDERCAST_THREADS=2".
Outcome run_with(const std::string& variable, const Arguments& arguments) {
  Arguments line{"/usr/bin/env", variable, UNDERCAST_PROGRAM};
  line.insert(line.end(), arguments.begin(), arguments.end());
  return run_command(line);
}

TEST(Program, a_bad_value_in_the_environment_is_wrong_usage_and_names_the_variable) {
  for (const char* threads : {"many", "2x", "-1", "5000", "1.5"}) {
    const Outcome outcome = run_with(std::string("UNDERCAST_THREADS=") + threads, {"info", "cube.tif"});
    EXPECT_TRUE(is_refusal(outcome, 2)) << threads;
    EXPECT_TRUE(has(outcome.err, "UNDERCAST_THREADS"));
    EXPECT_TRUE(has(outcome.err, threads));
  }
  const Arguments fill{"fill", "cube.tif", "-o", "filled.tif", "--method", "linear"};
  const Outcome outcome = run_with("UNDERCAST_MEMORY=lots", fill);
  EXPECT_TRUE(is_refusal(outcome, 2));
  EXPECT_TRUE(has(outcome.err, "UNDERCAST_MEMORY: 'lots' is not an amount of memory"));
  EXPECT_EQ(run_with("UNDERCAST_THREADS=", {"info", "built-in"}).exit_code, 0) << "an empty variable is none";
  EXPECT_EQ(run_with("UNDERCAST_MEMORY=lots", {"self-check", "--help"}).exit_code, 0);
}

TEST(Program, a_missing_argument_is_wrong_usage) {
  for (const std::string command : {"info", "fill", "train", "evaluate", "phenology", "export"})
    EXPECT_TRUE(is_refusal(run({command}), 2)) << command;
}

TEST(Program, a_missing_file_is_failed_work_and_its_path_is_said) {
  const Outcome outcome = run({"info", "/no/such/folder/cube.tif"});
  EXPECT_TRUE(is_refusal(outcome, 1));
  EXPECT_TRUE(has(outcome.err, "/no/such/folder/cube.tif"));
  EXPECT_TRUE(has(outcome.err, "check that the path is right"));
}

TEST(Program, a_text_file_is_no_cube) {
  const TemporaryFolder folder;
  const Outcome outcome = run({"info", write(folder / "notes.tif", "not a raster\n")});
  EXPECT_TRUE(is_refusal(outcome, 1));
  EXPECT_TRUE(has(outcome.err, folder / "notes.tif"));
}

class Config : public testing::Test {
 protected:
  // simulate with this config and these flags, on a scene as small as it goes.
  Outcome simulate(const std::string& config, std::vector<std::string> flags = {}) {
    std::vector<std::string> line{"simulate",
                                  "-o",
                                  folder_ / "scene.tif",
                                  "--truth",
                                  folder_ / "truth.tif",
                                  "--config",
                                  write(folder_ / "run.json", config),
                                  "--overwrite"};
    line.insert(line.end(), flags.begin(), flags.end());
    return run(line);
  }

  TemporaryFolder folder_;
};

TEST(Program, a_mistyped_option_is_named_before_the_required_one_that_it_leaves_out) {
  const Outcome outcome = run({"simulate", "--out", "scene.tif"});
  EXPECT_TRUE(is_refusal(outcome, 2));
  EXPECT_TRUE(has(outcome.err, "'--out' is not an option")) << outcome.err;
}

TEST_F(Config, an_unknown_key_is_wrong_usage_and_named) {
  const Outcome outcome = simulate(R"({"simulate": {"size": 16, "sise": 3}})");
  EXPECT_TRUE(is_refusal(outcome, 2));
  EXPECT_TRUE(has(outcome.err, "'sise' is not an option"));
  EXPECT_TRUE(has(outcome.err, "run.json"));
  EXPECT_TRUE(has(outcome.err, "steps")) << "lists the options there are";
}

TEST_F(Config, an_unknown_section_is_wrong_usage_and_named) {
  const Outcome outcome = simulate(R"({"simulation": {"size": 16}})");
  EXPECT_TRUE(is_refusal(outcome, 2));
  EXPECT_TRUE(has(outcome.err, "'simulation' is not a command"));
}

TEST_F(Config, values_of_the_wrong_type_or_out_of_range_are_wrong_usage) {
  EXPECT_TRUE(is_refusal(simulate(R"({"simulate": {"size": "big"}})"), 2));
  EXPECT_TRUE(is_refusal(simulate(R"({"simulate": {"size": -16}})"), 2));
  EXPECT_TRUE(is_refusal(simulate(R"({"simulate": {"size": 16.5}})"), 2));
  EXPECT_TRUE(is_refusal(simulate(R"({"simulate": [16]})"), 2));
  EXPECT_TRUE(is_refusal(simulate(R"([])"), 2));
}

TEST_F(Config, text_that_is_not_json_is_wrong_usage_and_its_path_is_said) {
  const Outcome outcome = simulate(R"({"simulate": )");
  EXPECT_TRUE(is_refusal(outcome, 2));
  EXPECT_TRUE(has(outcome.err, "run.json is not JSON"));
}

TEST_F(Config, a_missing_config_is_said_with_its_path) {
  const Outcome outcome = run({"simulate", "-o", folder_ / "scene.tif", "--config", folder_ / "none.json"});
  EXPECT_TRUE(is_refusal(outcome, 1));
  EXPECT_TRUE(has(outcome.err, "none.json"));
}

TEST_F(Config, rules_over_defaults_and_flags_rule_over_it) {
  ASSERT_EQ(simulate(R"({"simulate": {"size": 24, "steps": 3}})").exit_code, 0);
  EXPECT_TRUE(has(run({"info", folder_ / "scene.tif"}).out, "24"));
  ASSERT_EQ(simulate(R"({"simulate": {"size": 24, "steps": 3}})", {"--size", "40"}).exit_code, 0);
  EXPECT_TRUE(has(run({"info", folder_ / "scene.tif"}).out, "40"));
}

TEST_F(Config, and_flags_rule_over_the_environment) {
  ASSERT_EQ(simulate(R"({"simulate": {"size": 16, "steps": 6}})").exit_code, 0);
  const std::string scene = folder_ / "scene.tif", filled = folder_ / "filled.tif";
  const auto memory_of = [&](const Arguments& more) {
    Arguments line{"fill", scene, "-o", filled, "--method", "linear", "--overwrite"};
    line.insert(line.end(), more.begin(), more.end());
    const Outcome outcome = run_with("UNDERCAST_MEMORY=3G", line);
    EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
    const nlohmann::json info = nlohmann::json::parse(run({"info", filled, "--json"}).out);
    const std::string options = info.at("metadata").at("UNDERCAST_OPTIONS");
    return nlohmann::json::parse(options).at("memory").get<std::string>();
  };
  EXPECT_EQ(memory_of({}), "3G");
  EXPECT_EQ(memory_of({"--config", write(folder_ / "run.json", R"({"fill": {"memory": "2G"}})")}), "2G");
  EXPECT_EQ(memory_of({"--memory", "1G"}), "1G");
}

TEST_F(Config, takes_every_option_that_the_line_does) {
  ASSERT_EQ(simulate(R"({"simulate": {"size": 16, "steps": 6}})").exit_code, 0);
  const std::string scene = folder_ / "scene.tif", filled = folder_ / "filled.tif";
  const std::string config =
      write(folder_ / "run.json",
            nlohmann::json{{"fill", {{"method", "linear"}, {"output", filled}}},
                           {"evaluate", {{"protocol", {"frames-short"}}, {"seeds", {3, 4}}, {"method", "linear"}}}}
                .dump());
  ASSERT_EQ(run({"fill", scene, "--config", config}).exit_code, 0);
  EXPECT_TRUE(has(run({"info", filled}).out, "\"method\":\"linear\"")) << "and the output says so";
  const Outcome scores = run({"evaluate", scene, "--config", config, "--seeds", "5", "--json", "-"});
  EXPECT_EQ(scores.exit_code, 0) << scores.err;
  const nlohmann::json json = nlohmann::json::parse(scores.out);
  ASSERT_EQ(json.at("results").size(), 1U) << "the line rules over the config";
  EXPECT_EQ(json.at("results").at(0).at("protocol"), "frames-short");
  EXPECT_EQ(json.at("results").at(0).at("seed"), 5);
  EXPECT_EQ(json.at("options").at("protocol"), nlohmann::json{"frames-short"});
  for (const char* broken : {R"({"evaluate": {"seeds": "a"}})", R"({"evaluate": {"seeds": {}}})",
                             R"({"fill": {"method": 1}, "train": {"no-such": 1}})"})
    EXPECT_TRUE(is_refusal(run({"evaluate", scene, "--config", write(folder_ / "run.json", broken)}), 2)) << broken;
}

TEST_F(Config, errors_leave_no_files_behind) {
  EXPECT_EQ(run({"simulate", "-o", folder_ / "scene.tif", "--size", "0"}).exit_code, 2);
  EXPECT_EQ(folder_.entries(), 0);
}

#if !UNDERCAST_HAS_MPI
TEST(Program, built_without_mpi_is_none_of_several_ranks) {
  ::setenv("OMPI_COMM_WORLD_SIZE", "2", 1);
  const Outcome outcome = run({"info", "cube.tif"});
  ::unsetenv("OMPI_COMM_WORLD_SIZE");
  EXPECT_TRUE(refused(outcome, 2, {"built without MPI", "2 ranks", "UNDERCAST_MPI=ON"}));
}
#endif

}  // namespace
}  // namespace undercast

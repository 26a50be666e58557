// SPDX-License-Identifier: Apache-2.0
// What the program says of its options to other programs: --json-usage, man pages, completions.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "cli/run_program.h"
#include "core/temporary_folder.h"
#include "core/version.h"

namespace undercast {
namespace {

using nlohmann::json;

json usage(const Arguments& arguments) {
  const Outcome outcome = run(arguments);
  EXPECT_EQ(outcome.exit_code, 0) << outcome.err;
  EXPECT_EQ(outcome.err, "");
  return json::parse(outcome.out);
}

json named(const json& list, const std::string& name) {
  for (const json& item : list)
    if (item.at("name") == name) return item;
  ADD_FAILURE() << name << " is not there";
  return {};
}

json option_of_fill(const std::string& name) { return named(usage({"fill", "--json-usage"}).at("options"), name); }

bool is_installed(const std::string& program) {
  return run_command({"/bin/sh", "-c", "command -v " + program}).exit_code == 0;
}

TEST(JsonUsage, of_the_program_holds_that_of_each_command) {
  const json all = usage({"--json-usage"});
  EXPECT_EQ(all.at("name"), "undercast");
  EXPECT_EQ(all.at("version"), kVersion);
  const std::string help = run({"--help"}).out;
  for (const json& command : all.at("commands")) {
    const std::string name = command.at("name");
    EXPECT_NE(help.find("\n  " + name + " "), std::string::npos) << name;
    EXPECT_EQ(command, usage({name, "--json-usage"}));
  }
  EXPECT_EQ(all.at("commands").size(), 16U);
}

TEST(JsonUsage, has_every_option_of_the_help_and_no_other) {
  for (const json& command : usage({"--json-usage"}).at("commands")) {
    const std::string help = run({command.at("name"), "--help"}).out;
    std::set<std::string> said, shown;
    for (const json& option : command.at("options"))
      for (const char* key : {"name", "negation"})
        if (option.contains(key)) said.insert("--" + option[key].get<std::string>());
    std::istringstream lines(help);
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("  -")) continue;
      std::istringstream flags(line.substr(2, line.find_first_of(" =", 2) - 2));
      for (std::string flag; std::getline(flags, flag, ',');)
        if (flag.starts_with("--")) shown.insert(flag);
    }
    EXPECT_EQ(said, shown) << command.at("name");
  }
}

TEST(JsonUsage, says_type_range_unit_choices_default_and_group) {
  const json gap = option_of_fill("max-gap");
  EXPECT_EQ(gap.at("type"), "integer");
  EXPECT_EQ(gap.at("unit"), "days");
  EXPECT_EQ(gap.at("default"), 0);
  EXPECT_EQ(gap.at("minimum"), 0);
  EXPECT_EQ(gap.at("group"), "Options");
  EXPECT_FALSE(gap.at("required").get<bool>());
  EXPECT_FALSE(gap.at("repeated").get<bool>());
  const json output = option_of_fill("output");
  EXPECT_EQ(output.at("type"), "output_file");
  EXPECT_EQ(output.at("letter"), "o");
  EXPECT_TRUE(output.at("required").get<bool>());
  const json screen = option_of_fill("screen");
  EXPECT_EQ(screen.at("type"), "choice");
  EXPECT_EQ(screen.at("choices"), (json{"off", "flag", "drop"}));
  EXPECT_EQ(screen.at("default"), "flag");
  const json radar = option_of_fill("radar");
  EXPECT_EQ(radar.at("type"), "flag");
  EXPECT_EQ(radar.at("negation"), "no-radar");
  EXPECT_EQ(radar.at("default"), true);
  EXPECT_EQ(radar.at("group"), "Training (without --model and --method)");
  EXPECT_EQ(option_of_fill("memory").at("type"), "size");
  EXPECT_EQ(option_of_fill("memory").at("environment"), "UNDERCAST_MEMORY");
  EXPECT_EQ(option_of_fill("cube-start").at("type"), "date");
  EXPECT_EQ(option_of_fill("patience").at("network"), "vit");
  const json co = option_of_fill("co");
  EXPECT_TRUE(co.at("repeated").get<bool>());
  EXPECT_EQ(co.at("items"), "option");
  const json evaluate = usage({"evaluate", "--json-usage"});
  EXPECT_EQ(named(evaluate.at("options"), "seeds").at("items"), "comma");
  const json cubes = named(usage({"train", "--json-usage"}).at("arguments"), "cube");
  EXPECT_EQ(cubes.at("type"), "input_file");
  EXPECT_EQ(cubes.at("items"), "words");
}

TEST(JsonUsage, says_what_each_file_holds) {
  const std::set<std::string> known{"raster", "table", "polygons", "model", "picture", "json", "page", "folder"};
  for (const json& command : usage({"--json-usage"}).at("commands"))
    for (const char* kind : {"arguments", "options"})
      for (const json& option : command.at(kind)) {
        if (option.at("type") == "input_file" || option.at("type") == "output_file") {
          EXPECT_FALSE(option.value("holds", json::array()).empty()) << command.at("name") << option.at("name");
        }
        for (const std::string held : option.value("holds", json::array())) EXPECT_TRUE(known.contains(held)) << held;
      }
  EXPECT_EQ(option_of_fill("quicklook").at("holds"), json{"picture"});
  const json fill = usage({"fill", "--json-usage"});
  EXPECT_EQ(named(fill.at("arguments"), "cube").at("holds"), (json{"raster", "table"}));
  const json composite = usage({"composite", "--json-usage"});
  EXPECT_EQ(named(composite.at("options"), "sentinel2").at("holds"), json{"folder"});
}

TEST(JsonUsage, does_not_depend_on_the_environment) {
  const Outcome outcome = run_command(
      {"/usr/bin/env", "UNDERCAST_MEMORY=1G", "UNDERCAST_THREADS=3", UNDERCAST_PROGRAM, "fill", "--json-usage"});
  EXPECT_EQ(json::parse(outcome.out), usage({"fill", "--json-usage"}));
}

TEST(ManPage, of_each_command_has_its_sections_and_options) {
  const json all = usage({"--json-usage"});
  for (const json& command : all.at("commands")) {
    const std::string name = command.at("name"), page = run({"--man-page", name}).out;
    for (const char* section : {"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "ENVIRONMENT", "SEE ALSO"})
      EXPECT_NE(page.find("\n.SH " + std::string(section) + "\n"), std::string::npos) << name << section;
    for (const json& option : command.at("options")) {
      std::string flag = "--" + option.at("name").get<std::string>();
      for (std::size_t at = 0; (at = flag.find('-', at)) != std::string::npos; at += 2) flag.insert(at, 1, '\\');
      EXPECT_NE(page.find("\\fB" + flag + "\\fR"), std::string::npos) << name << flag;
    }
  }
  EXPECT_NE(run({"--man-page", "retrieve"}).out.find("\n.SH EXAMPLES\n"), std::string::npos);
  EXPECT_NE(run({"--man-page", "undercast"}).out.find("\n.SH COMMANDS\n"), std::string::npos);
  EXPECT_TRUE(refused(run({"--man-page", "conjure"}), 2, {"'conjure' is not a command"}));
}

TEST(ManPage, has_no_fault_that_mandoc_or_groff_finds) {
  if (!is_installed("mandoc") && !is_installed("groff")) GTEST_SKIP() << "needs mandoc or groff";
  const TemporaryFolder folder;
  std::vector<std::string> names{"undercast"};
  for (const json& command : usage({"--json-usage"}).at("commands")) names.push_back(command.at("name"));
  for (const std::string& name : names) {
    const std::string page = folder / (name + ".1");
    std::ofstream(page) << run({"--man-page", name}).out;
    if (is_installed("mandoc")) {
      const Outcome outcome = run_command({"/bin/sh", "-c", "mandoc -T lint -W warning " + page});
      EXPECT_EQ(outcome.exit_code, 0) << outcome.out;
    }
    if (is_installed("groff")) {
      const Outcome outcome = run_command({"/bin/sh", "-c", "groff -man -ww -Tutf8 " + page});
      EXPECT_EQ(outcome.err, "");
    }
  }
}

class Completion : public testing::Test {
 protected:
  Completion() {
    for (const char* name : {"cube.tif", "my cube.tif"}) std::ofstream(folder_ / name) << "";
    for (const std::string shell : {"bash", "zsh", "fish"})
      std::ofstream(folder_ / shell) << run({"--completion", shell}).out;
  }

  // What bash offers for the last word of a line. As bash does, the sign of --option=value is a word.
  std::set<std::string> offered(const std::string& words, int last) {
    const Outcome outcome =
        run_command({"/bin/bash", "-c",
                     "cd \"$0\" && source ./bash && COMP_WORDS=(" + words + ") COMP_CWORD=" + std::to_string(last) +
                         " && _undercast && printf '%s\\n' \"${COMPREPLY[@]}\"",
                     folder_ / ""});
    EXPECT_EQ(outcome.err, "");
    return lines(outcome.out);
  }

  static std::set<std::string> lines(const std::string& text) {
    std::set<std::string> found;
    std::istringstream rest(text);
    for (std::string line; std::getline(rest, line);)
      if (!line.empty()) found.insert(line);
    return found;
  }

  TemporaryFolder folder_;
};

using Words = std::set<std::string>;

TEST_F(Completion, of_bash_offers_commands_options_choices_and_files) {
  EXPECT_EQ(offered("undercast fi", 1), (Words{"fields", "fill"}));
  EXPECT_EQ(offered("undercast --vers", 1), (Words{"--version"}));
  EXPECT_EQ(offered("undercast fill --trees", 2), (Words{"--trees"}));
  EXPECT_EQ(offered("undercast fill --no-t", 2), (Words{"--no-trees"}));
  EXPECT_EQ(offered("undercast fill --screen ''", 3), (Words{"off", "flag", "drop"}));
  EXPECT_EQ(offered("undercast fill --method = lin", 4), (Words{"linear"}));
  EXPECT_EQ(offered("undercast fill --method =", 3).count("trees"), 1U);
  EXPECT_EQ(offered("undercast fill c", 2), (Words{"cube.tif"}));
  EXPECT_EQ(offered("undercast fill -o 'my'", 3), (Words{"my cube.tif"}));
  EXPECT_EQ(offered("undercast fill --threads ''", 3), Words{});
}

TEST_F(Completion, of_zsh_and_fish_is_a_script_that_they_read) {
  if (is_installed("zsh")) {
    // What the script hands to zsh's own function for options of the command `fill`.
    const std::string options =
        run_command(
            {"/bin/sh", "-c",
             "cd " + folder_ / "" +
                 " && zsh -f -c '_arguments() { if [[ $1 == -C ]]; then state=argument words=(fill --); return 1; fi; "
                 "print -rl -- $@ }; compdef() { }; source ./zsh; _undercast' 2>&1"})
            .out;
    EXPECT_NE(options.find("--screen"), std::string::npos) << options;
    EXPECT_NE(options.find("off flag drop"), std::string::npos) << options;
    EXPECT_EQ(options.find("--clearings"), std::string::npos) << "an option of another command";
  }
  if (is_installed("fish")) {
    const auto offers = [&](const std::string& line) {
      return lines(
          run_command({"/bin/sh", "-c",
                       "cd " + folder_ / "" + " && fish -c \"source fish; complete -C '" + line + "'\" | cut -f1"})
              .out);
    };
    EXPECT_EQ(offers("undercast fil"), (Words{"fill"}));
    EXPECT_EQ(offers("undercast fill --screen "), (Words{"off", "flag", "drop"}));
    EXPECT_EQ(offers("undercast fill --model cu"), (Words{"cube.tif"}));
    EXPECT_EQ(offers("undercast fill --threads "), Words{});
  }
  if (!is_installed("zsh") && !is_installed("fish")) GTEST_SKIP() << "needs zsh or fish";
}

TEST_F(Completion, of_another_shell_is_wrong_usage) {
  EXPECT_TRUE(refused(run({"--completion", "tcsh"}), 2, {"tcsh", "bash, zsh, fish"}));
}

}  // namespace
}  // namespace undercast

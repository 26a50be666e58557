// SPDX-License-Identifier: Apache-2.0
#include "cli/man_page.h"

#include <fmt/format.h>

#include <cctype>
#include <map>

#include "cli/commit.h"
#include "core/error.h"
#include "core/json.h"
#include "core/letters.h"

namespace undercast::cli {
namespace {

using nlohmann::json;

// A text as troff shows it, character by character.
std::string roff(const std::string& text) {
  static const std::map<char, const char*> kEscapes{{'\\', "\\e"},  {'-', "\\-"},   {'\'', "\\(aq"},
                                                    {'`', "\\(ga"}, {'^', "\\(ha"}, {'~', "\\(ti"}};
  std::string escaped;
  for (std::size_t i = 0; i < text.size(); ++i) {
    // Such a line would be a request.
    if (text[i] == '.' && (i == 0 || text[i - 1] == '\n')) escaped += "\\&";
    const auto escape = kEscapes.find(text[i]);
    escape == kEscapes.end() ? escaped += text[i] : escaped += escape->second;
  }
  return escaped;
}

std::string bold(const std::string& text) { return "\\fB" + roff(text) + "\\fR"; }
std::string italic(const std::string& text) { return "\\fI" + roff(text) + "\\fR"; }

// What stands for a value.
std::string placeholder(const json& option) {
  static const std::map<std::string, std::string> kPlaceholders{
      {"integer", "N"}, {"number", "X"},  {"text", "TEXT"},       {"choice", "NAME"},
      {"size", "SIZE"}, {"date", "DATE"}, {"input_file", "FILE"}, {"output_file", "FILE"}};
  const std::string& one = kPlaceholders.at(option.at("type"));
  const bool has_commas = option.value("items", "") == "comma";
  return italic(has_commas ? one + ",..." : one);
}

std::string flags(const json& option) {
  std::string text;
  if (option.contains("letter")) text = bold("-" + option["letter"].get<std::string>()) + ", ";
  text += bold("--" + option.at("name").get<std::string>());
  if (option.contains("negation")) text += ", " + bold("--" + option["negation"].get<std::string>());
  return option.at("type") == "flag" ? text : text + " " + placeholder(option);
}

std::string plain(const json& value) {
  if (value.is_number_float()) return fmt::format("{:.10g}", value.get<double>());
  return value.is_string() ? value.get<std::string>() : to_text(value);
}

// The values that an option may have, and the one that it has when it is not given.
std::string values(const json& option) {
  std::string text;
  if (option.contains("choices"))
    text += fmt::format(" One of: {}.", fmt::join(option["choices"].get<std::vector<std::string>>(), ", "));
  if (option.contains("minimum") && option.contains("maximum"))
    text += fmt::format(" It is {} to {}.", plain(option["minimum"]), plain(option["maximum"]));
  else if (option.contains("minimum"))
    text += fmt::format(" It is at least {}.", plain(option["minimum"]));
  else if (option.contains("maximum"))
    text += fmt::format(" It is at most {}.", plain(option["maximum"]));
  if (option.value("required", false)) return text + " It is required.";
  if (!option.contains("default")) return text;
  const json& fallback = option["default"];
  if (fallback.is_boolean())
    return option.contains("negation") ? text + (fallback ? " It is on." : " It is off.") : text;
  if (!fallback.is_array()) return text + fmt::format(" The default is {}.", plain(fallback));
  std::vector<std::string> items;
  for (const json& item : fallback) items.push_back(plain(item));
  return text + fmt::format(" The default is {}.", fmt::join(items, ","));
}

// The text of an option, as sentences.
std::string meaning(const json& option) {
  std::string text = option.at("description");
  if (option.contains("network"))
    text = option["network"].get<std::string>() + ": " + text;
  else
    text.front() = upper(text.substr(0, 1)).front();
  if (option.contains("unit")) text += fmt::format(" [{}]", option["unit"].get<std::string>());
  return roff(text + "." + values(option));
}

std::string tagged(const std::string& tag, const std::string& text) { return ".TP\n" + tag + "\n" + text + "\n"; }
std::string heading(const std::string& title) { return ".SH " + title + "\n"; }

std::string options(const json& options) {
  std::string text, group = "Options";
  for (const json& option : options) {
    if (option.at("group") != group) text += ".SS " + roff(group = option.at("group")) + "\n";
    text += tagged(flags(option), meaning(option));
  }
  return heading("OPTIONS") + text;
}

std::string exit_status() {
  const std::string stopped = "interrupted the run. Outputs are as they were, and what can be continued is kept.";
  return heading("EXIT STATUS") + tagged("0", "The work is done.") +
         tagged("1", "The work failed. The error says why.") +
         tagged("2", "The command was not understood, or its options do not fit together. No work began.") +
         tagged("129", "SIGHUP " + stopped) + tagged("130", "SIGINT (Ctrl\\-C) " + stopped) +
         tagged("143", "SIGTERM " + stopped);
}

// The variables that stand for options of these commands.
std::string environment(const json& commands) {
  std::map<std::string, std::string> variables;
  for (const json& command : commands)
    for (const json& option : command.at("options"))
      if (option.contains("environment")) variables[option["environment"]] = option.at("name");
  std::string text;
  for (const auto& [variable, option] : variables)
    text += tagged(bold(variable), fmt::format("The value of {} where neither the line nor a config file gives one.",
                                               bold("--" + option)));
  return heading("ENVIRONMENT") + text;
}

std::string begin(const json& usage, const std::string& name, std::string description) {
  if (description.back() == '.') description.pop_back();
  description.front() = lower(description.substr(0, 1)).front();
  return fmt::format(".TH {} 1 {} \"undercast {}\" \"User Commands\"\n", roff(upper(name)), kCommitDate,
                     usage.at("version").get<std::string>()) +
         heading("NAME") + roff(name + " - " + description) + "\n" + heading("SYNOPSIS");
}

std::string see_also(const json& usage, const std::string& command) {
  std::string text = command.empty() ? "" : bold("undercast") + "(1)";
  for (const json& other : usage.at("commands"))
    if (other.at("name") != command)
      text +=
          fmt::format("{}\\%{}(1)", text.empty() ? "" : ",\n", bold("undercast-" + other["name"].get<std::string>()));
  return heading("SEE ALSO") + text + "\n";
}

std::string command_page(const json& usage, const json& command) {
  const std::string name = command.at("name"), description = command.at("description");
  std::string page =
      begin(usage, "undercast-" + name, description) + bold("undercast " + name) + " [" + italic("options") + "]";
  for (const json& argument : command.at("arguments")) {
    const std::string word = italic(upper(argument.at("name"))) + (argument.at("repeated") ? " ..." : "");
    page += argument.at("required") ? " " + word : " [" + word + "]";
  }
  for (const json& option : command.at("options"))
    if (option.at("required")) page += " " + bold("--" + option["name"].get<std::string>()) + " " + placeholder(option);
  page += "\n" + heading("DESCRIPTION") + roff(description) + ".\n";
  for (const json& argument : command.at("arguments"))
    page += tagged(italic(upper(argument.at("name"))), meaning(argument));
  page += options(command.at("options"));
  if (command.contains("examples")) page += heading("EXAMPLES") + ".nf\n" + roff(command["examples"]) + "\n.fi\n";
  return page + exit_status() + environment(json::array({command})) + see_also(usage, name);
}

std::string program_page(const json& usage) {
  std::string page = begin(usage, "undercast", usage.at("description")) + bold("undercast") + " " + italic("command") +
                     " [" + italic("options") + "] [" + italic("argument") + " ...]\n" + heading("DESCRIPTION") +
                     roff(usage.at("description")) + "\nEach command has a page of its own, such as " +
                     bold("undercast-fill") + "(1).\n" + heading("COMMANDS");
  for (const json& command : usage.at("commands"))
    page += tagged(bold(command.at("name")), roff(command.at("description").get<std::string>() + "."));
  return page + options(usage.at("options")) + exit_status() + environment(usage.at("commands")) + see_also(usage, "");
}

}  // namespace

std::string man_page(const json& usage, const std::string& command) {
  if (command == usage.at("name")) return program_page(usage);
  for (const json& known : usage.at("commands"))
    if (known.at("name") == command) return command_page(usage, known);
  throw Error(ErrorKind::usage, fmt::format("'{}' is not a command", command), "undercast --help lists the commands");
}

}  // namespace undercast::cli

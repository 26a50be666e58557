// SPDX-License-Identifier: Apache-2.0
#include "cli/usage.h"

#include <algorithm>
#include <cmath>

#include "cli/completion.h"
#include "cli/environment.h"
#include "cli/help.h"
#include "core/version.h"
#include "io/options_json.h"

namespace undercast::cli {
namespace {

using nlohmann::json;

// Names the type of an option's value, or of the items of a list.
struct TypeName {
  bool has_choices;

  std::string operator()(const bool*) const { return "flag"; }
  std::string operator()(const int*) const { return "integer"; }
  std::string operator()(const double*) const { return "number"; }
  std::string operator()(const std::string*) const { return has_choices ? "choice" : "text"; }
  std::string operator()(const ByteSize*) const { return "size"; }
  std::string operator()(const OptionalDate*) const { return "date"; }
  std::string operator()(const InputFile*) const { return "input_file"; }
  std::string operator()(const OutputFile*) const { return "output_file"; }
  std::string operator()(const AssetList*) const { return "objects"; }
  template <class Item>
  std::string operator()(const std::vector<Item>*) const {
    return (*this)(static_cast<const Item*>(nullptr));
  }
};

void add_value(const OptionValue& value, const OptionText& text, json& out) {
  out["type"] = std::visit(TypeName{!text.choices.empty()}, value);
  const json fallback = option_to_json(value);
  out["repeated"] = fallback.is_array();
  if (fallback.is_array()) out["items"] = text.one_by_one ? "option" : text.positional ? "words" : "comma";
  const auto number = [&](double limit) { return out["type"] == "integer" ? json(std::llround(limit)) : json(limit); };
  if (std::isfinite(text.min)) out["minimum"] = number(text.min);
  if (std::isfinite(text.max)) out["maximum"] = number(text.max);
  if (!text.choices.empty()) out["choices"] = text.choices;
  if (!text.unit.empty()) out["unit"] = text.unit;
  if (!text.holds.empty()) out["holds"] = text.holds;
  if (!text.ending.empty()) out["ending"] = text.ending;
  const bool says_nothing = (fallback.is_string() && fallback == "") || (fallback.is_array() && fallback.empty());
  if (!text.required && !says_nothing) out["default"] = fallback;
}

json usage_of(const char* name, const OptionValue& value, const OptionText& text) {
  json out{{"name", name}, {"description", text.text}, {"required", text.required}};
  add_value(value, text, out);
  if (text.positional) return out;
  out["group"] = group_of(text);
  if (text.letter != 0) out["letter"] = std::string(1, text.letter);
  if (out.at("type") == "flag" && !text.of_the_run) out["negation"] = std::string("no-") + name;
  if (!text.network.empty()) out["network"] = text.network;
  if (const std::string variable = environment_variable(name); !variable.empty()) out["environment"] = variable;
  return out;
}

// What CLI11 or pages.cpp adds: flags that print a text and end, and options that say which text.
json usage_of(const CLI::Option& option) {
  json out{{"name", option.get_lnames().front()},
           {"description", option.get_description()},
           {"required", false},
           {"repeated", false},
           {"type", option.get_items_expected_max() == 0 ? "flag" : "text"},
           {"group", option.get_group()},
           {"prints_and_ends", true}};
  if (!option.get_snames().empty()) out["letter"] = option.get_snames().front();
  if (out.at("name") == "completion") out.update({{"type", "choice"}, {"choices", shells_of_completion()}});
  return out;
}

// Adds the shown flags that are no options of the declarations.
void add_flags(const CLI::App& app, json& options) {
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_group().empty() || option->get_lnames().empty()) continue;
    const std::string& name = option->get_lnames().front();
    const auto is_known = [&](const json& known) { return known.at("name") == name; };
    if (std::none_of(options.begin(), options.end(), is_known)) options.push_back(usage_of(*option));
  }
}

// The groups in the order of --help.
std::vector<std::string> groups_of(const CLI::App& app) {
  std::vector<std::string> groups = app.get_groups();
  sort_groups(groups);
  return groups;
}

}  // namespace

json usage_of(Command& command) {
  const CLI::App& app = command.app();
  json out{{"name", command.name()},
           {"description", app.get_description()},
           {"arguments", json::array()},
           {"options", json::array()}};
  command.each_option([&](const char* name, OptionValue value, const OptionText& text) {
    if (!std::holds_alternative<AssetList*>(value))
      out[text.positional ? "arguments" : "options"].push_back(usage_of(name, value, text));
  });
  json& options = out["options"];
  add_flags(app, options);
  const std::vector<std::string> groups = groups_of(app);
  const auto place = [&](const json& option) {
    return std::find(groups.begin(), groups.end(), option.at("group").get<std::string>());
  };
  std::stable_sort(options.begin(), options.end(), [&](const json& a, const json& b) { return place(a) < place(b); });
  if (!app.get_footer().empty()) out["examples"] = app.get_footer();
  return out;
}

json usage_of(const CLI::App& app, const std::vector<std::unique_ptr<Command>>& commands) {
  json out{{"name", app.get_name()},
           {"version", kVersion},
           {"description", app.get_description()},
           {"options", json::array()},
           {"commands", json::array()}};
  add_flags(app, out["options"]);
  for (const auto& command : commands) out["commands"].push_back(usage_of(*command));
  return out;
}

}  // namespace undercast::cli

// SPDX-License-Identifier: Apache-2.0
#include "cli/add_option.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cctype>

#include "cli/help.h"
#include "core/error.h"
#include "core/letters.h"

namespace undercast::cli {
namespace {

// How an option is written on the line: `--name`, `-o,--output`, or NAME for a positional one.
std::string flag_of(const std::string& name, const OptionText& text) {
  if (text.letter != 0) return fmt::format("-{},--{}", text.letter, name);
  if (!text.positional) return "--" + name;
  return upper(name);
}

std::string help_of(const OptionValue& value, const OptionText& text) {
  std::string help = text.network.empty() ? text.text : text.network + ": " + text.text;
  if (!text.unit.empty()) help += " [" + text.unit + "]";
  if (!text.choices.empty()) help += fmt::format(" {{{}}}", fmt::join(text.choices, ", "));
  if (const auto* flag = std::get_if<bool*>(&value); flag != nullptr && !text.of_the_run)
    help += **flag ? " [on]" : " [off]";
  return help;
}

// Adds an option by the type of its value.
struct Adder {
  CLI::App& app;
  const char* name;
  const OptionText& text;
  std::string flag = flag_of(name, text);

  CLI::Option* operator()(AssetList*) const { return nullptr; }
  // `--radar` and `--no-radar`: the line can override a config that says true.
  CLI::Option* operator()(bool* value) const {
    return app.add_flag(text.of_the_run ? flag : flag + ",!--no-" + name, *value);
  }
  CLI::Option* operator()(InputFile* value) const { return app.add_option(flag, value->path)->type_name("FILE"); }
  CLI::Option* operator()(OutputFile* value) const { return app.add_option(flag, value->path)->type_name("FILE"); }
  CLI::Option* operator()(ByteSize* value) const { return add_text(value, "SIZE"); }
  CLI::Option* operator()(OptionalDate* value) const { return add_text(value, "DATE"); }
  CLI::Option* operator()(std::vector<InputFile>* value) const {
    const auto set = [value](const std::vector<std::string>& paths) { value->assign(paths.begin(), paths.end()); };
    return app.add_option_function<std::vector<std::string>>(flag, set)
        ->delimiter(text.positional || text.one_by_one ? '\0' : ',')
        ->allow_extra_args(!text.one_by_one)
        ->type_name("FILE");
  }
  template <class Item>
  CLI::Option* operator()(std::vector<Item>* value) const {
    CLI::Option* option = app.add_option(flag, *value);
    if (!value->empty()) option->capture_default_str();
    return text.one_by_one ? option->allow_extra_args(false) : option->delimiter(',');
  }
  template <class Value>
  CLI::Option* operator()(Value* value) const {
    return app.add_option(flag, *value)->capture_default_str();
  }

  template <class Value>
  CLI::Option* add_text(Value* value, const char* type) const {
    const auto set = [value, flag = flag](const std::string& given) {
      try {
        *value = Value(given);
      } catch (const Error& error) {
        throw Error(error.kind(), fmt::format("{}: {}", flag, error.what()), error.hint());
      }
    };
    return app.add_option_function<std::string>(flag, set)->default_str(value->text())->type_name(type);
  }
};

}  // namespace

CLI::Option* add_option(CLI::App& app, const char* name, OptionValue value, const OptionText& text) {
  CLI::Option* option = std::visit(Adder{app, name, text}, value);
  if (option == nullptr) return nullptr;
  option->description(help_of(value, text))->required(text.required);
  // A script's unset variable is no value: "" must neither read as 0 nor choose a default.
  if (!std::holds_alternative<std::string*>(value) || !text.choices.empty())
    option->check([](const std::string& given) { return std::string(given.empty() ? "is empty" : ""); });
  if (!text.positional) option->group(group_of(text));
  return option;
}

}  // namespace undercast::cli

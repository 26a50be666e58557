// SPDX-License-Identifier: Apache-2.0
#include "cli/environment.h"

#include <fmt/format.h>

#include <charconv>
#include <cstdlib>
#include <string_view>

#include "core/error.h"
#include "core/letters.h"
#include "io/options_json.h"

namespace undercast::cli {
namespace {

// Sets an option of one of the types that have environment variables.
struct Setter {
  std::string_view text;

  void operator()(int* value) const {
    const char* const end = text.data() + text.size();
    const auto [rest, failure] = std::from_chars(text.data(), end, *value);
    if (failure != std::errc() || rest != end)
      throw Error(ErrorKind::usage, fmt::format("'{}' is not a whole number", text), "set a number, or unset it");
  }
  void operator()(ByteSize* value) const { *value = ByteSize(std::string(text)); }
  template <class Value>
  void operator()(Value*) const {}
};

}  // namespace

std::string environment_variable(const std::string& option) {
  return option == "threads" || option == "memory" ? "UNDERCAST_" + upper(option) : "";
}

void set_from_environment(const char* name, OptionValue value, const OptionText& text) {
  const std::string variable = environment_variable(name);
  const char* given = variable.empty() ? nullptr : std::getenv(variable.c_str());
  if (given == nullptr || *given == '\0') return;
  try {
    std::visit(Setter{given}, value);
    check_option(name, value, text);
  } catch (const Error& error) {
    throw Error(ErrorKind::usage, fmt::format("the environment variable {}: {}", variable, error.what()), error.hint());
  }
}

}  // namespace undercast::cli

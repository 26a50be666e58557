// SPDX-License-Identifier: Apache-2.0
#include "cli/exceptions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <new>
#include <string>
#include <string_view>
#include <system_error>

#include "core/early_end.h"

namespace undercast::cli {
namespace {

// Libraries say in words that memory ran out.
bool is_out_of_memory(const std::string& message) {
  static constexpr std::array<std::string_view, 6> kWords{
      "bad_alloc", "ut of memory", "annot allocate", "not enough memory", "t allocate memory", "failed to map segment"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](std::string_view words) { return message.find(words) != std::string::npos; });
}

// What a library throws in its own thread, or in a destructor, reaches no catch.
[[noreturn]] void on_terminate() {
  try {
    if (const std::exception_ptr exception = std::current_exception()) std::rethrow_exception(exception);
  } catch (const std::bad_alloc&) {
    end_out_of_memory();
  } catch (...) {
  }
  std::abort();
}

}  // namespace

void prepare_for_lack_of_memory(const char* command) {
  name_command(command);
  std::set_new_handler(end_out_of_memory);
  std::set_terminate(on_terminate);
}

Error error_of(const std::exception& exception) {
  const auto* error = dynamic_cast<const Error*>(&exception);
  // Other kinds quote servers and names of files, which may hold such words.
  if (error != nullptr && error->kind() != ErrorKind::io && error->kind() != ErrorKind::internal) return *error;
  if (const std::string message = exception.what(); is_out_of_memory(message))
    return {ErrorKind::io, message.find("ut of memory") == std::string::npos ? "out of memory: " + message : message,
            kMemoryHint};
  if (error != nullptr) return *error;
  if (dynamic_cast<const std::filesystem::filesystem_error*>(&exception) != nullptr)
    return {ErrorKind::io, exception.what(), "check the permissions of that path"};
  if (const auto* system = dynamic_cast<const std::system_error*>(&exception); system != nullptr) {
    if (system->code() == std::errc::resource_unavailable_try_again)
      return {ErrorKind::io, fmt::format("the system has no more threads: {}", exception.what()),
              "give fewer --threads, or raise the limit (ulimit -u)"};
    // fmt::print() throws it.
    return {ErrorKind::io, exception.what(), "check free space, and what reads the output"};
  }
  return {ErrorKind::internal, fmt::format("internal error: {}", exception.what()),
          "this is a defect of undercast: please report it with the command that caused it"};
}

}  // namespace undercast::cli

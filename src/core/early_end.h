// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace undercast {

/// What would help when memory runs out.
inline constexpr const char* kMemoryHint =
    "fewer --threads, a smaller --memory or a smaller area need less; check ulimit -v";

/// Names a file, such as a scratch file, that is removed when the process ends early, without
/// destructors. For any thread.
void remove_on_early_end(const std::string& path);
/// The file is gone, or has got another name.
void forget_on_early_end(const std::string& path) noexcept;

/// Sets the command that the error of end_out_of_memory() names. Call it before threads start.
void name_command(std::string_view command);

/// Ends the process, with exit code 1, because no memory is left, and says so. For
/// std::set_new_handler(): an exception in its place would run destructors of libraries that need
/// memory themselves, and crash in them; it would also end in std::terminate() in their threads.
[[noreturn]] void end_out_of_memory() noexcept;

}  // namespace undercast

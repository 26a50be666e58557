// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace undercast {

/// Two hexadecimal digits a byte.
std::string hex(std::string_view bytes);

/// SHA-256 of bytes, as 64 hexadecimal digits.
std::string sha256_hex(std::string_view bytes);
/// MD5 of a file's content, as 32 hexadecimal digits. Throws Error(io).
std::string md5_of_file(const std::string& path);

}  // namespace undercast

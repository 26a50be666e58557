// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace undercast {

/// A JSON Web Token signed with RS256 (RFC 7515, RFC 7518): `claims` is JSON, `private_key` is PEM. Throws
/// Error(bad_input) for a key that cannot be used; its text never shows.
std::string signed_jwt(const std::string& claims, const std::string& key_id, const std::string& private_key);

std::string base64url(std::string_view bytes);

/// 64 hexadecimal digits.
std::string sha256_hex(std::string_view bytes);
/// Of a file's content: 32 hexadecimal digits. Throws Error(io).
std::string md5_of_file(const std::string& path);
/// What base64 text holds, as hexadecimal digits; empty when it is none.
std::string hex_of_base64(const std::string& text);

/// 122 random bits, as a UUID of version 4.
std::string random_uuid();

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>

namespace undercast {

/// Bytes as text of the alphabet A-Z a-z 0-9 + /, padded with = (RFC 4648, section 4).
std::string base64(std::string_view bytes);
/// Encodes with - and _ in place of + and /, and without padding (section 5).
std::string base64url(std::string_view bytes);
/// The bytes that base64 text holds; empty when the text is not base64.
std::string bytes_of_base64(std::string_view text);

}  // namespace undercast

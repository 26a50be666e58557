// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast {

/// A JSON Web Token signed with RS256 (RFC 7515, RFC 7518): `claims` is JSON, `private_key` is PEM.
/// Throws Error(bad_input) for a key that cannot be used; the message does not show the key.
std::string signed_jwt(const std::string& claims, const std::string& key_id, const std::string& private_key);

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast {

/// Bytes of a size such as 2G, 512M or 1.5 (GiB). Throws Error(usage) for anything else.
double bytes_of(const std::string& size);
/// A size for people: 1.5G, 512M; rounded up.
std::string size_text(double bytes);

}  // namespace undercast

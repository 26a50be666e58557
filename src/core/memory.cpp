// SPDX-License-Identifier: Apache-2.0
#include "core/memory.h"

#include <charconv>
#include <cmath>

#include "core/error.h"

namespace undercast {
namespace {

constexpr double kMiB = 1024.0 * 1024.0, kGiB = 1024 * kMiB;

}  // namespace

double bytes_of(const std::string& size) {
  double number = 0;
  const char* const end = size.data() + size.size();
  const auto [rest, failure] = std::from_chars(size.data(), end, number);
  const std::string unit(rest, end);
  const double factor = unit == "M" ? kMiB : unit == "G" || unit.empty() ? kGiB : unit == "T" ? 1024 * kGiB : 0;
  if (failure != std::errc() || factor == 0 || !(number > 0) || !std::isfinite(number))
    throw Error(ErrorKind::usage, "'" + size + "' is not an amount of memory", "write it as 2G, 512M or 1.5G");
  return number * factor;
}

std::string size_text(double bytes) {
  if (bytes < kGiB) return std::to_string(static_cast<long long>(std::ceil(bytes / kMiB))) + "M";
  const auto tenths = static_cast<long long>(std::ceil(10 * bytes / kGiB));
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "G";
}

}  // namespace undercast

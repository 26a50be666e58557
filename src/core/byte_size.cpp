// SPDX-License-Identifier: Apache-2.0
#include "core/byte_size.h"

#include <charconv>
#include <cmath>
#include <utility>

#include "core/error.h"

namespace undercast {
namespace {

constexpr double kMiB = 1024.0 * 1024.0, kGiB = 1024 * kMiB;
constexpr double kMost = 1e18;  // so that it fits into an integer

}  // namespace

ByteSize::ByteSize(std::string text) : text_(std::move(text)) {
  double number = 0;
  const char* const end = text_.data() + text_.size();
  const auto [rest, failure] = std::from_chars(text_.data(), end, number);
  const std::string unit(rest, end);
  const double factor = unit == "M" ? kMiB : unit == "G" || unit.empty() ? kGiB : unit == "T" ? 1024 * kGiB : 0;
  if (failure != std::errc() || factor == 0 || !(number > 0 && number * factor <= kMost))
    throw Error(ErrorKind::usage, "'" + text_ + "' is not an amount of memory", "write it as 2G, 512M or 1.5G");
  bytes_ = number * factor;
}

std::string size_text(double bytes) {
  if (bytes < kGiB) return std::to_string(static_cast<long long>(std::ceil(bytes / kMiB))) + "M";
  const auto tenths = static_cast<long long>(std::ceil(10 * bytes / kGiB));
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + "G";
}

}  // namespace undercast

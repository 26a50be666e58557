// SPDX-License-Identifier: Apache-2.0
#include "io/gdal_failures.h"

#include <fmt/format.h>

#include <mutex>

#include "core/error.h"
#include "io/cog.h"

namespace undercast {
namespace {

struct Noted {
  std::mutex mutex;
  long long count = 0;
  std::string last;
};

Noted& noted() {
  static Noted all;
  return all;
}

}  // namespace

void note_gdal_failure(const std::string& message) {
  const std::lock_guard lock(noted().mutex);
  ++noted().count;
  noted().last = message;
}

GdalFailures::GdalFailures() {
  const std::lock_guard lock(noted().mutex);
  before_ = noted().count;
}

void GdalFailures::require_none(const std::string& doing) const {
  const std::lock_guard lock(noted().mutex);
  if (noted().count != before_)
    throw Error(ErrorKind::io, fmt::format("{} failed: {}", doing, noted().last), kDiskHint);
}

}  // namespace undercast

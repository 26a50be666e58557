// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

namespace undercast {

/// GDAL forgets failures of its own: when it lacks memory for a tile of a COG, it may say so, leave the
/// tile out, and report success. So its error handler notes each failure here. For any thread.
void note_gdal_failure(const std::string& message);

/// Throws Error(io) at require_none() if GDAL has reported a failure, in any thread, since this was
/// made.
class GdalFailures {
 public:
  GdalFailures();
  void require_none(const std::string& doing) const;

 private:
  long long before_;
};

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/run_context.h"
#include "jobs/fill.h"

namespace undercast {

/// Continues a filled cube with the composites that its cube has got since: values that are older
/// than `settle_days` keep their bits, younger ones are filled again.
struct UpdateJob {
  InputFile filled;                                               ///< the last fill or update
  InputFile cube;                                                 ///< its cube, with further dates
  InputFile previous_lower, previous_upper, previous_provenance;  ///< companions of `filled`
  OutputFile output, lower, upper, provenance;
  int settle_days = 60;
  InputFile model;  ///< neither a model nor a method: what filled `filled`
  std::string method;
  MethodOptions parameters;
  DeviceOptions device;
  CubeReadOptions reading;
  CubeWriteOptions writing;
  bool overwrite = false;

  void each(const OptionVisitor& visit);
};

/// How far values moved that an earlier fill had given, and that were filled again or have an
/// observation.
struct Revisions {
  long long values = 0;
  double mean = 0, rmse = 0, most_of_95_percent = 0;  ///< of the absolute moves
  long long within_bounds = -1;                       ///< of the previous bounds; -1 where there are none
};

struct UpdateSummary {
  std::string filled_by;
  int settled_dates = 0, filled_again = 0, new_dates = 0;
  Date provisional_from{};  ///< start of the first period that was filled
  Revisions revisions;
};

/// Throws Error(usage) for errors that can be found without opening a file.
void check(const UpdateJob& job);
/// Writes the updated cube and its companions. Throws Error(bad_input) when `filled` is no fill of
/// this cube, or when an observation of a settled date is not what it was.
UpdateSummary update(const UpdateJob& job, const RunContext& run);

}  // namespace undercast

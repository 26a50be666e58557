// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "anomaly/usual_year.h"
#include "core/run_context.h"

namespace undercast {

/// A part of the series in time: a filled cube and, where not null, its bounds, on one grid.
struct FilledPart {
  CubeSource* filled = nullptr;
  CubeSource *lower = nullptr, *upper = nullptr;  ///< both or neither
  std::string path = {};                          ///< for messages
  bool may_have_gaps = false;                     ///< as a fill with --max-gap leaves them
};

/// What was found on a date, over all pixels (or fields) whose departure is known.
struct DateDepartures {
  long long known = 0, below = 0;
  double sum = 0, usual_sum = 0, sd_sum = 0;  ///< of values, of usual values, of their standard deviations
  void add(double value, const Departure& departure, bool is_below);
  double share_below() const { return known > 0 ? static_cast<double>(below) / static_cast<double>(known) : 0; }
};

struct AnomalySummary {
  std::vector<DateDepartures> dates;
  double share_below() const;  ///< of all known departures
};

/// Joins the axes of the parts, which are in order of time. Throws Error(bad_input), which names
/// both, where one begins before the other ends.
TimeAxis joined_axis(const std::vector<FilledPart>& parts);

/// Takes the z-scores of a window and where they are significantly below usual (1, else 0), NaN
/// where unknown. [date, row, col] It may change the latter.
using AnomalySink = std::function<void(const Window&, const std::vector<float>& z, std::vector<float>& below)>;

/// Compares a year of each pixel with its usual years, which are the ones of `usual` on the joined
/// axis of the parts. Throws Error(bad_input) for a pixel with gaps in a cube that may have none.
AnomalySummary measure_anomaly(const std::vector<FilledPart>& parts, const UsualYear& usual, double confidence,
                               const RunContext& run, const AnomalySink& sink);

}  // namespace undercast

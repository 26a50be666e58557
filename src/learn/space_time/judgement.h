// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <vector>

#include "gaps/calibration.h"
#include "learn/space_time/stacked_model.h"

namespace undercast {

/// What every stacked method says of a value that none of them was trained on.
struct TestedValue {
  MissingValue value;
  StackedAnswer answer;
  double target = 0;
  bool radar_was_hidden = false;  ///< although the cube has it
};

/// Fits the guard, and what differs without radar; returns the calibration of the bounds, none where
/// there are too few values.
std::optional<Calibration> judge(StackedModel& model, const std::vector<TestedValue>& tested);

/// Writes the errors on values with the radar that they have: by gap, of each method and in all.
void describe_errors(const StackedModel& model, const std::vector<TestedValue>& tested, ModelFile& file);

/// Keeps what every stacked method says of these values; NumberTable of io/npy_file.h.
void keep_answers(const std::vector<TestedValue>& tested, ModelFile& file);

}  // namespace undercast

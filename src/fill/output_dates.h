// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/time_axis.h"

namespace undercast {

/// The days of a cube's span, from the first day of its first period to the last day of its last,
/// each a period of one day.
TimeAxis daily_dates(const TimeAxis& cube);
/// The dekads (1st to 10th, 11th to 20th, 21st to the month's end) whose middle lies in the cube's
/// span.
TimeAxis dekads(const TimeAxis& cube);
/// The dates of a text file, one a line, in order of time, each a period of one day. In a CSV the
/// first field of a line is its date, and the first line may be a heading. Throws Error(io) for an
/// unreadable file; Error(bad_input), which names the line, for what is no date, for a date that
/// stands twice, and for a date outside the cube's span.
TimeAxis listed_dates(const std::string& path, const TimeAxis& cube);

/// Understands `--dates`: daily, dekad, or the name of a file. Throws as the others do, and
/// Error(usage) for another word.
TimeAxis output_dates(const std::string& dates, const TimeAxis& cube);

}  // namespace undercast

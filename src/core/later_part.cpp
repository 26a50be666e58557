// SPDX-License-Identifier: Apache-2.0
#include "core/later_part.h"

#include <utility>

namespace undercast {
namespace {

// A part of a cube may lack variables, whose axes are empty.
void keep_later(Variable& variable, Date from) {
  TimeAxis later = later_part(variable.time, from);
  const auto dropped = static_cast<std::size_t>(variable.steps() - later.size()) * variable.pixels();
  variable.values.erase(variable.values.begin(), variable.values.begin() + static_cast<std::ptrdiff_t>(dropped));
  variable.time = std::move(later);
}

CubeLayout later_part(CubeLayout layout, Date from) {
  for (TimeAxis* axis : {&layout.ndvi, &layout.vh, &layout.vv}) *axis = later_part(*axis, from);
  return layout;
}

}  // namespace

TimeAxis later_part(const TimeAxis& time, Date from) {
  std::vector<Period> later;
  for (const Period& period : time)
    if (period.end() > from) later.push_back(period);
  return TimeAxis(std::move(later));
}

LaterPart::LaterPart(CubeSource& source, Date from, Date until)
    : source_(source), from_(from), until_(until), layout_(later_part(source.layout(), from)) {}

LaterPart::LaterPart(std::unique_ptr<CubeSource> own, Date from, Date until)
    : own_(std::move(own)), source_(*own_), from_(from), until_(until), layout_(later_part(source_.layout(), from)) {}

Cube LaterPart::read(const Window& window, bool with_radar) {
  Cube cube = source_.read(window, with_radar);
  const Variable whole = cube.ndvi;
  for (Variable* variable : {&cube.ndvi, &cube.vh, &cube.vv}) keep_later(*variable, from_);
  keep_ends_of_gaps(whole, cube.ndvi);
  return cube;
}

void LaterPart::keep_ends_of_gaps(const Variable& whole, Variable& later) const {
  const int left_out = whole.steps() - later.steps();
  // The periods up to `end` may hold the earlier end of a gap.
  int end = left_out;
  while (end < whole.steps() && whole.time[end].end() <= until_) ++end;
  if (left_out == 0 || end == left_out) return;
  for (std::size_t pixel = 0; pixel < whole.pixels(); ++pixel) {
    int step = end - 1;
    while (step >= 0 && is_missing(whole.image(step)[pixel])) --step;
    if (step >= 0 && step < left_out) later.image(0)[pixel] = whole.image(step)[pixel];
  }
}

std::unique_ptr<CubeSource> LaterPart::reopen() const {
  return std::unique_ptr<CubeSource>(new LaterPart(source_.reopen(), from_, until_));
}

}  // namespace undercast

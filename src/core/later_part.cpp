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

LaterPart::LaterPart(CubeSource& source, Date from)
    : source_(source), from_(from), layout_(later_part(source.layout(), from)) {}

LaterPart::LaterPart(std::unique_ptr<CubeSource> own, Date from)
    : own_(std::move(own)), source_(*own_), from_(from), layout_(later_part(source_.layout(), from)) {}

Cube LaterPart::read(const Window& window, bool with_radar) {
  Cube cube = source_.read(window, with_radar);
  for (Variable* variable : {&cube.ndvi, &cube.vh, &cube.vv}) keep_later(*variable, from_);
  return cube;
}

std::unique_ptr<CubeSource> LaterPart::reopen() const {
  return std::unique_ptr<CubeSource>(new LaterPart(source_.reopen(), from_));
}

}  // namespace undercast

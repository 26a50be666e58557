// SPDX-License-Identifier: Apache-2.0
#include "python/arrays.h"

#include <fmt/format.h>

#include <cmath>
#include <cstring>

#include "core/error.h"
#include "core/letters.h"
#include "io/crs.h"
#include "io/period_lengths.h"

namespace py = pybind11;

namespace undercast {
namespace {

TimeAxis axis_of(const PeriodLists& periods) {
  std::vector<Date> dates;
  for (const std::int64_t day : periods.first) dates.emplace_back(Days(day));
  return axis_of_dates(dates, periods.second, 0);
}

Variable variable_of(const Values& values, const PeriodLists& periods) {
  Variable variable(axis_of(periods), static_cast<int>(values.shape(1)), static_cast<int>(values.shape(2)));
  std::memcpy(variable.values.data(), values.data(), variable.values.size() * sizeof(float));
  for (float& value : variable.values)
    if (!std::isfinite(value)) value = kMissing;
  return variable;
}

}  // namespace

Grid grid_at(const Place& place, int rows, int cols) {
  return {place.first.empty() ? "" : crs_to_wkt(place.first), place.second, rows, cols};
}

SpectralIndex known_or_ndvi(const std::string& name) {
  const KnownIndex* known = known_index(name);
  return known != nullptr ? known->index : SpectralIndex();
}

Cube cube_of_arrays(const Values& values, const PeriodLists& periods, const std::pair<Radar, Radar>& vh_and_vv,
                    const std::string& index, const Place& place) {
  Cube cube;
  cube.index = known_or_ndvi(index);
  cube.grid = grid_at(place, static_cast<int>(values.shape(1)), static_cast<int>(values.shape(2)));
  cube.ndvi = variable_of(values, periods);
  if (const Radar& vh = vh_and_vv.first) cube.vh = variable_of(vh->first, vh->second);
  if (const Radar& vv = vh_and_vv.second) cube.vv = variable_of(vv->first, vv->second);
  const ValueRange& range = cube.index.range;
  for (const float value : cube.ndvi.values)
    if (!is_missing(value) && !range.holds(value))
      throw Error(
          ErrorKind::bad_input,
          fmt::format("{} has values outside [{}, {}]: {}", lower(cube.index.name), range.least, range.most, value),
          "apply the scale of the stored numbers first");
  return cube;
}

Values array_of(const Variable& variable) {
  Values values({variable.steps(), variable.rows, variable.cols});
  std::memcpy(values.mutable_data(), variable.values.data(), variable.values.size() * sizeof(float));
  return values;
}

PeriodLists lists_of(const TimeAxis& time) {
  PeriodLists lists;
  for (const Period& period : time) {
    lists.first.push_back(period.start.time_since_epoch().count());
    lists.second.push_back(period.length_days);
  }
  return lists;
}

FilledArrays::FilledArrays(int dates, const Window& place, bool has_bounds) : place_(place) {
  const std::vector<py::ssize_t> shape{dates, place.rows, place.cols};
  ndvi_ = py::array_t<float>(shape);
  if (has_bounds) lower_ = py::array_t<float>(shape), upper_ = py::array_t<float>(shape);
  provenance_ = py::array_t<std::uint8_t>(shape);
  ndvi_values_ = ndvi_.mutable_data();
  if (has_bounds) lower_values_ = lower_->mutable_data(), upper_values_ = upper_->mutable_data();
  codes_ = provenance_.mutable_data();
}

void FilledArrays::write(const Window& block, int first_date, FilledImage& values) {
  put(block, first_date, values.ndvi, ndvi_values_);
  if (lower_) put(block, first_date, values.lower, lower_values_);
  if (upper_) put(block, first_date, values.upper, upper_values_);
  put(block, first_date, values.provenance, codes_);
}

template <class From, class To>
void FilledArrays::put(const Window& block, int first_date, const std::vector<From>& from, To* to) const {
  const long long dates = static_cast<long long>(from.size()) / block.pixels();
  for (long long date = 0; date < dates; ++date)
    for (int row = 0; row < block.rows; ++row)
      for (int col = 0; col < block.cols; ++col)
        to[(first_date + date) * place_.pixels() + 1LL * (block.row - place_.row + row) * place_.cols + block.col -
           place_.col + col] =
            static_cast<To>(from[static_cast<std::size_t>(date * block.pixels() + 1LL * row * block.cols + col)]);
}

}  // namespace undercast

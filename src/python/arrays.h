// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <pybind11/numpy.h>
#include <pybind11/stl.h>

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/cube.h"
#include "jobs/prepared_fill.h"

namespace undercast {

using Values = pybind11::array_t<float, pybind11::array::c_style>;
using Codes = pybind11::array_t<std::uint8_t, pybind11::array::c_style>;

/// The periods of an array's images: first days since 1970-01-01, and lengths [days], of which 0 is
/// not known.
using PeriodLists = std::pair<std::vector<std::int64_t>, std::vector<int>>;
/// A radar variable in dB, where there is one.
using Radar = std::optional<std::pair<Values, PeriodLists>>;
/// A CRS in words that GDAL understands, which may be empty, and Grid::affine.
using Place = std::pair<std::string, std::array<double, 6>>;

/// Throws Error(usage) for a CRS that is none.
Grid grid_at(const Place& place, int rows, int cols);
/// The index of this name, if it is known; else NDVI.
SpectralIndex known_or_ndvi(const std::string& name);

/// A cube of arrays [time, row, col], which are copied; what is not finite becomes missing. `index`
/// and `place` are read as above. Throws Error(bad_input) for values outside the index's range.
Cube cube_of_arrays(const Values& values, const PeriodLists& periods, const std::pair<Radar, Radar>& vh_and_vv,
                    const std::string& index, const Place& place);

/// Copies a variable into an array [time, row, col].
Values array_of(const Variable& variable);
PeriodLists lists_of(const TimeAxis& time);

/// The arrays that a fill writes. Blocks come one at a time.
class FilledArrays : public FilledBlocks {
 public:
  /// `place` is the window of the cube that the arrays are of.
  FilledArrays(int dates, const Window& place, bool has_bounds);

  void count(const std::vector<Provenance>&, long long) override {}
  void write(const Window& block, int first_date, FilledImage& values) override;
  /// (ndvi, lower, upper, provenance); the bounds may be None.
  pybind11::tuple arrays() const { return pybind11::make_tuple(ndvi_, lower_, upper_, provenance_); }

 private:
  template <class From, class To>
  void put(const Window& block, int first_date, const std::vector<From>& from, To* to) const;

  Window place_;
  pybind11::array_t<float> ndvi_;
  std::optional<pybind11::array_t<float>> lower_, upper_;
  pybind11::array_t<std::uint8_t> provenance_;
  // Their values, for threads without the interpreter's lock.
  float *ndvi_values_, *lower_values_ = nullptr, *upper_values_ = nullptr;
  std::uint8_t* codes_;
};

}  // namespace undercast

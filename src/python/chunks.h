// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "python/arrays.h"
#include "python/work.h"

namespace undercast {

/// Reads a window (row, col, rows, cols) of a cube in Python: a callable that returns a Cube.
using WindowCall = std::shared_ptr<const pybind11::object>;

/// Makes the arguments of fill a job. `model` may be null.
FillJob fill_job(const std::string& options, const std::shared_ptr<ModelFile>& model);

/// How far around a chunk such a fill reads [px]. Throws Error(usage) where a network would be
/// trained first.
int reach_of(const std::string& options, const std::shared_ptr<ModelFile>& model);

/// A fill of a cube that Python holds in chunks. It is fitted to the whole cube, which is read window
/// by window.
class ChunkFill {
 public:
  /// `layout` is a cube of the whole layout whose images have one pixel; `size` is (rows, cols).
  ChunkFill(const Cube& layout, const std::pair<int, int>& size, const pybind11::object& read, const FillJob& job,
            const std::pair<bool, RunArguments>& bounds_and_run);

  /// Fills the chunk (row, col, rows, cols) from the part of the cube around it, whose upper left
  /// pixel is `corner`. For any thread. Returns (ndvi, lower, upper, provenance).
  pybind11::tuple fill(const std::array<int, 4>& chunk, const Cube& around, const std::pair<int, int>& corner,
                       int threads);

 private:
  FillJob job_;
  bool has_bounds_;
  CubeLayout layout_;
  std::unique_ptr<CubeSource> source_;
  std::unique_ptr<PreparedFill> prepared_;
};

}  // namespace undercast

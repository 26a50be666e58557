// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "fill/between_dates.h"
#include "io/cube_file.h"
#include "io/windowed_outputs.h"

namespace undercast {

/// Runs work that writes to outputs. Where finished blocks outlive an interruption, its error says
/// that the same command continues.
void run_resumably(const WindowedOutputs& outputs, const std::function<void()>& work);

/// The rasters that `fill` and `update` write; all but `filled` may be left out.
struct FilledOutputs {
  OutputFile filled, lower, upper, provenance;
  const CubeWriteOptions& writing;

  bool has_bounds() const { return lower.given() || upper.given(); }
};

/// Counts the values of each provenance: the number of a counter is the code.
void count_provenances(const std::vector<Provenance>& provenance, WindowedOutputs& outputs);

/// Whether a fill takes so long that finished blocks are kept for a run that ends early.
bool is_worth_keeping(const FillerTraits& filler, const Grid& grid);

/// Writes the rasters of a fill block by block.
class FilledRasters {
 public:
  /// `filled` has no radar; `metadata` are items of all rasters.
  FilledRasters(const FilledOutputs& outputs, const CubeLayout& filled,
                const std::map<std::string, std::string>& metadata);

  /// What WindowedOutputs is to write.
  const std::vector<WindowedOutputs::Raster>& rasters() const { return rasters_; }
  /// Writes the values of one date or more from `first_date` on. Bounds may be empty.
  void write(WindowedOutputs& outputs, const Window& window, int first_date, const FilledImage& values) const;

 private:
  using Number = std::optional<std::size_t>;  // number of a raster, if it is written

  Number add(const OutputFile& file, const RasterWriter::Layout& layout);

  std::vector<WindowedOutputs::Raster> rasters_;
  Number lower_, upper_, provenance_;
};

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "jobs/filled_rasters.h"

#include <fmt/format.h>

#include <array>

#include "core/error.h"

namespace undercast {
namespace {

RasterWriter::Layout bound_layout(const CubeLayout& layout, std::map<std::string, std::string> metadata,
                                  const char* which, const CubeWriteOptions& writing) {
  metadata["BOUND"] = fmt::format("{} bound; {:.0f} % of the truths lie between both", which, 100 * kCoverage);
  return cube_file_layout(layout, metadata, writing);
}

}  // namespace

void run_resumably(const WindowedOutputs& outputs, const std::function<void()>& work) {
  try {
    work();
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::interrupted || !outputs.keeps()) throw;
    throw Error(error.kind(), error.what(), "finished blocks are kept: the same command continues from there");
  }
}

void count_provenances(const std::vector<Provenance>& provenance, WindowedOutputs& outputs) {
  std::array<long long, 256> counts{};
  for (const Provenance value : provenance) ++counts[static_cast<std::size_t>(value)];
  for (std::size_t value = 0; value < counts.size(); ++value)
    if (counts[value] > 0) outputs.add_to(value, counts[value]);
}

bool is_worth_keeping(const FillerTraits& filler, const Grid& grid) {
  // A network takes minutes for more pixels than this.
  constexpr long long kPixels = 2'000'000;
  return !filler.concurrent && grid.pixels() > kPixels;
}

FilledRasters::FilledRasters(const FilledOutputs& outputs, const CubeLayout& filled,
                             const std::map<std::string, std::string>& metadata) {
  add(outputs.filled, cube_file_layout(filled, metadata, outputs.writing));
  lower_ = add(outputs.lower, bound_layout(filled, metadata, "lower", outputs.writing));
  upper_ = add(outputs.upper, bound_layout(filled, metadata, "upper", outputs.writing));
  provenance_ = add(outputs.provenance, provenance_file_layout(filled, metadata, outputs.writing));
}

FilledRasters::Number FilledRasters::add(const OutputFile& file, const RasterWriter::Layout& layout) {
  if (!file.given()) return std::nullopt;
  rasters_.push_back({file.path, layout});
  return rasters_.size() - 1;
}

void FilledRasters::write(WindowedOutputs& outputs, const Window& window, int first_date,
                          const FilledImage& values) const {
  const auto put = [&](Number raster, const std::vector<float>& of_dates) {
    const auto count = static_cast<int>(static_cast<long long>(of_dates.size()) / window.pixels());
    if (raster) outputs.write(*raster, window, first_date, count, of_dates.data());
  };
  put(0, values.ndvi);
  put(lower_, values.lower);
  put(upper_, values.upper);
  if (!provenance_) return;
  std::vector<float> codes;
  for (const Provenance value : values.provenance) codes.push_back(static_cast<float>(value));
  put(provenance_, codes);
}

}  // namespace undercast

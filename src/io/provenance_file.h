// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/cube.h"
#include "io/gdal.h"

namespace undercast {

/// A fill's provenance (docs/formats.md) as a source of what was observed: its NDVI is 1 where the value was observed,
/// NaN elsewhere.
class ProvenanceFile : public CubeSource {
 public:
  /// Throws Error(io) for an unreadable file; Error(bad_input) for one whose bands are not PROVENANCE_<date>. Period
  /// lengths are not known: they are 1 day.
  explicit ProvenanceFile(const std::string& path);

  const std::string& path() const { return path_; }
  const CubeLayout& layout() const override { return layout_; }
  Cube read(const Window& window, bool with_radar) override;
  /// The codes themselves, [time, row, col].
  std::vector<std::uint8_t> read_codes(const Window& window);
  using CubeSource::read;
  std::unique_ptr<CubeSource> reopen() const override { return std::make_unique<ProvenanceFile>(path_); }

 private:
  std::string path_;
  DatasetPtr dataset_;
  CubeLayout layout_;
};

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/cube.h"
#include "io/gdal.h"
#include "io/raster_writer.h"

namespace undercast {

/// Where a value of a filled cube comes from: the codes of the provenance raster.
enum class Provenance : std::uint8_t {
  observed = 0,
  interpolated = 1,
  network = 2,
  low_trust = 3,
  suspect = 4,                ///< observed, too, but a dip such as clouds make (gaps/suspects.h)
  provisional = 5,            ///< filled on a recent date: `update` will fill it again
  provisional_low_trust = 6,  ///< likewise, of low trust
  missing = 255
};
/// The largest code of a value that is not missing.
inline constexpr int kLastProvenance = 6;

inline bool was_observed(Provenance code) { return code == Provenance::observed || code == Provenance::suspect; }

inline bool is_provisional(Provenance code) {
  return code == Provenance::provisional || code == Provenance::provisional_low_trust;
}
inline bool has_low_trust(Provenance code) {
  return code == Provenance::low_trust || code == Provenance::provisional_low_trust;
}

/// Returns the name of a code: "low trust".
const char* name_of(Provenance provenance);
/// Returns the name as one word, as flags need it: "low_trust".
std::string flag_of(Provenance provenance);
/// All codes, in order.
inline constexpr std::array kProvenances{Provenance::observed,
                                         Provenance::interpolated,
                                         Provenance::network,
                                         Provenance::low_trust,
                                         Provenance::suspect,
                                         Provenance::provisional,
                                         Provenance::provisional_low_trust,
                                         Provenance::missing};

/// The raster of codes that goes with a filled cube: one band a date. `metadata` are the cube's
/// items.
RasterWriter::Layout provenance_file_layout(const CubeLayout& layout,
                                            const std::map<std::string, std::string>& metadata,
                                            const RasterOptions& options = {});

/// A provenance raster as a source of what was observed: its NDVI is 1 where the value was
/// observed, NaN elsewhere.
class ProvenanceFile : public CubeSource {
 public:
  /// Throws Error(io) for an unreadable file; Error(bad_input) for one whose bands are not
  /// PROVENANCE_<date>. Period lengths are not known: they are 1 day.
  explicit ProvenanceFile(const std::string& path);

  const std::string& path() const { return path_; }
  const CubeLayout& layout() const override { return layout_; }
  Cube read(const Window& window, bool with_radar) override;
  /// The codes, [time, row, col].
  std::vector<std::uint8_t> read_codes(const Window& window);
  using CubeSource::read;
  /// Throws Error(bad_input) when another file has taken its place.
  std::unique_ptr<CubeSource> reopen() const override;
  /// Throws Error(bad_input) when the file is no longer the one that was opened.
  void require_unchanged() const;

 private:
  std::string path_, stamp_;
  DatasetPtr dataset_;
  CubeLayout layout_;
};

}  // namespace undercast

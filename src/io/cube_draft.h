// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "core/descriptor.h"
#include "io/raster_writer.h"

namespace undercast {

/// A cube that is retrieved in parts, over several runs if needed. `CUBE.draft` holds the values,
/// `CUBE.draft.parts` the keys of its parts. A key is written only after its values are on disk, so
/// a run that is killed loses at most the parts in work.
class CubeDraft {
 public:
  /// Continues the draft of an earlier run of the same `identity`, which stands for everything that
  /// the values depend on; otherwise begins one. The caller holds the lock of the cube
  /// (io/output_lock.h). Throws Error(io), and Error(usage) when the draft has another identity and
  /// `overwrite` is not set.
  CubeDraft(std::string cube, RasterWriter::Layout layout, std::string identity, bool overwrite);
  CubeDraft(const CubeDraft&) = delete;
  CubeDraft& operator=(const CubeDraft&) = delete;

  bool holds(const std::string& key) const;
  /// The number of parts from earlier runs.
  int kept() const { return kept_; }
  /// Writes values [band, row, col] of these bands (counted from 0); missing is NaN. For any
  /// thread. Throws Error(io).
  void write(const Window& window, const std::vector<int>& bands, const float* values, const std::string& key);
  /// Notes a key without values. For any thread.
  void note(const std::string& key);
  /// Writes the cube and removes the draft. Throws as RasterWriter does, and then keeps the draft.
  void finish(bool overwrite);

 private:
  void begin_anew();
  std::uintmax_t size_bytes() const;
  /// Reads a strip of whole rows. The draft is not mapped: what another process cuts off is an error
  /// here, and would be a signal (SIGBUS) there.
  void read(const Window& strip, int band, float* values) const;

  std::string cube_, values_path_, parts_path_, identity_;
  RasterWriter::Layout layout_;
  Descriptor values_, parts_;
  mutable std::mutex mutex_;
  std::set<std::string> keys_;
  int kept_ = 0;
};

}  // namespace undercast

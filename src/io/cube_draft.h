// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "io/raster_writer.h"

namespace undercast {

/// A cube that comes in parts, over several runs if need be: `CUBE.draft` holds the values, `CUBE.draft.parts` the keys
/// of the parts that are in it. A part is named there only once its values are on the disk, so that a run that is
/// killed at any moment loses at most the parts under way.
class CubeDraft {
 public:
  /// Goes on with the draft of an earlier run, or begins one where there is none of this `identity`, which stands for
  /// all that the values depend on. Throws Error(io), and Error(usage) when another run works on it, or when it is of
  /// another identity and `overwrite` does not say to drop it.
  CubeDraft(std::string cube, RasterWriter::Layout layout, std::string identity, bool overwrite);
  ~CubeDraft();
  CubeDraft(const CubeDraft&) = delete;
  CubeDraft& operator=(const CubeDraft&) = delete;

  bool holds(const std::string& key) const;
  /// How many parts earlier runs left.
  int kept() const { return kept_; }
  /// Values [band, row, col] of these bands, counted from 0; missing is NaN. For any thread. Throws Error(io).
  void write(const Window& window, const std::vector<int>& bands, const float* values, const std::string& key);
  /// Notes a key without values. For any thread.
  void note(const std::string& key);
  /// Makes the cube of the draft, which is removed. Throws as write_cog does; the draft is left then.
  void finish(bool overwrite);

 private:
  void begin_anew();
  std::uintmax_t size_bytes() const;

  std::string cube_, values_path_, parts_path_, identity_;
  RasterWriter::Layout layout_;
  int values_ = -1, parts_ = -1;  ///< file descriptors
  mutable std::mutex mutex_;
  std::set<std::string> keys_;
  int kept_ = 0;
};

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "core/cube.h"

namespace undercast {

/// The periods of an axis that end after `from`.
TimeAxis later_part(const TimeAxis& time, Date from);

/// A cube without the periods that end by `from`. A gap keeps its earlier end: where a pixel has an
/// observation in the periods that are left out, but none in the others that end by `until`, its
/// last one takes the place of the first value.
class LaterPart : public CubeSource {
 public:
  /// `source` must outlive it.
  LaterPart(CubeSource& source, Date from, Date until);

  const CubeLayout& layout() const override { return layout_; }
  using CubeSource::read;
  Cube read(const Window& window, bool with_radar) override;
  std::unique_ptr<CubeSource> reopen() const override;

 private:
  LaterPart(std::unique_ptr<CubeSource> own, Date from, Date until);

  void keep_ends_of_gaps(const Variable& whole, Variable& later) const;

  std::unique_ptr<CubeSource> own_;
  CubeSource& source_;
  Date from_, until_;
  CubeLayout layout_;
};

}  // namespace undercast

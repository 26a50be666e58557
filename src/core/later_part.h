// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>

#include "core/cube.h"

namespace undercast {

/// The periods of an axis that end after `from`.
TimeAxis later_part(const TimeAxis& time, Date from);

/// A cube without the periods that end by a date.
class LaterPart : public CubeSource {
 public:
  /// `source` must outlive it.
  LaterPart(CubeSource& source, Date from);

  const CubeLayout& layout() const override { return layout_; }
  using CubeSource::read;
  Cube read(const Window& window, bool with_radar) override;
  std::unique_ptr<CubeSource> reopen() const override;

 private:
  LaterPart(std::unique_ptr<CubeSource> own, Date from);

  std::unique_ptr<CubeSource> own_;
  CubeSource& source_;
  Date from_;
  CubeLayout layout_;
};

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "fill/between_dates.h"
#include "fill/fill_cube.h"
#include "jobs/fill.h"
#include "jobs/screening.h"

namespace undercast {

/// Takes what a fill makes.
class FilledBlocks {
 public:
  virtual ~FilledBlocks() = default;
  /// Called once for each block, before write(): the provenance of its values on the cube's own
  /// dates, and how many suspect observations were left out and filled.
  virtual void count(const std::vector<Provenance>& provenance, long long dropped) = 0;
  /// Called with the values of a block on one date of the output or several, from `first_date` on.
  virtual void write(const Window& block, int first_date, FilledImage& values) = 0;
};

/// A fill of a cube, up to its first block: the cube is screened, and the filler that the job asks
/// for is fitted to the whole cube.
class PreparedFill {
 public:
  /// Fills `cube`, which is the job's and must outlive this; `name` is for messages. Throws
  /// Error(bad_input) when the cube holds too little, and when bounds are wanted that cannot be
  /// calibrated.
  PreparedFill(const FillJob& job, CubeSource& cube, const std::string& name, bool has_bounds, const RunContext& run);

  FillerTraits traits() const { return calibrated_.filler->traits(); }
  bool has_bounds() const { return has_bounds_; }
  /// The dates of the output.
  const TimeAxis& dates() const { return dates_; }
  /// Describes when a filler that uses radar had none; empty: never.
  const std::string& radar_gaps() const { return radar_gaps_; }

  /// Fills all blocks. `to` gets one block at a time.
  void fill(FilledBlocks& to, const RunContext& run, Blocks blocks);
  /// Fills one block from another source, which has the layout of the whole cube and need only hold
  /// what lies within reach_px() of the block. For any thread.
  void fill_block(CubeSource& source, const Window& block, FilledBlocks& to, int threads);

 private:
  void finish(CubeSource& observed, const Window& block, FilledWindow& filled, FilledBlocks& to) const;

  int max_gap_days_;
  bool has_bounds_;
  CubeSource& cube_;
  TimeAxis dates_;
  Screening screening_;
  CalibratedFiller calibrated_;
  std::mutex filler_mutex_;
  std::string radar_gaps_;
  std::vector<DateObserved> kinds_;      ///< of all dates of the scene; needed for bounds alone
  std::optional<BetweenDates> between_;  ///< where the dates are not the cube's own
};

}  // namespace undercast

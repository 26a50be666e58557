// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "core/run_context.h"
#include "jobs/fill.h"

namespace undercast {

/// What a fill takes on this machine, found out by filling one block of its cube.
struct FillEstimate {
  std::string filled_by;
  int block_px = 0;         ///< side of the blocks that the fill works on
  int tried_px = 0;         ///< side of the block that was filled to find out
  double seconds = 0;       ///< of the whole fill, without the training of a network
  double memory = 0;        ///< [bytes], at most
  double disk = 0;          ///< [bytes] of the outputs
  double disk_at_work = 0;  ///< [bytes] of the outputs and of what the fill keeps beside them, at most
};

/// Estimates a fill without writing its outputs: a block in the middle of the cube is filled, and
/// written to a folder for temporary files. Where the job would train a network, the built-in one
/// stands in for it. Throws what fill() throws, and Error(usage) for a table and for a Vision
/// Transformer that is not trained yet.
FillEstimate estimate_fill(FillJob job, const RunContext& run);

}  // namespace undercast

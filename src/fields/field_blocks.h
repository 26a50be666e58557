// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "io/field_file.h"

namespace undercast {

/// A block of a cube's pixels, with the fields that touch it.
struct BlockOfFields {
  Window window;
  std::vector<int> fields;
};

/// Fields that lie near each other, and the blocks that hold them: one tile of the file at most
/// each, cut to what the fields need.
struct FieldBatch {
  std::vector<int> fields;
  std::vector<BlockOfFields> blocks;
};

/// Groups fields by the square of `side_px` that their upper left corner lies in. Fields without
/// rings are in no batch.
std::vector<FieldBatch> field_batches(const std::vector<Field>& fields, int side_px);

}  // namespace undercast

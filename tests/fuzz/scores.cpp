// SPDX-License-Identifier: Apache-2.0
// The scores that a report reads.
#include "fuzz/foreign_bytes.h"
#include "fuzz/targets.h"
#include "report/accuracy.h"

namespace undercast {

void fuzz_scores(std::string_view bytes) {
  const MemoryFile file(bytes);
  read_accuracy(file.path(), "cube.tif");
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
// A point table, with and without a period length.
#include "io/point_table.h"

#include "fuzz/foreign_bytes.h"
#include "fuzz/targets.h"

namespace undercast {

void fuzz_point_table(std::string_view bytes) {
  const MemoryFile file(bytes);
  for (const int period_days : {0, 8}) {
    CubeReadOptions options;
    options.period_days = period_days;
    succeeds([&] {
      const Cube cube = read_point_table(file.path(), options, ByteSize("64M"));
      require(cube.ndvi.values.size() == static_cast<std::size_t>(cube.ndvi.steps()) * cube.grid.cols,
              "a table's cube has another size");
    });
  }
}

}  // namespace undercast

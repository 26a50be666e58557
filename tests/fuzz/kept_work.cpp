// SPDX-License-Identifier: Apache-2.0
// Pieces of work whose checksums are right, but which hold something else than a run wrote.
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "core/team.h"
#include "fuzz/foreign_bytes.h"
#include "fuzz/targets.h"
#include "io/windowed_outputs.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

struct Folder {
  fs::path path;
  Folder() {
    std::string name = fs::temp_directory_path() / "undercast-fuzz-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no folder");
    path = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

}  // namespace

void fuzz_kept_work(std::string_view bytes) {
  const Folder folder;
  const std::string output = folder.path / "out.tif";
  Grid grid;
  grid.rows = 4, grid.cols = 5;
  const RasterWriter::Layout layout{grid, {{"NDVI_2018-01-01"}, {"NDVI_2018-01-09"}}, {}};
  WindowedOutputs outputs({{output, layout}}, {}, false, alone(), true);
  outputs.begin(2);
  {
    std::ofstream part(output + ".rank-0.part", std::ios::binary | std::ios::app);
    int item = 0;
    for (const std::string& piece : parts_of(bytes)) part << part_item(item++, piece);
  }
  outputs.finish(1);
}

}  // namespace undercast

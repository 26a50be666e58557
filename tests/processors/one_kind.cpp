// SPDX-License-Identifier: Apache-2.0
#include "processors/one_kind.h"

#include "gaps/gap_ends.h"
#include "gaps/interpolation.h"
#include "jobs/fillers.h"
#include "learn/similar_neighbours.h"

void undercast_fill(const undercast::Cube& cube, int threads, std::map<std::string, std::vector<float>>& filled) {
  using namespace undercast;
  RunContext run;
  run.threads = threads;
  for (const char* method : {"linear", "savitzky-golay", "whittaker", "harmonic"}) {
    MemoryCubeSource source(cube);
    filled[method] = fit_method(method, {}, source, run)->fill(cube, cube.grid.whole()).ndvi.values;
  }
  const GapEnds ends(cube.ndvi);
  const Variable interpolated = interpolate_without_self(cube.ndvi, ends);
  const std::vector<Variable> radar{cube.vh};
  const SimilarNeighbours similar =
      average_similar_neighbours({cube.ndvi, interpolated, ends, radar}, cube.grid.whole(), threads);
  filled["similar neighbours"] = similar.departure.values;
  filled["similar neighbours, radar [dB]"] = similar.radar.front().values;
}

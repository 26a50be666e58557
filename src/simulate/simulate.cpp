// SPDX-License-Identifier: Apache-2.0
#include "simulate/simulate.h"

#include <algorithm>
#include <atomic>
#include <optional>
#include <vector>

#include "core/parallel.h"
#include "io/cube_file.h"
#include "simulate/scene.h"

namespace undercast {
namespace {

// Four windows make up a tile of the file.
constexpr int kWindow_px = 128;

}  // namespace

SimulateSummary simulate(const SimulateOptions& options, const SimulateOutput& output, const RunContext& run) {
  const Scene scene(options);
  std::optional<CubeWriter> truth;
  if (!output.truth.empty()) {
    const CubeLayout layout{scene.layout().grid, scene.layout().ndvi, {}, {}};
    std::map<std::string, std::string> metadata = output.metadata;
    if (!scene.clearings().empty()) metadata["CLEARINGS"] = to_text(scene.clearings());
    truth.emplace(output.truth, layout, metadata, output.overwrite, output.writing);
  }
  CubeWriter cube(output.cube, scene.layout(), output.metadata, output.overwrite, output.writing);
  const std::vector<Window> windows = split(scene.layout().grid.whole(), kWindow_px);
  std::vector<std::atomic<long long>> observed(static_cast<std::size_t>(scene.layout().ndvi.size()));
  run.progress.begin("simulating", static_cast<long long>(windows.size()));
  parallel_for(static_cast<int>(windows.size()), run.threads, [&](int item, int) {
    const Window& window = windows[static_cast<std::size_t>(item)];
    const Scene::View view = scene.view(window);
    cube.write(window, view.cube);
    if (truth) truth->write_ndvi(window, view.truth);
    for (int step = 0; step < view.cube.ndvi.steps(); ++step) {
      const float* image = view.cube.ndvi.image(step);
      observed[static_cast<std::size_t>(step)] += std::count_if(image, image + view.cube.ndvi.pixels(), is_observed);
    }
    run.progress.advance(1);
  });
  if (truth) truth->finish();
  cube.finish();
  run.progress.end();
  SimulateSummary summary;
  summary.steps = scene.layout().ndvi.size();
  const auto pixels = static_cast<double>(scene.layout().grid.pixels());
  for (const auto& count : observed) {
    const double share = static_cast<double>(count) / pixels;
    summary.observed_share += share / summary.steps;
    summary.empty_steps += share < 0.01;
  }
  return summary;
}

}  // namespace undercast

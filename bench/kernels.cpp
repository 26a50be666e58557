// SPDX-License-Identifier: Apache-2.0
// Timings of the parts; whole programs are timed by bench/run.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>

#include "core/parallel.h"
#include "core/random.h"
#include "gaps/interpolation.h"
#include "jobs/fillers.h"
#include "learn/space_time/stacked_model.h"
#include "small_cube.h"
#include "torch/base/adamw.h"
#include "torch/vit/batch.h"
#include "torch/vit/filler.h"

namespace undercast {
namespace {

const Cube& scene() {
  static const Cube cube = small_cube(128, 128, 46, 46, 0.4, 1);
  return cube;
}

// What no cache holds: 48 MB of NDVI, in windows as `fill` takes them.
const std::vector<std::vector<Cube>>& windows_in_memory() {
  static const std::vector<std::vector<Cube>> windows(16, {small_cube(128, 128, 46, 0, 0.4, 1)});
  return windows;
}

long long pixels_in_memory() {
  return static_cast<long long>(windows_in_memory().size() * windows_in_memory()[0][0].ndvi.pixels());
}

void BM_Copy(benchmark::State& state) {
  std::vector<std::vector<float>> to;
  for (const auto& windows : windows_in_memory()) to.emplace_back(windows[0].ndvi.values.size());
  for (auto _ : state)
    for (std::size_t i = 0; i < to.size(); ++i) {
      const std::vector<float>& from = windows_in_memory()[i][0].ndvi.values;
      std::copy(from.begin(), from.end(), to[i].begin());
      benchmark::DoNotOptimize(to[i].data());
    }
  state.SetItemsProcessed(state.iterations() * pixels_in_memory());
}
BENCHMARK(BM_Copy);

void BM_Method(benchmark::State& state, const std::string& name) {
  const auto filler = make_filler(name, {});
  const auto& windows = windows_in_memory();
  for (auto _ : state)
    parallel_for(static_cast<int>(windows.size()), available_threads(), [&](int i, int) {
      benchmark::DoNotOptimize(filler->fill(windows[i][0], windows[i][0].grid.whole()));
    });
  state.SetItemsProcessed(state.iterations() * pixels_in_memory());
}
BENCHMARK_CAPTURE(BM_Method, linear, "linear")->UseRealTime();
BENCHMARK_CAPTURE(BM_Method, whittaker, "whittaker")->UseRealTime();
BENCHMARK_CAPTURE(BM_Method, harmonic, "harmonic")->UseRealTime();

struct Setup {
  Setup() : source(scene()), set({&source}, 1e9, 0.1, 0), encoder(measure_normalisation(set.scenes())) {}
  MemoryCubeSource source;
  TrainingSet set;
  WindowEncoder encoder;
};

constexpr int kBatch = 32;

void BM_DrawBatch(benchmark::State& state) {
  const Setup setup;
  long long step = 0;
  for (auto _ : state)
    benchmark::DoNotOptimize(draw_batch(setup.set, setup.encoder, {32, 0, step++, 0, kBatch}, available_threads()));
  state.SetItemsProcessed(state.iterations() * kBatch);
}
BENCHMARK(BM_DrawBatch)->UseRealTime();

void BM_Network(benchmark::State& state, Precision precision, bool training) {
  const Setup setup;
  const Compute compute{torch::kCPU, precision};
  torch::set_num_threads(available_threads());
  Vit network(VitOptions{}, setup.encoder.channels(), setup.encoder.ndvi_steps());
  AdamW optimiser(*network, 0.05);
  const Batch batch = draw_batch(setup.set, setup.encoder, {32, 0, 0, 0, kBatch}, available_threads());
  for (auto _ : state) {
    const torch::AutoGradMode gradients(training);
    optimiser.zero_gradients();
    torch::Tensor loss;
    {
      const AutocastScope autocast(compute);
      loss = (batch.weight * (network->forward(batch.input).to(torch::kFloat) - batch.target).square()).sum();
    }
    if (!training) continue;
    loss.backward();
    optimiser.step(1e-4);
  }
  state.SetItemsProcessed(state.iterations() * kBatch);
}
BENCHMARK_CAPTURE(BM_Network, forward_fp32, Precision::fp32, false)->UseRealTime();
BENCHMARK_CAPTURE(BM_Network, forward_bf16, Precision::bf16, false)->UseRealTime();
BENCHMARK_CAPTURE(BM_Network, step_fp32, Precision::fp32, true)->UseRealTime();
BENCHMARK_CAPTURE(BM_Network, step_bf16, Precision::bf16, true)->UseRealTime();

// The default model's network with its starting weights; bench/peer/space_time.py is the same in Python.
void BM_SpaceTime(benchmark::State& state, bool bf16, bool training) {
  // As many series as the program gives it at once.
  const std::size_t series = training ? 64 : 1024, dates = 46;
  const NetworkWeights weights = stacked_model_from(built_in_model()).trained.network;
  Random random(1);
  SeriesBatch batch{series, dates, weights.features(), {}, {}, {}, {}};
  for (std::size_t i = 0; i < series * dates * batch.width; ++i)
    batch.features.push_back(static_cast<float>(random.normal()) * weights.of("scale")[i % batch.width] +
                             weights.of("mean")[i % batch.width]);
  for (std::size_t i = 0; i < series * dates; ++i) {
    batch.departure.push_back(random.chance(0.5) ? kMissing : static_cast<float>(0.1 * random.normal()));
    batch.unobserved.push_back(i % dates % 5 == 0 ? 1.0F : 0.0F);
  }
  for (std::size_t step = 0; step < dates; ++step) batch.days.push_back(8 * static_cast<float>(step));
  const std::vector<float> target(series * dates), counts(series * dates, 1 / static_cast<float>(series * dates));
  const fused::Kernel* kernel = fused_kernel_for(bf16);
  if (kernel == nullptr) return state.SkipWithError("this CPU has no bf16");
  const int threads = available_threads();
  NetworkWeights gradient = NetworkWeights::zeros(weights.options, weights.features());
  for (auto _ : state) {
    const FusedSpaceTime network(weights, *kernel);
    if (training)
      benchmark::DoNotOptimize(network.add_gradients({batch, target, counts, HUGE_VAL}, threads, gradient));
    else
      benchmark::DoNotOptimize(network.forward(batch, threads));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(series));
}
BENCHMARK_CAPTURE(BM_SpaceTime, forward_fp32, false, false)->UseRealTime();
BENCHMARK_CAPTURE(BM_SpaceTime, forward_bf16, true, false)->UseRealTime();
BENCHMARK_CAPTURE(BM_SpaceTime, step_fp32, false, true)->UseRealTime();

}  // namespace
}  // namespace undercast

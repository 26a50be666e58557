// SPDX-License-Identifier: Apache-2.0
#include "torch/space_time/series_examples.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "gaps/interpolation.h"

namespace undercast {
namespace {

template <class Value>
void put_tensor(const torch::Tensor& tensor, ByteWriter& bytes) {
  bytes.put(tensor.sizes().vec());
  const torch::Tensor values = tensor.contiguous();
  bytes.put_all(values.data_ptr<Value>(), static_cast<std::size_t>(values.numel()));
}

template <class Value>
torch::Tensor get_tensor(ByteReader& bytes) {
  torch::Tensor tensor = torch::empty(bytes.get_vector<std::int64_t>(), torch::CppTypeToScalarType<Value>::value);
  bytes.get_all(tensor.data_ptr<Value>(), static_cast<std::size_t>(tensor.numel()));
  return tensor;
}

}  // namespace

void SeriesExamples::put(ByteWriter& bytes) const {
  for (const torch::Tensor& values : {batch.features, batch.departure, batch.unobserved, batch.days, target})
    put_tensor<float>(values, bytes);
  put_tensor<bool>(for_testing, bytes);
  bytes.put(missing);
}

SeriesExamples SeriesExamples::get(ByteReader& bytes) {
  SeriesExamples series;
  for (torch::Tensor* values :
       {&series.batch.features, &series.batch.departure, &series.batch.unobserved, &series.batch.days, &series.target})
    *values = get_tensor<float>(bytes);
  series.for_testing = get_tensor<bool>(bytes);
  series.missing = bytes.get_vector<MissingValue>();
  return series;
}

SeriesExamples SeriesExamples::select(const torch::Tensor& series) const {
  return {{batch.features.index_select(0, series), batch.departure.index_select(0, series),
           batch.unobserved.index_select(0, series), batch.days},
          target.index_select(0, series),
          for_testing.index_select(0, series),
          {}};
}

SeriesExamples take_series(const HeldOutScene& scene, Split split, std::size_t most_series, std::uint64_t seed,
                           int threads) {
  const std::size_t pixels = scene.truth.pixels();
  const int steps = scene.truth.steps();
  const auto is_target = [&](int step, std::size_t pixel) {
    const std::size_t at = static_cast<std::size_t>(step) * pixels + pixel;
    const DateObserved kind = scene.kinds[static_cast<std::size_t>(step)];
    return scene.holdout.hidden[at] != 0 && std::isfinite(scene.features.interpolated().values[at]) &&
           is_in_split(split, kind, scene.truth, step, pixel);
  };
  std::vector<std::size_t> chosen;
  for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
    bool any = false;
    for (int step = 0; step < steps && !any; ++step) any = is_target(step, pixel);
    if (any) chosen.push_back(pixel);
  }
  if (chosen.size() > most_series) {
    Random(seed).choose(chosen, most_series);
    std::sort(chosen.begin(), chosen.end());
  }
  SeriesExamples series{series_of(scene.features, scene.visible, scene.kinds, chosen, threads), {}, {}, {}};
  series.target = torch::full_like(series.batch.departure, kMissing);   // [B, T]
  series.for_testing = torch::zeros_like(series.target, torch::kBool);  // [B, T]
  bool* for_testing = series.for_testing.data_ptr<bool>();
  float* target = series.target.data_ptr<float>();
  for (std::size_t i = 0; i < chosen.size(); ++i)
    for (int step = 0; step < steps; ++step) {
      if (!is_target(step, chosen[i])) continue;
      const std::size_t at = static_cast<std::size_t>(step) * pixels + chosen[i];
      const std::size_t place = i * static_cast<std::size_t>(steps) + static_cast<std::size_t>(step);
      const DateObserved kind = scene.kinds[static_cast<std::size_t>(step)];
      target[place] = scene.truth.values[at] - scene.features.interpolated().values[at];
      for_testing[place] = is_in_testing_block(scene.truth, step, chosen[i]);
      series.missing.push_back({static_cast<std::int64_t>(i), step, kind, bin_of_gap(scene.gap_days[at])});
    }
  return series;
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "train/hidden_series.h"

#include <algorithm>
#include <cmath>

#include "core/interpolation.h"
#include "core/random.h"

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

void HiddenSeries::put(ByteWriter& bytes) const {
  for (const torch::Tensor& values : {batch.features, batch.departure, batch.unseen, batch.days, target})
    put_tensor<float>(values, bytes);
  put_tensor<bool>(for_testing, bytes);
  bytes.put(missing);
}

HiddenSeries HiddenSeries::get(ByteReader& bytes) {
  HiddenSeries series;
  for (torch::Tensor* values :
       {&series.batch.features, &series.batch.departure, &series.batch.unseen, &series.batch.days, &series.target})
    *values = get_tensor<float>(bytes);
  series.for_testing = get_tensor<bool>(bytes);
  series.missing = bytes.get_vector<MissingValue>();
  return series;
}

HiddenSeries HiddenSeries::select(const torch::Tensor& series) const {
  return {{batch.features.index_select(0, series), batch.departure.index_select(0, series),
           batch.unseen.index_select(0, series), batch.days},
          target.index_select(0, series),
          for_testing.index_select(0, series),
          {}};
}

HiddenSeries take_series(const HiddenScene& scene, Share share, std::size_t most_series, std::uint64_t seed,
                         int threads) {
  const std::size_t pixels = scene.truth.pixels();
  const int steps = scene.truth.steps();
  const auto is_target = [&](int step, std::size_t pixel) {
    const std::size_t at = static_cast<std::size_t>(step) * pixels + pixel;
    const GapKind kind = scene.kinds[static_cast<std::size_t>(step)];
    return scene.holdout.hidden[at] != 0 && std::isfinite(scene.features.interpolated().values[at]) &&
           is_in_share(share, kind, scene.truth, step, pixel);
  };
  std::vector<std::size_t> chosen;
  for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
    bool any = false;
    for (int step = 0; step < steps && !any; ++step) any = is_target(step, pixel);
    if (any) chosen.push_back(pixel);
  }
  if (chosen.size() > most_series) {
    Random random(seed);
    for (std::size_t i = 0; i < most_series; ++i)
      std::swap(chosen[i], chosen[i + static_cast<std::size_t>(random.below(static_cast<int>(chosen.size() - i)))]);
    chosen.resize(most_series);
    std::sort(chosen.begin(), chosen.end());
  }
  HiddenSeries series{series_of(scene.features, scene.visible, scene.kinds, chosen, threads), {}, {}, {}};
  series.target = torch::full_like(series.batch.departure, kMissing);
  series.for_testing = torch::zeros_like(series.target, torch::kBool);
  bool* for_testing = series.for_testing.data_ptr<bool>();
  float* target = series.target.data_ptr<float>();
  for (std::size_t i = 0; i < chosen.size(); ++i)
    for (int step = 0; step < steps; ++step) {
      if (!is_target(step, chosen[i])) continue;
      const std::size_t at = static_cast<std::size_t>(step) * pixels + chosen[i];
      const std::size_t place = i * static_cast<std::size_t>(steps) + static_cast<std::size_t>(step);
      const GapKind kind = scene.kinds[static_cast<std::size_t>(step)];
      target[place] = scene.truth.values[at] - scene.features.interpolated().values[at];
      for_testing[place] = is_in_testing_block(scene.truth, step, chosen[i]);
      series.missing.push_back({static_cast<std::int64_t>(i), step, kind, bin_of_gap(scene.gap_days[at])});
    }
  return series;
}

}  // namespace undercast

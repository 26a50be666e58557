// SPDX-License-Identifier: Apache-2.0
#include "learn/space_time/series_examples.h"

#include <algorithm>
#include <cmath>

#include "core/random.h"
#include "gaps/interpolation.h"

namespace undercast {
void SeriesExamples::put(ByteWriter& bytes) const {
  for (const std::size_t size : {batch.series, batch.steps, batch.width}) bytes.put(size);
  for (const std::vector<float>* values : {&batch.features, &batch.departure, &batch.unobserved, &batch.days, &target})
    bytes.put(*values);
  bytes.put(for_testing);
  bytes.put(missing);
}

SeriesExamples SeriesExamples::get(ByteReader& bytes) {
  SeriesExamples examples;
  SeriesBatch& batch = examples.batch;
  for (std::size_t* size : {&batch.series, &batch.steps, &batch.width}) *size = bytes.get<std::size_t>();
  for (std::vector<float>* values :
       {&batch.features, &batch.departure, &batch.unobserved, &batch.days, &examples.target})
    *values = bytes.get_vector<float>();
  examples.for_testing = bytes.get_vector<unsigned char>();
  examples.missing = bytes.get_vector<MissingValue>();
  return examples;
}

SeriesExamples SeriesExamples::select(const std::vector<std::size_t>& series) const {
  return {batch.select(series),
          select_rows(target, batch.steps, series),
          select_rows(for_testing, batch.steps, series),
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
  series.target.assign(series.batch.departure.size(), kMissing);
  series.for_testing.assign(series.target.size(), 0);
  for (std::size_t i = 0; i < chosen.size(); ++i)
    for (int step = 0; step < steps; ++step) {
      if (!is_target(step, chosen[i])) continue;
      const std::size_t at = static_cast<std::size_t>(step) * pixels + chosen[i];
      const std::size_t place = i * static_cast<std::size_t>(steps) + static_cast<std::size_t>(step);
      const DateObserved kind = scene.kinds[static_cast<std::size_t>(step)];
      series.target[place] = scene.truth.values[at] - scene.features.interpolated().values[at];
      series.for_testing[place] = is_in_testing_block(scene.truth, step, chosen[i]);
      series.missing.push_back({static_cast<std::int64_t>(i), step, kind, bin_of_gap(scene.gap_days[at])});
    }
  return series;
}

}  // namespace undercast

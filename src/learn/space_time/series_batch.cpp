// SPDX-License-Identifier: Apache-2.0
#include "learn/space_time/series_batch.h"

#include "core/parallel.h"

namespace undercast {

SeriesBatch SeriesBatch::select(const std::vector<std::size_t>& chosen) const {
  return {chosen.size(),
          steps,
          width,
          select_rows(features, steps * width, chosen),
          select_rows(departure, steps, chosen),
          select_rows(unobserved, steps, chosen),
          days};
}

SeriesBatch series_of(const Features& features, const Variable& observed, const std::vector<DateObserved>& kinds,
                      const std::vector<std::size_t>& pixels, int threads) {
  SeriesBatch batch{pixels.size(), static_cast<std::size_t>(observed.steps()), features.names().size(), {}, {}, {}, {}};
  batch.features.resize(batch.series * batch.steps * batch.width);
  batch.departure.resize(batch.series * batch.steps);
  batch.unobserved.resize(batch.series * batch.steps);
  parallel_for(static_cast<int>(batch.series), threads, [&](int i, int) {
    const std::size_t pixel = pixels[static_cast<std::size_t>(i)];
    for (int step = 0; step < observed.steps(); ++step) {
      const std::size_t place = static_cast<std::size_t>(i) * batch.steps + static_cast<std::size_t>(step);
      features.write(step, pixel, batch.features.data() + place * batch.width);
      batch.departure[place] = observed.image(step)[pixel] - features.interpolated().image(step)[pixel];
      batch.unobserved[place] = kinds[static_cast<std::size_t>(step)] == DateObserved::not_at_all ? 1.0F : 0.0F;
    }
  });
  const std::vector<double> days = observed.time.middle_days();
  for (const double day : days) batch.days.push_back(static_cast<float>(day - days.front()));
  return batch;
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "baselines/trees.h"

#include <cmath>

#include "core/error.h"
#include "core/interpolation.h"
#include "core/parallel.h"
#include "fill/sample_scene.h"

namespace undercast {
namespace {

constexpr std::size_t kMostRows = 240000, kMostTestRows = 80000, kMostWholeRows = 80000;

const std::vector<Hiding> kTrain{{"blocks-short", -11}, {"blocks-long", -11}, {"clouds", -11},
                                 {"blocks-short", -12}, {"blocks-long", -12}, {"clouds", -12},
                                 {"blocks-short", -13}, {"blocks-long", -13}};
const std::vector<Hiding> kTest{{"blocks-short", -21}, {"blocks-long", -21}, {"clouds", -21}};
const std::vector<Hiding> kWhole{{"frames-short", -11}, {"frames-long", -11},  {"frames-short", -12},
                                 {"frames-long", -12},  {"frames-short", -13}, {"frames-long", -13},
                                 {"season-end-6", -11}};

}  // namespace

void TreesFiller::fit(CubeSource& source, int threads, Progress& progress) {
  threads_ = threads;
  inputs_.emplace(sample_scene(source, kCurvesPx), threads);
  const Cube scene = sample_scene(source, kTrainingPx);
  progress.begin("training trees", static_cast<long long>(kTrain.size() + kTest.size() + kWhole.size()));
  const auto gather = [&](const std::vector<Hiding>& hidings, GapKind kind, Share share, std::size_t most_rows) {
    HiddenRows rows;
    Team alone;
    for_each_hiding(scene, hidings, alone, threads, progress, [&](std::size_t, const HiddenScene& hidden) {
      append_rows(hidden, kind, share, most_rows / hidings.size(), threads, rows);
    });
    return rows;
  };
  CalibrationSample errors;
  part_ = GapLearner::for_part(gather(kTrain, GapKind::part, Share::training, kMostRows),
                               gather(kTest, GapKind::part, Share::testing, kMostTestRows), threads, errors);
  const HiddenRows whole = gather(kWhole, GapKind::whole, Share::all, kMostWholeRows);
  const Features features = inputs_->of(scene.crop({0, 0, 1, 1}), {0, 0, 1, 1}, 1);
  whole_ = GapLearner::for_whole(whole, features.without_date(), threads, errors);
  if (errors.enough()) calibration_ = errors.fit();
  progress.end();
}

void TreesFiller::check(const CubeLayout& layout) const {
  if (!inputs_ || static_cast<int>(inputs_->kinds().size()) != layout.ndvi.size())
    throw Error(ErrorKind::internal, "the trees were trained on another cube, or not at all");
}

Estimate TreesFiller::fill_part(const Cube& window, const Window& part) {
  const Features features = inputs_->of(window, part, threads_);
  const Variable ndvi = window.ndvi.crop(part);
  const std::vector<float> gaps = gap_days(ndvi);
  const std::size_t width = features.names().size(), pixels = ndvi.pixels();
  Estimate estimate{interpolate_linearly(ndvi), Variable(ndvi.time, ndvi.rows, ndvi.cols)};
  parallel_for(ndvi.steps(), threads_, [&](int step, int) {
    const float* observed = ndvi.image(step);
    std::vector<std::size_t> places, bins;
    for (std::size_t pixel = 0; pixel < pixels; ++pixel)
      if (!std::isfinite(observed[pixel]) && std::isfinite(estimate.ndvi.image(step)[pixel])) {
        places.push_back(pixel);
        bins.push_back(bin_of_gap(gaps[static_cast<std::size_t>(step) * pixels + pixel]));
      }
    std::vector<float> rows(places.size() * width), departures(places.size()), spreads(places.size());
    for (std::size_t i = 0; i < places.size(); ++i) features.write(step, places[i], rows.data() + i * width);
    const bool is_part = inputs_->kinds()[static_cast<std::size_t>(step)] == GapKind::part;
    (is_part ? part_ : whole_)->predict(rows.data(), bins, departures.data(), spreads.data());
    for (std::size_t i = 0; i < places.size(); ++i) {
      estimate.ndvi.image(step)[places[i]] += departures[i];
      estimate.spread.image(step)[places[i]] = spreads[i];
    }
  });
  return estimate;
}

std::vector<Estimate> TreesFiller::fill(const std::vector<Cube>& windows) {
  std::vector<Estimate> estimates;
  for (const Cube& window : windows) estimates.push_back(fill_part(window, window.grid.whole()));
  return estimates;
}

}  // namespace undercast

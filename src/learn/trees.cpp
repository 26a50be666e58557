// SPDX-License-Identifier: Apache-2.0
#include "learn/trees.h"

#include <cmath>

#include "core/error.h"
#include "core/parallel.h"
#include "gaps/interpolation.h"
#include "gaps/sample_scene.h"

namespace undercast {
namespace {

constexpr std::size_t kMostRows = 240000, kMostTestRows = 80000, kMostUnobservedRows = 80000;

const std::vector<HoldoutSpec> kTrain{{"blocks-short", -11}, {"blocks-long", -11}, {"clouds", -11},
                                      {"blocks-short", -12}, {"blocks-long", -12}, {"clouds", -12},
                                      {"blocks-short", -13}, {"blocks-long", -13}};
const std::vector<HoldoutSpec> kTest{{"blocks-short", -21}, {"blocks-long", -21}, {"clouds", -21}};
const std::vector<HoldoutSpec> kUnobservedSpecs{{"frames-short", -11}, {"frames-long", -11},  {"frames-short", -12},
                                                {"frames-long", -12},  {"frames-short", -13}, {"frames-long", -13},
                                                {"season-end-6", -11}};

}  // namespace

void TreesFiller::fit(CubeSource& source, const RunContext& run) {
  threads_ = run.threads;
  features_.emplace(sample_scene(source, kCurvesPx), threads_);
  const Cube scene = sample_scene(source, kTrainingPx);
  run.progress.begin("training trees", static_cast<long long>(kTrain.size() + kTest.size() + kUnobservedSpecs.size()));
  const auto gather = [&](const std::vector<HoldoutSpec>& specs, DateObserved kind, Split split,
                          std::size_t most_rows) {
    TreeRows rows;
    Team alone;  // every rank learns its own trees
    const RunContext by_itself{run.threads, run.memory, run.progress, alone};
    for_each_holdout(scene, specs, by_itself, [&](std::size_t, const HeldOutScene& held_out) {
      append_rows(held_out, {kind, split, most_rows / specs.size()}, run.threads, rows);
    });
    return rows;
  };
  CalibrationSample errors;
  partly_observed_ = DepartureTrees::for_partly_observed(
      gather(kTrain, DateObserved::partly, Split::training, kMostRows),
      gather(kTest, DateObserved::partly, Split::testing, kMostTestRows), threads_, errors);
  const TreeRows rows = gather(kUnobservedSpecs, DateObserved::not_at_all, Split::all, kMostUnobservedRows);
  const Features features = features_->of(scene.crop({0, 0, 1, 1}), {0, 0, 1, 1}, 1);
  unobserved_ = DepartureTrees::for_unobserved(rows, features.without_date(), threads_, errors);
  if (errors.enough()) calibration_ = errors.fit();
  run.progress.end();
}

void TreesFiller::check(const CubeLayout& layout) const {
  if (!features_ || static_cast<int>(features_->kinds().size()) != layout.ndvi.size())
    throw Error(ErrorKind::internal, "the trees were trained on another cube, or not at all");
}

Estimate TreesFiller::fill(const Cube& window, const Window& part) {
  const Features features = features_->of(window, part, threads_);
  const Variable ndvi = window.ndvi.crop(part);
  const std::vector<float> gaps = gap_days(ndvi);
  const std::size_t width = features.columns().size(), pixels = ndvi.pixels();
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
    const auto& trees = features_->kinds()[step] == DateObserved::partly ? partly_observed_ : unobserved_;
    trees->predict(rows.data(), bins, departures.data(), spreads.data());
    for (std::size_t i = 0; i < places.size(); ++i) {
      estimate.ndvi.image(step)[places[i]] += departures[i];
      estimate.spread.image(step)[places[i]] = spreads[i];
    }
  });
  return estimate;
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "learn/space_time/filler.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/parallel.h"
#include "gaps/interpolation.h"
#include "gaps/sample_scene.h"

namespace undercast {
namespace {

constexpr std::size_t kSeriesAtOnce = 1024;

// Returns the cube with the radar variables that a model uses.
Cube with_radar_of(const StackedModel& model, Cube cube) {
  if (!model.uses_vh) cube.vh = {};
  // VV is read as its difference to VH.
  if (!model.uses_vv || (model.uses_vh && cube.vh.empty())) cube.vv = {};
  return cube;
}

// Throws unless two lists of inputs have the same ones apart from radar.
void require_but_for_radar(std::vector<std::string> known, std::vector<std::string> features) {
  for (std::vector<std::string>* names : {&known, &features}) {
    std::erase_if(*names, [](const std::string& name) { return is_radar(feature_source_of(name)); });
    std::sort(names->begin(), names->end());
  }
  if (known != features)
    throw Error(ErrorKind::bad_input, "the model has other inputs than this program computes", "train the model again");
}

// Interpolates linearly; a pixel that was never observed gets the scene's mean curve.
Variable base_of(const Variable& observed, const std::vector<float>& mean_curve) {
  Variable base = interpolate_linearly(observed);
  std::vector<float> curve = mean_curve;
  interpolate_linearly(observed.time.middle_days(), 1, curve.data());
  for (int step = 0; step < base.steps(); ++step)
    for (std::size_t pixel = 0; pixel < base.pixels(); ++pixel) {
      float& value = base.image(step)[pixel];
      if (!std::isfinite(value)) value = curve[static_cast<std::size_t>(step)];
    }
  return base;
}

}  // namespace

SpaceTimeFiller::SpaceTimeFiller(StackedModel model, Predict predict, int threads)
    : model_(std::move(model)), predict_(std::move(predict)), threads_(threads) {}

void SpaceTimeFiller::fit(CubeSource& scene, const RunContext& run) {
  check(scene.layout());
  const Cube sample = with_radar_of(model_, sample_scene(scene, kCurvesPx));
  inputs_.emplace(sample, run.threads);
  const Cube one = sample.crop({0, 0, 1, 1});
  const std::vector<std::string> features = inputs_->of(one, one.grid.whole(), 1).names();
  if (features == model_.features) return;
  require_but_for_radar(model_.features, features);
  model_ = for_features(model_, features);
}

void SpaceTimeFiller::check(const CubeLayout& layout) const {
  for (const auto& [name, uses, axis] :
       {std::tuple{"VH", model_.uses_vh, &layout.vh}, std::tuple{"VV", model_.uses_vv, &layout.vv}})
    if (uses && axis->empty() && !model_.knows_missing_radar)
      throw Error(
          ErrorKind::bad_input, std::string("the model was trained with ") + name + ", but the cube has none",
          "train a model with --radar-dropout above 0, or on cubes without it (--no-radar leaves out all radar)");
  if (inputs_ && static_cast<int>(inputs_->kinds().size()) != layout.ndvi.size())
    throw Error(ErrorKind::internal, "the space-time model was fitted to another cube");
}

void SpaceTimeFiller::for_each_answer(const Cube& window, const Window& part, const AnswerSink& sink) {
  const Features features = inputs_->of(with_radar_of(model_, window), part, threads_);
  const Variable observed = window.ndvi.crop(part);
  const std::vector<float> gaps = gap_days(observed);
  const std::size_t pixels = observed.pixels(), steps = static_cast<std::size_t>(observed.steps());
  const auto is_observed_at = [&](std::size_t step, std::size_t pixel) {
    return is_observed(observed.values[step * pixels + pixel]);
  };
  std::vector<std::size_t> incomplete;  // pixels with an observation, and with a missing value to answer
  for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
    bool is_known = false, has_gap = false;
    for (std::size_t step = 0; step < steps; ++step) {
      is_known |= is_observed_at(step, pixel);
      has_gap |= step >= first_step_ && !is_observed_at(step, pixel);
    }
    if (is_known && has_gap) incomplete.push_back(pixel);
  }
  for (std::size_t first = 0; first < incomplete.size(); first += kSeriesAtOnce) {
    stop_if_requested();
    const std::vector<std::size_t> chosen(
        incomplete.begin() + static_cast<std::ptrdiff_t>(first),
        incomplete.begin() + static_cast<std::ptrdiff_t>(std::min(first + kSeriesAtOnce, incomplete.size())));
    const SeriesBatch batch = series_of(features, observed, inputs_->kinds(), chosen, threads_);
    std::vector<MissingValue> missing;
    for (std::size_t i = 0; i < chosen.size(); ++i)
      for (std::size_t step = first_step_; step < steps; ++step)
        if (!is_observed_at(step, chosen[i]))
          missing.push_back({static_cast<std::int64_t>(i), static_cast<int>(step), inputs_->kinds()[step],
                             bin_of_gap(gaps[step * pixels + chosen[i]])});
    const std::vector<StackedAnswer> answers =
        model_.answer(batch, model_.answer_of_starting(batch, predict_), missing, predict_, threads_);
    for (std::size_t i = 0; i < missing.size(); ++i)
      sink(missing[i], chosen[static_cast<std::size_t>(missing[i].series)], answers[i]);
  }
}

Estimate SpaceTimeFiller::fill(const Cube& window, const Window& part) {
  const Variable observed = window.ndvi.crop(part);
  Estimate estimate{base_of(observed, inputs_->mean_curve()), Variable(observed.time, observed.rows, observed.cols)};
  std::fill(estimate.spread.values.begin(), estimate.spread.values.end(), 1.0F);
  for_each_answer(window, part, [&](const MissingValue& value, std::size_t pixel, const StackedAnswer& answer) {
    const Blend blend = model_.blend(value, answer);
    estimate.ndvi.image(value.step)[pixel] += static_cast<float>(blend.departure);
    estimate.spread.image(value.step)[pixel] = static_cast<float>(blend.spread);
  });
  return estimate;
}

std::vector<Member> SpaceTimeFiller::members(const Cube& cube) {
  const Variable base = base_of(cube.ndvi, inputs_->mean_curve());
  std::vector<Member> members;
  for (const char* name : kStackedMethods) members.push_back({name, base});
  for_each_answer(cube, cube.grid.whole(),
                  [&](const MissingValue& value, std::size_t pixel, const StackedAnswer& answer) {
                    for (std::size_t i = 0; i < members.size(); ++i)
                      members[i].ndvi.image(value.step)[pixel] += static_cast<float>(answer.departures[i]);
                  });
  return members;
}

}  // namespace undercast

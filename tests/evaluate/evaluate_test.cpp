// SPDX-License-Identifier: Apache-2.0
#include "evaluate/evaluate.h"

#include <gtest/gtest.h>

#include "core/temporary_folder.h"
#include "evaluate/table.h"
#include "fill/fill_cube.h"
#include "gaps/interpolation.h"
#include "small_cube.h"

namespace undercast {
namespace {

// Interpolates, and keeps what it was given and what it answered.
class Witness : public GapFiller {
 public:
  explicit Witness(std::vector<std::vector<float>>& log) : log_(log) {}
  FillerTraits traits() const override { return {.name = "witness", .concurrent = false}; }
  Estimate fill(const Cube& window, const Window& part) override {
    Estimate estimate{interpolate_linearly(window.ndvi.crop(part))};
    log_.push_back(window.ndvi.values);
    log_.push_back(estimate.ndvi.values);
    return estimate;
  }

 private:
  std::vector<std::vector<float>>& log_;
};

std::vector<std::vector<float>> all_that_a_method_sees(const Cube& cube, const std::string& protocol) {
  std::vector<std::vector<float>> log;
  const Candidate candidate{"witness", [&](const Cube& training_part, std::uint64_t) {
                              log.push_back(training_part.ndvi.values);
                              return CalibratedFiller{std::make_unique<Witness>(log), {}};
                            }};
  evaluate(cube, {{candidate}, {protocol}, {7}}, {.threads = 2});
  return log;
}

TEST(Evaluate, never_lets_hidden_values_reach_a_method) {
  const Cube cube = small_cube(48, 48, 40, 0, 0.3, 1);
  for (const std::string& protocol : protocol_names()) {
    Cube other = cube;
    const Holdout holdout = make_holdout(cube.ndvi, protocol, 7);
    for (std::size_t i = 0; i < holdout.hidden.size(); ++i)
      if (holdout.hidden[i]) other.ndvi.values[i] = -0.9F;
    const auto before = all_that_a_method_sees(cube, protocol), after = all_that_a_method_sees(other, protocol);
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_TRUE(same_values(before[i], after[i])) << protocol;
  }
}

TEST(Evaluate, gives_every_method_the_same_hidden_values) {
  const Cube cube = small_cube(32, 32, 40, 0, 0.3, 1);
  std::vector<std::vector<float>> a, b;
  const auto witness = [](auto& log) {
    return [&log](const Cube&, std::uint64_t) { return CalibratedFiller{std::make_unique<Witness>(log), {}}; };
  };
  const auto results =
      evaluate(cube, {{{"a", witness(a)}, {"b", witness(b)}}, {"blocks-long"}, {0, 1}}, {.threads = 1});
  ASSERT_EQ(results.size(), 4U);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(same_values(a[i], b[i]));
  EXPECT_EQ(results[0].scores.all.rmse(), results[1].scores.all.rmse());
}

TEST(Evaluate, keeps_results_in_part_files_and_reads_them_back_the_same) {
  const Cube cube = small_cube(32, 32, 40, 0, 0.3, 1);
  const TemporaryFolder folder;
  std::vector<std::vector<float>> log;
  const auto make = [&](const Cube&, std::uint64_t) { return CalibratedFiller{std::make_unique<Witness>(log), {}}; };
  const EvaluationPlan plan{{{"w", make}}, {"blocks-short", "frames-short"}, {0, 1}};
  const std::vector<Result> in_memory = evaluate(cube, plan, {});
  KeptWork work(folder / "scores.json", "identity", false, alone());
  const std::vector<Result> kept = evaluate(cube, plan, {}, work);
  ASSERT_EQ(kept.size(), 4U);
  for (std::size_t i = 0; i < kept.size(); ++i) {
    EXPECT_EQ(kept[i].method, in_memory[i].method);
    EXPECT_EQ(kept[i].protocol, in_memory[i].protocol);
    EXPECT_EQ(kept[i].seed, in_memory[i].seed);
    EXPECT_EQ(kept[i].scores.all.rmse(), in_memory[i].scores.all.rmse());
    EXPECT_EQ(kept[i].scores.all.count(), in_memory[i].scores.all.count());
  }
}

TEST(Evaluate, scores_the_hidden_values_alone) {
  const Cube cube = small_cube(32, 32, 40, 0, 0.3, 1);
  const Holdout holdout = make_holdout(cube.ndvi, "blocks-short", 5);
  std::vector<std::vector<float>> log;
  const auto make = [&](const Cube&, std::uint64_t) { return CalibratedFiller{std::make_unique<Witness>(log), {}}; };
  const auto results = evaluate(cube, {{{"w", make}}, {"blocks-short"}, {5}}, {.threads = 1});
  const Variable visible = hide(cube, holdout).ndvi;
  const Variable filled = interpolate_linearly(visible);
  double squares = 0;
  long long count = 0;
  for (std::size_t i = 0; i < holdout.hidden.size(); ++i)
    if (holdout.hidden[i] && std::isfinite(filled.values[i])) {
      squares += std::pow(static_cast<double>(filled.values[i]) - static_cast<double>(cube.ndvi.values[i]), 2);
      ++count;
    }
  EXPECT_EQ(results[0].scores.all.count(), count);
  EXPECT_NEAR(results[0].scores.all.rmse(), std::sqrt(squares / static_cast<double>(count)), 1e-9);
}

// Answers with the mean of the radar it is shown, and with 0 where there is none.
class RadarEcho : public GapFiller {
 public:
  FillerTraits traits() const override { return {.name = "echo", .uses_radar = true}; }
  Estimate fill(const Cube& window, const Window& part) override {
    double sum = 0;
    for (const Variable* radar : {&window.vh, &window.vv})
      for (const float value : radar->values) sum += std::isfinite(value) ? static_cast<double>(value) : 0;
    Estimate estimate{window.ndvi.crop(part)};
    for (float& value : estimate.ndvi.values) value = static_cast<float>(std::tanh(sum / 1e5));
    return estimate;
  }
};

TEST(Evaluate, shows_no_radar_to_a_candidate_that_does_without) {
  const Cube cube = small_cube(32, 32, 40, 40, 0.3, 1);
  Cube other = cube;
  for (float& value : other.vh.values) value -= 5;
  int radar_steps = 0;  // of what the candidate without radar is made from
  Candidate with{"echo", [](const Cube&, std::uint64_t) {
                   return CalibratedFiller{std::make_unique<RadarEcho>(), {}};
                 }};
  Candidate without{"echo (no radar)", [&](const Cube& part, std::uint64_t) {
                      radar_steps += part.vh.steps() + part.vv.steps();
                      return CalibratedFiller{std::make_unique<RadarEcho>(), {}};
                    }};
  without.without_radar = true;
  const auto before = evaluate(cube, {{with, without}, {"blocks-long", "spatial"}, {0}}, {.threads = 1});
  const auto after = evaluate(other, {{with, without}, {"blocks-long", "spatial"}, {0}}, {.threads = 1});
  EXPECT_EQ(radar_steps, 0);
  for (std::size_t i = 0; i < before.size(); ++i) {
    const bool blind = before[i].method != "echo";
    EXPECT_EQ(before[i].scores.all.rmse() == after[i].scores.all.rmse(), blind) << before[i].method;
  }
}

TEST(Summaries, pool_seeds_and_give_their_spread) {
  Result one{"m", "p", 0, false, {}, 1}, two{"m", "p", 1, false, {}, 3};
  one.scores.all.add(0.0F, 0.1F);
  two.scores.all.add(0.0F, 0.3F);
  const std::vector<Summary> summaries = summarise({one, two});
  ASSERT_EQ(summaries.size(), 1U);
  EXPECT_NEAR(summaries[0].rmse_mean, 0.2, 1e-7);
  EXPECT_NEAR(summaries[0].rmse_sd, std::sqrt(0.02), 1e-7);
  EXPECT_EQ(summaries[0].pooled.all.count(), 2);
  EXPECT_EQ(summaries[0].seconds_mean, 2);
}

TEST(Summaries, say_when_a_model_saw_the_hidden_values) {
  Result result{"model.uc", "p", 0, true, {}, 1};
  result.scores.all.add(0.0F, 0.1F);
  EXPECT_NE(to_markdown(summarise({result})).find("trained on this cube with the hidden values"), std::string::npos);
}

}  // namespace
}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "evaluate/evaluate.h"

#include <gtest/gtest.h>

#include <cstring>

#include "core/temporary_folder.h"
#include "evaluate/table.h"
#include "fill/fill_cube.h"
#include "gaps/interpolation.h"
#include "io/atomic_file.h"
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
  const Candidate candidate{"witness", [&](const Cube& training_part, const HoldoutName&) {
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
    return [&log](const Cube&, const HoldoutName&) { return CalibratedFiller{std::make_unique<Witness>(log), {}}; };
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
  const auto make = [&](const Cube&, const HoldoutName&) {
    return CalibratedFiller{std::make_unique<Witness>(log), {}};
  };
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
  const auto make = [&](const Cube&, const HoldoutName&) {
    return CalibratedFiller{std::make_unique<Witness>(log), {}};
  };
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
  Candidate with{"echo", [](const Cube&, const HoldoutName&) {
                   return CalibratedFiller{std::make_unique<RadarEcho>(), {}};
                 }};
  Candidate without{"echo (no radar)", [&](const Cube& part, const HoldoutName&) {
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

// Answers 0.5, and blends a constant with linear interpolation.
class Blend : public GapFiller {
 public:
  FillerTraits traits() const override { return {.name = "blend"}; }
  Estimate fill(const Cube& window, const Window& part) override { return {constant(window.ndvi.crop(part), 0.5F)}; }
  std::vector<Member> members(const Cube& cube) override {
    return {{"low", constant(cube.ndvi, 0.25F)}, {"beyond", constant(cube.ndvi, 7)}};
  }

 private:
  static Variable constant(Variable variable, float value) {
    std::fill(variable.values.begin(), variable.values.end(), value);
    return variable;
  }
};

const Candidate kBlend{"blend", [](const Cube&, const HoldoutName&) {
                         return CalibratedFiller{std::make_unique<Blend>(), {}};
                       }};

TEST(Evaluate, scores_the_members_of_a_blend_after_it) {
  Cube cube = small_cube(32, 32, 40, 0, 0.3, 1);
  for (float& value : cube.ndvi.values)
    if (std::isfinite(value)) value = 0.75F;
  EvaluationPlan plan{{kBlend}, {"blocks-short"}, {0}};
  EXPECT_EQ(evaluate(cube, plan, {.threads = 1}).size(), 1U);
  plan.members = true;
  const std::vector<Result> results = evaluate(cube, plan, {.threads = 1});
  ASSERT_EQ(results.size(), 3U);
  EXPECT_EQ(results[1].method, "blend: low");
  EXPECT_NEAR(results[0].scores.all.rmse(), 0.25, 1e-6);
  EXPECT_NEAR(results[1].scores.all.rmse(), 0.5, 1e-6);
  EXPECT_NEAR(results[2].scores.all.rmse(), 0.25, 1e-6) << "no NDVI exceeds 1";
}

TEST(Evaluate, keeps_every_answer_on_the_hidden_values) {
  const Cube cube = small_cube(32, 32, 40, 0, 0.3, 1);
  const TemporaryFolder folder;
  EvaluationPlan plan{{kBlend}, {"blocks-short"}, {3}};
  plan.answers = folder.path();
  const std::vector<Result> results = evaluate(cube, plan, {.threads = 1});
  const std::string bytes = read_text_file(folder / "blocks-short-3.npy");
  const std::size_t start = bytes.find('\n') + 1, columns = 12;
  std::vector<float> values((bytes.size() - start) / sizeof(float));
  std::memcpy(values.data(), bytes.data() + start, values.size() * sizeof(float));
  ASSERT_EQ(values.size(), columns * static_cast<std::size_t>(results[0].scores.all.count()));
  for (std::size_t row = 0; row < values.size(); row += columns) {
    const auto at =
        static_cast<std::size_t>(values[row]) * cube.ndvi.pixels() + static_cast<std::size_t>(values[row + 1]);
    EXPECT_EQ(values[row + 4], cube.ndvi.values[at]) << "truth";
    EXPECT_EQ(values[row + 6], 0.25F) << "low";
    EXPECT_EQ(values[row + 8], 0.5F) << "blend";
  }
}

TEST(Evaluate, scores_what_is_missing_where_the_truth_is_known) {
  const Cube cube = small_cube(16, 16, 20, 0, 0.0, 1);
  EvaluationPlan plan{{kBlend}, {"truth"}, {0}};
  plan.missing = make_holdout(cube.ndvi, "season-end-3", 0);
  EXPECT_EQ(evaluate(cube, plan, {.threads = 1})[0].scores.all.count(), 3 * 16 * 16);
}

}  // namespace
}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "learn/space_time/training_examples.h"

#include <gtest/gtest.h>

#include <array>
#include <barrier>
#include <cmath>
#include <thread>

#include "small_cube.h"

namespace undercast {
namespace {

// Holds what two ranks share when they are threads of this process.
struct Pair {
  std::barrier<> both{2};
  std::array<std::string, 2> given;
  Dealer dealer;
};

class PairedTeam : public Team {
 public:
  PairedTeam(Pair& pair, int rank) : pair_(pair), rank_(rank) {}
  int rank() const override { return rank_; }
  int size() const override { return 2; }
  std::vector<std::string> gather(const std::string& mine) override {
    pair_.given[static_cast<std::size_t>(rank_)] = mine;
    pair_.both.arrive_and_wait();
    std::vector<std::string> all(pair_.given.begin(), pair_.given.end());
    pair_.both.arrive_and_wait();
    return all;
  }
  std::vector<int> begin(int items) override {
    if (leads()) pair_.dealer.begin(items);
    pair_.both.arrive_and_wait();
    return {};
  }
  int next() override {
    const int item = pair_.dealer.next();
    dealt += item >= 0;
    return item;
  }

  int dealt = 0;

 private:
  Pair& pair_;
  int rank_;
};

TrainingExamples hide(const Cube& cube, Team& team) {
  MemoryCubeSource source(cube);
  TrainOptions options;
  options.hidings = 1;
  return make_training_examples({&source}, options, {.threads = 1, .team = team});
}

void expect_same(const TreeRows& a, const TreeRows& b) {
  EXPECT_EQ(a.rows.width, b.rows.width);
  EXPECT_EQ(a.rows.targets, b.rows.targets);
  EXPECT_EQ(a.step, b.step);
  EXPECT_EQ(a.gap_bin, b.gap_bin);
  EXPECT_TRUE(same_values(a.rows.inputs, b.rows.inputs));
}

void expect_same(const std::vector<SeriesExamples>& a, const std::vector<SeriesExamples>& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].batch.width, b[i].batch.width);
    EXPECT_TRUE(same_values(a[i].batch.features, b[i].batch.features));
    EXPECT_TRUE(same_values(a[i].batch.departure, b[i].batch.departure));
    EXPECT_EQ(a[i].batch.unobserved, b[i].batch.unobserved);
    EXPECT_EQ(a[i].batch.days, b[i].batch.days);
    EXPECT_TRUE(same_values(a[i].target, b[i].target));
    EXPECT_EQ(a[i].for_testing, b[i].for_testing);
    ASSERT_EQ(a[i].missing.size(), b[i].missing.size());
    for (std::size_t k = 0; k < a[i].missing.size(); ++k) {
      EXPECT_EQ(a[i].missing[k].series, b[i].missing[k].series);
      EXPECT_EQ(a[i].missing[k].step, b[i].missing[k].step);
      EXPECT_EQ(a[i].missing[k].kind, b[i].missing[k].kind);
      EXPECT_EQ(a[i].missing[k].gap_bin, b[i].missing[k].gap_bin);
    }
  }
}

TEST(TrainingExamples, give_the_trees_all_inputs) {
  const TrainingExamples values = hide(small_cube(32, 32, 24, 24, 0.3, 1), alone());
  for (const TreeRows* rows : {&values.part, &values.part_testing, &values.whole}) {
    EXPECT_EQ(rows->rows.width, values.features.size());
    EXPECT_GT(rows->rows.size(), 100U);
    EXPECT_EQ(rows->rows.inputs.size(), rows->rows.size() * rows->rows.width);
    EXPECT_EQ(rows->step.size(), rows->rows.size());
  }
}

TEST(TrainingExamples, hold_tests_of_which_no_input_knows_the_radar) {
  const Cube cube = small_cube(20, 20, 24, 24, 0.3, 1);
  const TrainingExamples values = hide(cube, alone());
  ASSERT_FALSE(values.testing_without_radar.empty());
  const auto column = [&](std::size_t feature, const SeriesExamples& series) {
    std::vector<float> numbers;  // [B, T]
    for (std::size_t i = feature; i < series.batch.features.size(); i += series.batch.width)
      numbers.push_back(series.batch.features[i]);
    return numbers;
  };
  for (const SeriesExamples& series : values.testing_without_radar)
    for (std::size_t feature = 0; feature < values.features.size(); ++feature)
      if (is_radar(feature_source_of(values.features[feature])))
        for (const float value : column(feature, series)) ASSERT_TRUE(is_missing(value)) << values.features[feature];
  // The Gaussian process answers as it does for a cube without radar.
  Cube without = cube;
  without.vh = without.vv = {};
  const TrainingExamples of_none = hide(without, alone());
  EXPECT_TRUE(of_none.testing_without_radar.empty());
  const SeriesExamples& same = of_none.testing.front();
  const std::size_t process = first_feature_of(FeatureSource::gaussian_process, values.features),
                    of_none_process = first_feature_of(FeatureSource::gaussian_process, of_none.features);
  ASSERT_EQ(same.size(), values.testing_without_radar.front().size());
  const std::vector<float> with_missing = column(process, values.testing_without_radar.front()),
                           without_any = column(of_none_process, same);
  for (std::size_t i = 0; i < without_any.size(); ++i) {
    ASSERT_EQ(is_missing(with_missing[i]), is_missing(without_any[i]));
    if (!is_missing(without_any[i]))
      ASSERT_NEAR(with_missing[i], without_any[i], 1e-5 + 1e-4 * std::abs(without_any[i]));
  }
}

TEST(TrainingExamples, are_the_same_for_each_rank_as_for_one_process) {
  const Cube cube = small_cube(32, 32, 24, 24, 0.3, 1);
  const TrainingExamples whole = hide(cube, alone());
  Pair pair;
  PairedTeam first(pair, 0), second(pair, 1);
  TrainingExamples of_second;
  std::thread other([&] { of_second = hide(cube, second); });
  const TrainingExamples of_first = hide(cube, first);
  other.join();
  EXPECT_GT(first.dealt, 0);
  EXPECT_GT(second.dealt, 0);
  for (const TrainingExamples* values : std::initializer_list<const TrainingExamples*>{&of_first, &of_second}) {
    EXPECT_EQ(values->features, whole.features);
    EXPECT_EQ(values->without_date, whole.without_date);
    EXPECT_EQ(values->fingerprint, whole.fingerprint);
    expect_same(values->part, whole.part);
    expect_same(values->part_testing, whole.part_testing);
    expect_same(values->whole, whole.whole);
    expect_same(values->training, whole.training);
    expect_same(values->testing, whole.testing);
    expect_same(values->testing_without_radar, whole.testing_without_radar);
  }
}

}  // namespace
}  // namespace undercast

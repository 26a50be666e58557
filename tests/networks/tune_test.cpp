// SPDX-License-Identifier: Apache-2.0
#include "networks/tune.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "core/error.h"
#include "io/options_json.h"
#include "networks/search_space.h"
#include "networks/train_options.h"

namespace undercast {
namespace {

// Pretends that 0.002 is the best learning rate, and that longer training lowers the RMSE.
double pretend(const nlohmann::json& options, int epochs) {
  return 0.1 + std::abs(std::log(options.value("learning-rate", 3e-3) / 2e-3)) / 10 + 1.0 / epochs;
}

const TuneOptions kSearch{27, 3, 3, 5};

Tuner tuner() { return {kSearch, "space-time", false, 18}; }

TEST(Tuner, finds_what_is_best_and_trains_only_the_better_ones_longer) {
  Tuner search = tuner();
  std::map<int, int> trials_of;
  Progress silent;
  search.run([&](const nlohmann::json& options, int epochs) { return ++trials_of[epochs], pretend(options, epochs); },
             [] {}, silent);
  EXPECT_EQ(trials_of, (std::map<int, int>{{2, 27}, {6, 9}, {18, 3}}));
  const std::vector<Trial> ranking = search.ranking();
  EXPECT_EQ(ranking.size(), 27U);
  EXPECT_NEAR(std::log(ranking.front().options.at("learning-rate").get<double>() / 2e-3), 0, 0.3);
  for (std::size_t i = 1; i < ranking.size(); ++i) {
    EXPECT_GE(ranking[i - 1].rmse.size(), ranking[i].rmse.size());
    if (ranking[i - 1].rmse.size() == ranking[i].rmse.size())
      EXPECT_LE(ranking[i - 1].rmse.back(), ranking[i].rmse.back());
  }
}

TEST(Tuner, continues_where_it_was_stopped) {
  Progress silent;
  Tuner whole = tuner(), stopped = tuner(), resumed = tuner();
  whole.run(
      pretend, [] {}, silent);
  int left = 30;
  const auto until_stop = [&](const nlohmann::json& options, int epochs) {
    if (left-- == 0) request_stop(), stop_if_requested();
    return pretend(options, epochs);
  };
  EXPECT_THROW(stopped.run(
                   until_stop, [] {}, silent),
               Error);
  clear_stop_request();
  int run_again = 0;
  const nlohmann::json state = stopped.state();
  resumed.restore({state, {"trials"}});
  resumed.run([&](const nlohmann::json& options, int epochs) { return ++run_again, pretend(options, epochs); }, [] {},
              silent);
  EXPECT_EQ(run_again, 39 - 30);
  EXPECT_EQ(resumed.state(), whole.state());
  Tuner other(TuneOptions{27, 3, 3, 6}, "space-time", false, 18);
  EXPECT_THROW(other.restore({state, {"trials"}}), Error);
}

TEST(Tuner, begins_with_the_defaults) { EXPECT_TRUE(tuner().state().at("trials").at(0).at("options").empty()); }

TEST(SearchSpace, draws_options_that_training_takes) {
  Random random(1);
  for (const char* kind : {"space-time", "vit"})
    for (int i = 0; i < 100; ++i) {
      TrainOptions options;
      EXPECT_NO_THROW(options_from_json(options, draw_training_options(kind, true, random), "a draw"));
      EXPECT_LE(nlohmann::json(options.learning_rate).dump().size(), 7U) << "two digits, to read and write again";
      EXPECT_EQ(options.space_time.width % options.space_time.heads, 0);
      EXPECT_EQ(options.vit.width % options.vit.heads, 0);
      EXPECT_EQ(options.vit.window_px % options.vit.segment_px, 0);
    }
}

}  // namespace
}  // namespace undercast

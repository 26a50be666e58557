// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "ranks/rank_runs.h"

namespace undercast {
namespace {

class RanksEvaluate : public Ranks {};

TEST_F(RanksEvaluate, gives_the_same_scores_as_one_process) {
  const std::string scene = make_scene("scene.tif", 40, 12);
  const Arguments line{"evaluate", scene, "--method", "linear,whittaker", "--protocol", "blocks-short,frames-short",
                       "--seeds",  "0,1", "-q"};
  const Outcome alone = run(line + Arguments{"--json", "-"}),
                shared = run_command(mpirun(2, line + Arguments{"--json", "-"}));
  ASSERT_EQ(shared.exit_code, 0) << shared.err;
  const auto scores_of = [](const std::string& text) {
    std::vector<nlohmann::json> scores;
    const nlohmann::json results = nlohmann::json::parse(text).at("results");
    for (const nlohmann::json& result : results)
      scores.push_back({result.at("method"), result.at("protocol"), result.at("seed"), result.at("scores")});
    return scores;
  };
  EXPECT_EQ(scores_of(shared.out).size(), 8U);
  EXPECT_EQ(scores_of(shared.out), scores_of(alone.out));
  const Outcome filed = run_command(mpirun(2, line + Arguments{"--json", folder_ / "scores.json"}));
  ASSERT_EQ(filed.exit_code, 0) << filed.err;
  EXPECT_EQ(scores_of(read_text_file(folder_ / "scores.json")), scores_of(alone.out));
  EXPECT_EQ(parts(), std::vector<std::string>());
}

}  // namespace
}  // namespace undercast

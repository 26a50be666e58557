// SPDX-License-Identifier: Apache-2.0
// The report, and what else there is to look at, at the command line.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "cli/run_program.h"
#include "core/temporary_folder.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

class ReportCommand : public testing::Test {
 protected:
  std::string file(const std::string& name) const { return folder_ / name; }

  void make_scene() const {
    ASSERT_EQ(run({"simulate", "-o", file("cube.tif"), "--size", "40"}).exit_code, 0);
    const Outcome filled = run({"fill", file("cube.tif"), "-o", file("filled.tif"), "--method", "linear", "--lower",
                                file("lower.tif"), "--upper", file("upper.tif"), "--provenance", file("from.tif")});
    ASSERT_EQ(filled.exit_code, 0) << filled.err;
  }

  Outcome report(const Arguments& more = {}) const {
    Arguments line{"report", file("cube.tif"), file("filled.tif"), "-o", file("report.html")};
    line.insert(line.end(), more.begin(), more.end());
    return run(line);
  }

  json data() const {
    const std::string page = content_of(file("report.html")), begin = "type=\"application/json\" id=\"data\">";
    const std::size_t from = page.find(begin) + begin.size();
    return json::parse(page.substr(from, page.find("</script>", from) - from));
  }

  TemporaryFolder folder_;
};

TEST_F(ReportCommand, writes_one_page_that_refers_to_nothing_outside) {
  make_scene();
  ASSERT_EQ(
      run({"evaluate", file("cube.tif"), "--method", "linear,whittaker", "--json", file("scores.json")}).exit_code, 0);
  const Outcome outcome = report({"--lower", file("lower.tif"), "--upper", file("upper.tif"), "--provenance",
                                  file("from.tif"), "--evaluation", file("scores.json")});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const std::string page = content_of(file("report.html"));
  EXPECT_LT(page.size(), 5'000'000U);
  for (const char* outside : {"src=\"http", "href=\"http", "url(http", "import ", "/*report", "{/*data*/}"})
    EXPECT_EQ(page.find(outside), std::string::npos) << outside;
  const json all = data();
  EXPECT_EQ(all.at("season").at("observed").size(), 46U);
  EXPECT_EQ(all.at("before_after").at("maps").size(), 5U);
  EXPECT_TRUE(all.at("before_after").at("maps")[0].contains("spread"));
  EXPECT_GE(all.at("pixels").size(), 6U);
  EXPECT_EQ(all.at("accuracy").at("protocols").size(), 2U);
  double shares = 0;
  for (const json& share : all.at("provenance").at("all")) shares += share.get<double>();
  EXPECT_NEAR(shares, 1, 1e-9);
  EXPECT_EQ(all.at("summary").size(), 5U);
  EXPECT_EQ(all.at("runs")[1].at("options").at("FILLED_BY"), "linear");
}

TEST_F(ReportCommand, needs_no_more_than_the_two_cubes_and_is_the_same_each_time) {
  make_scene();
  ASSERT_EQ(report().exit_code, 0);
  const std::string first = content_of(file("report.html"));
  EXPECT_TRUE(data().at("accuracy").is_null());
  ASSERT_EQ(report({"--overwrite", "--threads", "1"}).exit_code, 0);
  EXPECT_EQ(content_of(file("report.html")), first);
}

TEST_F(ReportCommand, refuses_what_does_not_belong_together) {
  make_scene();
  ASSERT_EQ(run({"simulate", "-o", file("other.tif"), "--size", "24"}).exit_code, 0);
  EXPECT_TRUE(refused(run({"report", file("cube.tif"), file("other.tif"), "-o", file("r.html")}), 1,
                      {"other.tif", "another grid"}));
  EXPECT_TRUE(refused(report({"--lower", file("lower.tif")}), 2, {"--lower and --upper"}));
  EXPECT_TRUE(refused(report({"--provenance", file("cube.tif")}), 1, {"PROVENANCE_YYYY-MM-DD"}));
  EXPECT_TRUE(refused(report({"--evaluation", file("cube.tif")}), 1, {"cube.tif", "evaluate --json"}));
  std::ofstream(file("list.json")) << "{\"summary\": [{\"method\": 1}]}";
  EXPECT_TRUE(
      refused(report({"--evaluation", file("list.json")}), 1, {"list.json", "'summary.0.rmse_mean' is missing"}));
  EXPECT_FALSE(fs::exists(file("report.html")));
}

TEST_F(ReportCommand, overwrites_only_when_told) {
  make_scene();
  ASSERT_EQ(report().exit_code, 0);
  EXPECT_TRUE(refused(report(), 2, {"report.html", "--overwrite"}));
}

TEST_F(ReportCommand, text_of_files_cannot_end_the_script) {
  make_scene();
  fs::rename(file("filled.tif"), file("a<script>.tif"));
  ASSERT_EQ(run({"report", file("cube.tif"), file("a<script>.tif"), "-o", file("report.html")}).exit_code, 0);
  EXPECT_EQ(data().at("filled"), "a<script>.tif");
  EXPECT_EQ(content_of(file("report.html")).find("a<script>"), std::string::npos);
}

TEST_F(ReportCommand, fill_writes_an_animation) {
  ASSERT_EQ(run({"simulate", "-o", file("cube.tif"), "--size", "20"}).exit_code, 0);
  const Outcome outcome =
      run({"fill", file("cube.tif"), "-o", file("f.tif"), "--method", "linear", "--animation", file("f.webp")});
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const std::string bytes = content_of(file("f.webp"));
  int frames = 0;
  for (std::size_t at = bytes.find("ANMF"); at != std::string::npos; at = bytes.find("ANMF", at + 4)) ++frames;
  EXPECT_EQ(bytes.substr(0, 4) + bytes.substr(8, 4), "RIFFWEBP");
  EXPECT_EQ(frames, 46);
  EXPECT_TRUE(
      refused(run({"fill", file("cube.tif"), "-o", file("g.tif"), "--method", "linear", "--animation", file("g.gif")}),
              2, {"g.gif", ".webp"}));
  EXPECT_FALSE(fs::exists(file("g.tif")));
}

TEST_F(ReportCommand, view_refuses_what_it_cannot_show) {
  ASSERT_EQ(run({"simulate", "-o", file("cube.tif"), "--size", "20"}).exit_code, 0);
  const Outcome help = run({"view", "--help"});
  EXPECT_EQ(help.exit_code, 0);
  const Outcome outcome = run({"view", file("missing.tif"), "--port", "0"});
  if (outcome.err.find("has no viewer") != std::string::npos) {
    EXPECT_TRUE(refused(outcome, 2, {"nodejs and npm"}));
    GTEST_SKIP() << "this build has no viewer";
  }
  EXPECT_TRUE(refused(outcome, 1, {"missing.tif"}));
  EXPECT_TRUE(refused(run({"view", file("cube.tif"), "--lower", file("cube.tif"), "--port", "0"}), 2, {"--upper"}));
  EXPECT_TRUE(
      refused(run({"view", file("cube.tif"), "--provenance", file("cube.tif"), "--port", "0"}), 1, {"PROVENANCE"}));
  EXPECT_TRUE(refused(run({"view", file("cube.tif"), "--basemap", "javascript:1", "--port", "0"}), 2, {"basemap"}));
  EXPECT_TRUE(refused(run({"view", file("cube.tif"), "--port", "99999"}), 2, {"--port"}));
}

}  // namespace
}  // namespace undercast

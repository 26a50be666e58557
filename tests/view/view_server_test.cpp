// SPDX-License-Identifier: Apache-2.0
// Asks the server as programs do, hostile ones included.
#include "view/view_server.h"

#include <gtest/gtest.h>
#include <httplib.h>

#include <atomic>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <thread>

#include "core/error.h"
#include "core/progress.h"
#include "view/scene_files.h"

namespace undercast {
namespace {

using nlohmann::json;

class Viewer : public testing::Test {
 protected:
  void SetUp() override {
    clear_stop_request();
    serving_ = std::thread([this] { server_.serve(); });
  }
  void TearDown() override {
    request_stop();
    serving_.join();
    clear_stop_request();
  }

  httplib::Client client() const { return httplib::Client("127.0.0.1", server_.port()); }
  // The path that a client asks for: behind the token of the viewer's address.
  std::string with_token(const std::string& path) const {
    const std::string address = server_.address();
    return address.substr(address.find('/', std::string("http://").size()), 33) + path;
  }
  httplib::Result get(const std::string& path) const { return client().Get(with_token(path)); }

  // Expects that a request is answered with this status and an error in JSON that says `part`.
  void expect_refused(const std::string& path, int status, const std::string& part = {}) const {
    const auto answer = get(path);
    ASSERT_TRUE(answer) << path;
    EXPECT_EQ(answer->status, status) << path;
    const json body = json::parse(answer->body, nullptr, false);
    ASSERT_TRUE(body.is_object()) << path << ": " << answer->body;
    EXPECT_NE(body.value("error", "").find(part), std::string::npos) << path << ": " << answer->body;
  }

  SceneFiles files_{70, 90, 6};
  ViewedScene scene_{{files_.filled_path, files_.cube_path, "", "", ""}, "", {}};
  ViewServer server_{scene_, {}};
  std::thread serving_;
};

constexpr const char* kTile = "/api/tile/0/0/0/0/0";
constexpr const char* kPixel = "/api/series?row=3&col=5";

TEST_F(Viewer, tells_of_the_scene_and_its_layers) {
  const json scene = json::parse(get("/api/scene")->body);
  EXPECT_EQ(scene.at("rows"), 70);
  EXPECT_EQ(scene.at("crs"), "EPSG:32631");
  std::vector<std::string> ids;
  for (const json& layer : scene.at("layers")) ids.push_back(layer.at("id"));
  EXPECT_EQ(ids, (std::vector<std::string>{"filled", "observed", "vh"}));
  EXPECT_EQ(scene.at("missing").size(), 6U);
  EXPECT_NEAR(scene.at("missing")[0].get<double>(), 0.4, 0.03);
}

TEST_F(Viewer, gives_the_series_of_a_pixel_as_the_files_hold_it) {
  const json series = json::parse(get(kPixel)->body);
  for (const json& column : series.at("columns")) {
    const std::string name = column.at("name");
    const Variable& truth = name == "filled" ? files_.filled.ndvi : name == "vh_db" ? files_.cube.vh : files_.cube.ndvi;
    ASSERT_EQ(column.at("values").size(), static_cast<std::size_t>(truth.steps()));
    for (int step = 0; step < truth.steps(); ++step) {
      const json& value = column.at("values")[static_cast<std::size_t>(step)];
      const float expected = truth.at(step, 3, 5);
      EXPECT_EQ(value.is_null(), std::isnan(expected));
      if (!value.is_null()) EXPECT_EQ(value.get<float>(), expected) << name;
    }
  }
}

TEST_F(Viewer, gives_a_table_with_a_row_for_each_date) {
  const auto answer = get("/api/series.csv?row=3&col=5");
  EXPECT_EQ(answer->get_header_value("Content-Disposition"), "attachment");
  EXPECT_EQ(answer->body.substr(0, answer->body.find('\n')), "date,observed,filled,vh_db");
  EXPECT_EQ(std::count(answer->body.begin(), answer->body.end(), '\n'), 7);
}

TEST_F(Viewer, answers_get_alone) {
  auto asking = client();
  for (const auto& answer : {asking.Post("/api/scene", "", "text/plain"), asking.Put("/api/scene", "", "text/plain"),
                             asking.Delete("/api/scene"), asking.Options("/api/scene"), asking.Head("/api/scene"),
                             asking.Patch("/api/scene", "", "text/plain")}) {
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 405);
  }
}

TEST_F(Viewer, gives_no_parts_of_an_answer) {
  std::string ranges = "bytes=0-";
  for (int i = 0; i < 500; ++i) ranges += ",0-";
  for (const std::string& range : {std::string("bytes=0-10"), ranges}) {
    const auto answer = client().Get(with_token("/main.js"), {{"Range", range}});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 416);
    EXPECT_LT(answer->body.size(), 200'000U);
  }
}

TEST_F(Viewer, answers_only_who_asks_for_it_by_name) {
  const auto status = [&](const httplib::Headers& headers) {
    return client().Get(with_token("/api/scene"), headers)->status;
  };
  const std::string port = std::to_string(server_.port());
  EXPECT_EQ(status({{"Host", "localhost:" + port}}), 200);
  for (const std::string& host : {std::string("evil.example"), "evil.example:" + port, std::string("127.0.0.1"),
                                  "127.0.0.1.evil.example:" + port, std::string("localhost:1")})
    EXPECT_EQ(status({{"Host", host}}), 403) << host;
  EXPECT_EQ(status({{"Host", "localhost:" + port}, {"Host", "evil.example"}}), 403);
  EXPECT_EQ(status({{"Sec-Fetch-Site", "cross-site"}}), 403);
  EXPECT_EQ(status({{"Sec-Fetch-Site", "same-origin"}}), 200);
}

TEST_F(Viewer, lets_no_other_site_read_it) {
  const auto answer = client().Get(with_token("/api/scene"), {{"Origin", "https://evil.example"}});
  EXPECT_FALSE(answer->has_header("Access-Control-Allow-Origin"));
  EXPECT_EQ(answer->get_header_value("Cross-Origin-Resource-Policy"), "same-origin");
  EXPECT_NE(answer->get_header_value("Content-Security-Policy").find("default-src 'none'"), std::string::npos);
}

TEST_F(Viewer, hands_out_no_other_file) {
  for (const char* path :
       {"/../../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "//etc/passwd",
        "/api/../../../etc/passwd", "/cube.tif", "/main.js/../../etc/passwd", "/api/tile/..%2f/0/0/0/0",
        "/api/tile/0/0/0/0/0/../../../../../etc/passwd", "/main.js%00.html"})
    expect_refused(path, 404);
}

TEST_F(Viewer, refuses_what_makes_no_sense_and_goes_on) {
  for (const char* path :
       {"/api/series", "/api/series?row=3", "/api/series?row=-1&col=0", "/api/series?row=70&col=0",
        "/api/series?row=0&col=999999999999999999999", "/api/series?row=1e3&col=0", "/api/series?row=%00&col=%ff",
        "/api/series?row=0x10&col=0", "/api/series?polygon=", "/api/series?polygon=0,0",
        "/api/series?polygon=1,1%201,2%202,99999999999", "/api/series?polygon=200,200%20300,200%20300,300",
        "/api/series?polygon=nan,nan%20inf,1%202,2", "/api/series?polygon=-1e308,0%201e308,0%201e308,1e308",
        "/api/series.csv?row=a&col=b", "/api/tile/9/0/0/0/0", "/api/tile/0/99/0/0/0", "/api/tile/0/0/50/0/0",
        "/api/tile/0/0/0/7/0"})
    expect_refused(path, 400);
  for (const char* path : {"/api/tile/0/0/0/0/-1", "/api/tile/0/0/0/0/99999999999999999999", "/api/tile/a/b/c/d/e"})
    expect_refused(path, 404);
  const auto huge = get("/api/series?polygon=" + std::string(100'000, '1'));
  if (huge) EXPECT_GE(huge->status, 400);
  std::string many = "/api/series?polygon=0,0";
  for (int i = 0; i < 450; ++i) many += "%201,1";
  expect_refused(many, 400, "more than 400 corners");
  EXPECT_EQ(get(kPixel)->status, 200);
}

TEST_F(Viewer, serves_a_hundred_clients_at_once) {
  const std::string tile = get(kTile)->body, series = get(kPixel)->body;
  std::atomic<int> served = 0;
  std::vector<std::thread> clients;
  for (int i = 0; i < 100; ++i)
    clients.emplace_back([&, i] {
      auto asking = client();
      asking.set_connection_timeout(60);
      asking.set_read_timeout(60);
      const std::string tile_of_its_own = "/api/tile/" + std::to_string(i % 3) + "/" + std::to_string(i % 6) + "/0/0/0";
      const auto own = asking.Get(with_token(kTile));
      const auto other = asking.Get(with_token(tile_of_its_own));
      const auto pixel = asking.Get(with_token(kPixel));
      served += own && own->body == tile && other && other->status == 200 && pixel && pixel->body == series;
    });
  for (std::thread& one : clients) one.join();
  EXPECT_EQ(served, 100);
}

TEST_F(Viewer, answers_nobody_without_the_token_of_its_address) {
  const ViewServer other(scene_, {});
  const std::string foreign = other.address().substr(other.address().find('/', std::string("http://").size()));
  const std::string own = with_token("/");
  std::string near = own;
  near[32] = near[32] == '0' ? '1' : '0';
  for (const std::string& path : {std::string("/"), std::string("/api/scene"), std::string("/main.js"), foreign, near,
                                  own.substr(0, 32) + "/", own.substr(1), "/x" + own, "//" + own,
                                  own.substr(0, 33) + "0/", "/?token=" + own.substr(1, 32), std::string("/nothing")}) {
    const auto answer = client().Get(path[0] == '/' ? path : "/" + path.substr(1));
    ASSERT_TRUE(answer) << path;
    EXPECT_EQ(answer->status, 403) << path;
    EXPECT_NE(json::parse(answer->body).at("hint").get<std::string>().find("printed"), std::string::npos);
    EXPECT_EQ(answer->get_header_value("Content-Security-Policy").substr(0, 18), "default-src 'none'");
  }
  const auto page = client().Get("/", {{"Accept", "text/html,*/*;q=0.8"}});
  EXPECT_EQ(page->status, 403);
  EXPECT_EQ(page->get_header_value("Content-Type"), "text/html; charset=utf-8");
  EXPECT_NE(page->body.find("open the whole address"), std::string::npos);
  EXPECT_EQ(client().Get(own)->status, 200);
}

TEST_F(Viewer, completes_an_address_that_lacks_its_last_slash) {
  const auto answer = client().Get(with_token(""));
  EXPECT_EQ(answer->status, 308);
  EXPECT_EQ(answer->get_header_value("Location"), with_token("/"));
}

TEST_F(Viewer, says_so_when_a_file_disappears_and_reads_it_when_it_is_back) {
  const std::string away = files_.cube_path + ".away";
  std::filesystem::rename(files_.cube_path, away);
  expect_refused(kPixel, 500, "cube.tif is gone");
  expect_refused("/api/tile/1/0/0/0/0", 500, "cube.tif is gone");
  EXPECT_EQ(get(kTile)->status, 200);  // of the filled cube
  std::filesystem::rename(away, files_.cube_path);
  EXPECT_EQ(get(kPixel)->status, 200);
}

TEST_F(Viewer, says_so_when_a_file_is_cut_short) {
  std::filesystem::resize_file(files_.cube_path, 2000);
  expect_refused(kPixel, 500, "has changed");
}

TEST_F(Viewer, does_not_share_its_port) { EXPECT_THROW(ViewServer(scene_, {server_.port(), 2, ""}), Error); }

}  // namespace
}  // namespace undercast

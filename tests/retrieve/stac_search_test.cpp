// SPDX-License-Identifier: Apache-2.0
#include "retrieve/stac_search.h"

#include <gtest/gtest.h>

#include <fstream>

#include "composite/small_inputs.h"
#include "core/temporary_folder.h"
#include "retrieve/small_archive.h"
#include "retrieve/stac_http.h"
#include "retrieve/stac_stand_in.h"

namespace undercast {
namespace {

using Json = nlohmann::json;

// Answers as recorded, and only to the requests that were recorded.
class Recorded {
 public:
  bool add(const std::string& name) {
    std::ifstream in(std::string(UNDERCAST_SHARED_DATA) + "/../stac/" + name);
    if (in) exchanges_.push_back(Json::parse(in));
    return static_cast<bool>(in);
  }
  StacReply operator()(const std::string& method, const std::string& url, const std::string& body) {
    for (const Json& exchange : exchanges_) {
      const Json& request = exchange["request"];
      if (request["method"] != method || request["uri"] != url || request["body"] != Json::parse(body)) continue;
      ++answered;
      const Json& reply = exchange["response"]["body"];
      return {exchange["response"]["status"]["code"], reply.is_string() ? reply.get<std::string>() : reply.dump()};
    }
    return {400, "not recorded: " + method + " " + url + " " + body};
  }
  int answered = 0;

 private:
  std::vector<Json> exchanges_;
};

TEST(StacSearch, follows_earth_search_from_a_recorded_page_to_the_empty_one_after_it) {
  Recorded recorded;
  if (!recorded.add("wire_earthsearch_search_page1.json") || !recorded.add("wire_earthsearch_search_page2_empty.json"))
    GTEST_SKIP() << "../shared/stac is absent";
  // The recorded search was by a point in two collections: the first request is made to be that one.
  const StacHttp http = [&](const std::string& method, const std::string& url, const std::string& body) {
    Json sent = Json::parse(body);
    if (sent.contains("bbox"))
      sent = {{"datetime", sent["datetime"]},
              {"collections", {"sentinel-2-l2a", "landsat-c2-l2"}},
              {"intersects", {{"type", "Point"}, {"coordinates", {-105.1019, 40.1672}}}}};
    return recorded(method, url, sent.dump());
  };
  const auto items = search_stac({"https://earth-search.aws.element84.com/v1",
                                  "sentinel-2-l2a",
                                  {{-105.2, 40.1, -105, 40.2}},
                                  parse_date("2023-10-08"),
                                  parse_date("2023-10-08")},
                                 http);
  EXPECT_EQ(recorded.answered, 2);
  ASSERT_EQ(items.size(), 2);
  EXPECT_EQ(items[0].id, "S2A_13TDE_20231008_0_L2A");
}

TEST(StacSearch, follows_planetary_computer_through_its_recorded_pages) {
  Recorded recorded;
  if (!recorded.add("wire_mpc_search_page1.json") || !recorded.add("wire_mpc_search_page2.json"))
    GTEST_SKIP() << "../shared/stac is absent";
  int beyond = 0;
  const StacHttp http = [&](const std::string& method, const std::string& url, const std::string& body) {
    Json sent = Json::parse(body);
    if (sent.value("token", "") == "next:naip:vt_m_4307307_ne_18_h_20160805") {  // was not recorded
      ++beyond;
      return StacReply{200, R"({"features": [], "links": []})"};
    }
    sent.erase("datetime");
    return recorded(method, url, sent.dump());
  };
  const auto items = search_stac({"https://planetarycomputer.microsoft.com/api/stac/v1",
                                  "naip",
                                  {{-73.21, 43.99, -73.12, 44.05}},
                                  parse_date("2010-01-01"),
                                  parse_date("2023-12-31"),
                                  10},
                                 http);
  EXPECT_EQ(items.size(), 4);
  EXPECT_EQ(beyond, 1);
}

class StacSearchOnLoopback : public testing::TestWithParam<Paging> {
 protected:
  TemporaryFolder folder_;
  StacStandIn server_{folder_.path().string()};
  Grid grid_ = small_grid(12, 16);
  Patience patience_{20, 0.01, 0.02};

  StacSearchOnLoopback() {
    server_.paging = GetParam();
    for (int day = 1; day <= 8; ++day) {
      OpticalItem item{"item" + std::to_string(day), "2018-05-0" + std::to_string(day) + "T10:50:31Z", "sentinel-2-l2a",
                       grid_, server_.file_url("x")};
      server_.add(optical_item(item));
      if (day == 3) server_.add(optical_item(item));  // some servers give an item on two pages
    }
    server_.add(optical_item({"far", "2018-05-03T10:50:31Z", "sentinel-2-l2a", small_grid(4, 4, 10, 600000, 5000000),
                              server_.file_url("x")}));
  }
  std::vector<StacItem> search(const std::string& collection = "sentinel-2-l2a") {
    return search_stac(
        {server_.api(), collection, lon_lat_boxes(grid_), parse_date("2018-05-02"), parse_date("2018-05-08")},
        patient(stac_http(), patience_));
  }
};

TEST_P(StacSearchOnLoopback, gives_every_item_once) {
  const auto items = search();
  ASSERT_EQ(items.size(), 7);
  for (int i = 0; i < 7; ++i) EXPECT_EQ(items[static_cast<std::size_t>(i)].id, "item" + std::to_string(i + 2));
  // 8 answers on pages of 3; Earth Search has an empty page more, a server without POST says so first.
  const int more = GetParam() == Paging::earth_search || GetParam() == Paging::get ? 1 : 0;
  EXPECT_EQ(server_.requests("/search"), 3 + more);
}

TEST_P(StacSearchOnLoopback, a_search_found_too_long_is_split_into_shorter_ones) {
  server_.longest_days = 2;
  EXPECT_EQ(search().size(), 7);
  server_.longest_days = 0;
  expect_error(ErrorKind::remote, "even the search of one day", [&] { search(); });
}

TEST_P(StacSearchOnLoopback, goes_on_where_every_other_request_fails) {
  server_.failing_share = 0.5;
  EXPECT_EQ(search().size(), 7);
  EXPECT_GT(server_.requests("/search"), 4);
}

TEST_P(StacSearchOnLoopback, where_every_request_fails_there_is_one_error_that_names_the_server) {
  server_.failing_share = 1;
  patience_.attempts = 3;
  expect_error(ErrorKind::remote, server_.api(), [&] { search(); });
  EXPECT_EQ(server_.requests(""), 3);
}

TEST_P(StacSearchOnLoopback, an_unknown_collection_is_an_error_and_an_empty_answer_is_none) {
  expect_error(ErrorKind::bad_input, "no collection 'sentinel-9'", [&] { search("sentinel-9"); });
  grid_ = small_grid(4, 4, 10, 700000, 4000000);
  EXPECT_TRUE(search().empty());
}

std::string name_of_paging(const testing::TestParamInfo<Paging>& one) {
  const char* names[] = {"earth_search", "planetary_computer", "merge", "get"};
  return names[static_cast<int>(one.param)];
}

INSTANTIATE_TEST_SUITE_P(Paging, StacSearchOnLoopback,
                         testing::Values(Paging::earth_search, Paging::planetary_computer, Paging::merge, Paging::get),
                         name_of_paging);

TEST(StacSearch, a_server_that_names_a_page_as_the_one_after_it_is_an_error) {
  const StacHttp http = [](const std::string&, const std::string& url, const std::string& body) {
    Json item = optical_item({"one", "2018-05-11T10:50:31Z", "sentinel-2-l2a", small_grid(4, 4), "x"});
    Json link{{"rel", "next"}, {"method", "POST"}, {"href", url}, {"body", Json::parse(body)}};
    return StacReply{200, Json{{"features", {item}}, {"links", {link}}}.dump()};
  };
  expect_error(ErrorKind::remote, "same page", [&] {
    search_stac({"https://a", "c", {{0, 0, 1, 1}}, parse_date("2018-05-02"), parse_date("2018-05-08")}, http);
  });
}

TEST(StacSearch, an_answer_that_is_no_list_of_items_is_an_error) {
  for (const char* body : {"<html>", "[]", "{}", R"({"features": 1})"})
    expect_error(ErrorKind::remote, "something else than items", [&] {
      search_stac({"https://a", "c", {{0, 0, 1, 1}}, parse_date("2018-05-02"), parse_date("2018-05-08")},
                  [&](const std::string&, const std::string&, const std::string&) {
                    return StacReply{200, body};
                  });
    });
}

TEST(StacSearch, where_nobody_listens_is_an_error_that_names_the_address) {
  expect_error(ErrorKind::remote, "http://127.0.0.1:9", [] {
    search_stac({"http://127.0.0.1:9", "c", {{0, 0, 1, 1}}, parse_date("2018-05-02"), parse_date("2018-05-08")},
                stac_http());
  });
}

TEST(LonLatBoxes, hold_the_grid_and_are_two_across_the_antimeridian) {
  const auto one = lon_lat_boxes(small_grid(100, 100));
  ASSERT_EQ(one.size(), 1);
  EXPECT_NEAR(one[0][0], 3, 1e-9);
  EXPECT_NEAR(one[0][2], 3.0141, 1e-3);
  // Fiji: at 17 degrees south the antimeridian has an easting of about 181 km in zone 1.
  const auto two = lon_lat_boxes(small_grid(1000, 4000, 10, 166000, 8100000, "EPSG:32701"));
  ASSERT_EQ(two.size(), 2);
  EXPECT_GT(two[0][0], 179);
  EXPECT_EQ(two[0][2], 180);
  EXPECT_EQ(two[1][0], -180);
  EXPECT_LT(two[1][2], -179);
  // A grid of longitudes goes on beyond 180, or begins before -180.
  for (const double west : {179.5, -180.5}) {
    const auto boxes = lon_lat_boxes(small_grid(100, 100, 0.01, west, -16, "EPSG:4326"));
    ASSERT_EQ(boxes.size(), 2);
    EXPECT_NEAR(boxes[0][0], 179.5, 1e-9);
    EXPECT_NEAR(boxes[1][2], -179.5, 1e-9);
  }
}

}  // namespace
}  // namespace undercast

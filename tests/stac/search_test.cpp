// SPDX-License-Identifier: Apache-2.0
#include "stac/search.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

#include "composite/small_inputs.h"
#include "core/temporary_folder.h"
#include "stac/http.h"
#include "stac/small_archive.h"
#include "stac/stand_in.h"

namespace undercast {
namespace {

using Json = nlohmann::json;

// A request as it was sent, and its answer.
Json exchange(const std::string& url, const Json& body, const Json& answer) {
  return {{"request", {{"method", "POST"}, {"uri", url}, {"body", body}}},
          {"response", {{"status", {{"code", 200}}}, {"body", answer}}}};
}

// A page with a link to the next one, whose request has the keys `more`.
Json page(const std::string& url, const std::vector<std::string>& ids, Json body = {}, const Json& more = {}) {
  Json all{{"features", Json::array()}, {"links", Json::array({{{"rel", "root"}, {"href", url}}})}};
  for (const std::string& id : ids)
    all["features"].push_back(optical_item({id, "2023-10-08T17:37:26Z", "c", small_grid(4, 4), "https://files"}));
  if (body.is_null()) return all;
  body.update(more);
  all["links"].push_back({{"rel", "next"}, {"method", "POST"}, {"href", url}, {"body", body}});
  return all;
}

// Answers the requests of a recording and refuses all others. own_and() gives our own recording
// and, where ../shared/stac has the files, the recording of the archive.
class Recording {
 public:
  explicit Recording(std::vector<Json> exchanges) : exchanges_(std::move(exchanges)) {}
  static std::vector<Recording> own_and(std::vector<Json> own, const std::vector<std::string>& files) {
    std::vector<Json> theirs;
    for (const std::string& file : files)
      if (std::ifstream in(fmt::format("{}/../stac/{}", UNDERCAST_SHARED_DATA, file)); in)
        theirs.push_back(Json::parse(in));
    std::vector<Recording> all{Recording(std::move(own))};
    if (!theirs.empty()) all.emplace_back(std::move(theirs));
    return all;
  }
  HttpReply operator()(const HttpRequest& sent) {
    for (const Json& one : exchanges_) {
      const Json& request = one["request"];
      if (request["method"] != sent.method || request["uri"] != sent.url || request["body"] != Json::parse(sent.body))
        continue;
      ++answered;
      const Json& reply = one["response"]["body"];
      return {one["response"]["status"]["code"], {}, reply.is_string() ? reply.get<std::string>() : reply.dump()};
    }
    return {400, {}, "not recorded: " + sent.method + " " + sent.url + " " + sent.body};
  }
  int answered = 0;

 private:
  std::vector<Json> exchanges_;
};

TEST(StacSearch, follows_earth_search_to_the_empty_page_after_the_last_one) {
  const std::string api = "https://earth-search.aws.element84.com/v1", url = api + "/search";
  // The recorded search was by a point in two collections: the first request is changed into that
  // one.
  const Json first{{"datetime", "2023-10-08T00:00:00Z/2023-10-08T23:59:59Z"},
                   {"collections", {"sentinel-2-l2a", "landsat-c2-l2"}},
                   {"intersects", {{"type", "Point"}, {"coordinates", {-105.1019, 40.1672}}}}};
  const Json more{{"next", "2023-10-08T17:37:26.656958Z,LC08_L2SP_033032_20231008_02_T1,landsat-c2-l2"}};
  Json second = first;
  second.update(more);
  for (Recording recording :
       Recording::own_and({exchange(url, first, page(url, {"S2A_13TDE_20231008_0_L2A", "LC08"}, first, more)),
                           exchange(url, second, page(url, {}))},
                          {"wire_earthsearch_search_page1.json", "wire_earthsearch_search_page2_empty.json"})) {
    const auto items = search_stac(
        {api, "sentinel-2-l2a", {{-105.2, 40.1, -105, 40.2}}, parse_date("2023-10-08"), parse_date("2023-10-08")},
        [&](const HttpRequest& request) {
          const bool is_first = Json::parse(request.body).contains("bbox");
          return recording({request.method, request.url, is_first ? first.dump() : request.body});
        });
    EXPECT_EQ(recording.answered, 2);
    ASSERT_EQ(items.size(), 2);
    EXPECT_EQ(items[0].id, "S2A_13TDE_20231008_0_L2A");
  }
}

TEST(StacSearch, follows_planetary_computer_through_its_pages) {
  const std::string api = "https://planetarycomputer.microsoft.com/api/stac/v1", url = api + "/search";
  const Json first{{"limit", 10}, {"bbox", {-73.21, 43.99, -73.12, 44.05}}, {"collections", {"naip"}}};
  const Json to_second{{"token", "next:naip:vt_m_4307307_nw_18_060_20211029"}};
  const Json to_third{{"token", "next:naip:vt_m_4307307_ne_18_h_20160805"}};
  Json second = first;
  second.update(to_second);
  for (Recording recording : Recording::own_and({exchange(url, first, page(url, {"a", "b"}, first, to_second)),
                                                 exchange(url, second, page(url, {"c", "d"}, first, to_third))},
                                                {"wire_mpc_search_page1.json", "wire_mpc_search_page2.json"})) {
    int beyond = 0;
    const auto items = search_stac(
        {api, "naip", {{-73.21, 43.99, -73.12, 44.05}}, parse_date("2010-01-01"), parse_date("2023-12-31"), 10},
        [&](const HttpRequest& request) {
          Json sent = Json::parse(request.body);
          if (sent.value("token", "") == to_third["token"]) {  // was not recorded
            ++beyond;
            return HttpReply{200, {}, page(url, {}).dump()};
          }
          sent.erase("datetime");
          return recording({request.method, request.url, sent.dump()});
        });
    EXPECT_EQ(items.size(), 4);
    EXPECT_EQ(beyond, 1);
  }
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
        stac_http(patience_));
  }
};

TEST_P(StacSearchOnLoopback, gives_every_item_once) {
  const auto items = search();
  ASSERT_EQ(items.size(), 7);
  for (int i = 0; i < 7; ++i) EXPECT_EQ(items[static_cast<std::size_t>(i)].id, "item" + std::to_string(i + 2));
  // The items fill three pages. Earth Search adds an empty page, and a server without POST first
  // refuses it.
  const int more = GetParam() == Paging::earth_search || GetParam() == Paging::get ? 1 : 0;
  EXPECT_EQ(server_.requests("/search"), 3 + more);
}

TEST_P(StacSearchOnLoopback, a_search_found_too_long_is_split_into_shorter_ones) {
  server_.longest_days = 2;
  EXPECT_EQ(search().size(), 7);
  server_.longest_days = 0;
  expect_error(ErrorKind::remote, "cannot search even one day", [&] { search(); });
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
  int asked = 0;
  const StacHttp http = [&](const HttpRequest& request) {
    ++asked;
    Json item = optical_item({"one", "2018-05-11T10:50:31Z", "sentinel-2-l2a", small_grid(4, 4), "x"});
    Json link{{"rel", "next"}, {"method", "POST"}, {"href", request.url}, {"body", Json::parse(request.body)}};
    return HttpReply{200, {}, Json{{"features", {item}}, {"links", {link}}}.dump()};
  };
  expect_error(ErrorKind::remote, "without an end", [&] {
    search_stac({"https://a", "c", {{0, 0, 1, 1}}, parse_date("2018-05-02"), parse_date("2018-05-08")}, http);
  });
  EXPECT_EQ(asked, 1);
}

TEST(StacSearch, an_empty_page_is_the_last_one_whatever_its_links_say) {
  for (const char* body :
       {R"({"features": [], "links": [{"rel": "next", "href": null}]})", R"({"features": [], "links": {}})"}) {
    const StacHttp http = [&](const HttpRequest&) { return HttpReply{200, {}, body, {}}; };
    EXPECT_TRUE(
        search_stac({"https://a", "c", {{0, 0, 1, 1}}, parse_date("2018-05-02"), parse_date("2018-05-08")}, http)
            .empty());
  }
}

TEST(StacSearch, pages_without_an_end_are_an_error) {
  int page = 0;
  const StacHttp http = [&](const HttpRequest&) {
    const Json item = optical_item({"one", "2018-05-11T10:50:31Z", "sentinel-2-l2a", small_grid(4, 4), "x"});
    const Json link{{"rel", "next"}, {"href", "https://a/page/" + std::to_string(++page)}};
    return HttpReply{200, {}, Json{{"features", {item}}, {"links", {link}}}.dump()};
  };
  expect_error(ErrorKind::remote, "without an end", [&] {
    search_stac({"https://a", "c", {{0, 0, 1, 1}}, parse_date("2018-05-02"), parse_date("2018-05-08")}, http);
  });
}

TEST(StacSearch, an_answer_that_is_no_list_of_items_is_an_error) {
  for (const char* body : {"<html>", "[]", "{}", R"({"features": 1})"})
    expect_error(ErrorKind::remote, "the answer of https://a/search", [&] {
      search_stac({"https://a", "c", {{0, 0, 1, 1}}, parse_date("2018-05-02"), parse_date("2018-05-08")},
                  [&](const HttpRequest&) {
                    return HttpReply{200, {}, body};
                  });
    });
}

TEST(StacSearch, where_no_server_listens_is_an_error_that_names_the_address) {
  expect_error(ErrorKind::remote, "http://127.0.0.1:9", [] {
    search_stac({"http://127.0.0.1:9", "c", {{0, 0, 1, 1}}, parse_date("2018-05-02"), parse_date("2018-05-08")},
                stac_http({1}));
  });
}

}  // namespace
}  // namespace undercast

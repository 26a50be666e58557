// SPDX-License-Identifier: Apache-2.0
#include "stac/signer.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"
#include "stac/item.h"

namespace undercast {
namespace {

// A service whose tokens are numbered and last for ten minutes, and a clock that the test sets.
class StacSignerTest : public testing::Test {
 protected:
  std::chrono::sys_seconds now_ = parse_instant("2023-11-22T12:00:00Z");
  int issued_ = 0, status_ = 200;
  std::string last_url_;
  StacHttp http_ = [this](const HttpRequest& request) {
    last_url_ = request.url;
    const std::string expiry = "2023-11-22T12:" + std::to_string(10 + 10 * issued_) + ":00Z";
    const std::string token = "sig=" + std::to_string(++issued_);
    return HttpReply{status_, {}, R"({"msft:expiry": ")" + expiry + R"(", "token": ")" + token + "\"}"};
  };
  StacTokens signer_{"https://sas/token", http_, [this] { return now_; }};
};

TEST_F(StacSignerTest, a_token_serves_a_collection_until_a_minute_before_its_end) {
  EXPECT_EQ(signer_.sign("https://a.blob.core.windows.net/B04.tif", "s2"),
            "https://a.blob.core.windows.net/B04.tif?sig=1");
  EXPECT_EQ(last_url_, "https://sas/token/s2");
  now_ += std::chrono::minutes(9);
  EXPECT_EQ(signer_.sign("https://a.blob.core.windows.net/B08.tif?x=1", "s2"),
            "https://a.blob.core.windows.net/B08.tif?x=1&sig=1");
  now_ += std::chrono::seconds(1);
  EXPECT_EQ(signer_.sign("https://a.blob.core.windows.net/B04.tif", "s2"),
            "https://a.blob.core.windows.net/B04.tif?sig=2");
  EXPECT_EQ(signer_.sign("https://a.blob.core.windows.net/VH.tif", "s1"),
            "https://a.blob.core.windows.net/VH.tif?sig=3");
}

TEST_F(StacSignerTest, a_refused_token_is_not_used_again) {
  signer_.sign("https://a.blob.core.windows.net/B04.tif", "s2");
  signer_.forget("s2");
  EXPECT_EQ(signer_.sign("https://a.blob.core.windows.net/B04.tif", "s2"),
            "https://a.blob.core.windows.net/B04.tif?sig=2");
}

TEST_F(StacSignerTest, only_the_archives_own_storage_gets_a_token_and_only_where_there_is_a_service) {
  for (const char* href : {"s3://eodata/B04.jp2", "https://thief.org/B04.tif", "http://a.blob.core.windows.net/B04.tif",
                           "https://a.blob.core.windows.net@thief.org/B04.tif", "http://127.0.0.1:80/B04.tif"})
    EXPECT_EQ(signer_.sign(href, "s2"), href);
  EXPECT_EQ(StacTokens("", http_).sign("https://a.blob.core.windows.net/B04.tif", "s2"),
            "https://a.blob.core.windows.net/B04.tif");
  EXPECT_EQ(issued_, 0);
}

TEST_F(StacSignerTest, the_host_that_issues_tokens_gets_them_too) {
  EXPECT_EQ(signer_.sign("https://sas/B04.tif", "s2"), "https://sas/B04.tif?sig=1");
}

TEST_F(StacSignerTest, an_answer_of_wrong_types_is_no_token) {
  const StacHttp wrong = [](const HttpRequest&) { return HttpReply{200, {}, R"({"msft:expiry": 7, "token": ["x"]})"}; };
  EXPECT_TRUE(throws_error([&] { StacTokens("https://sas/token", wrong).sign("https://sas/B04.tif", "s2"); },
                           ErrorKind::remote, {"issued no token"}));
}

TEST_F(StacSignerTest, a_service_that_refuses_is_an_error_that_names_it_and_the_key) {
  // A refused account is final, whereas a service that is down may recover.
  for (const auto& [status, kind] : {std::pair{403, ErrorKind::bad_input}, {503, ErrorKind::remote}}) {
    status_ = status;
    EXPECT_TRUE(throws_error([&] { signer_.sign("https://a.blob.core.windows.net/B04.tif", "s2"); }, kind,
                             {"https://sas/token/s2", std::to_string(status), "PC_SDK_SUBSCRIPTION_KEY"}));
  }
}

}  // namespace
}  // namespace undercast

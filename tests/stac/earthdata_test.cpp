// SPDX-License-Identifier: Apache-2.0
#include "stac/earthdata.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "stac/fetch.h"

namespace undercast {
namespace {

constexpr const char* kFile = "https://datapool.asf.alaska.edu/RTC/VH.tif";
constexpr const char* kGuarded = "https://cumulus.asf.earthdatacloud.nasa.gov/VH.tif";
constexpr const char* kSigned = "https://d1.cloudfront.net/VH.tif?Signature=1";
constexpr const char* kLogin = "https://urs.earthdata.nasa.gov/oauth/authorize?client_id=1";

// An archive whose addresses answer with a status, and redirect to another address.
class Earthdata : public testing::Test {
 protected:
  struct Answer {
    int status = 404;
    std::string location = {};
  };
  std::map<std::string, Answer> answers_;
  std::vector<HttpRequest> requests_;
  StacHttp http_ = [this](const HttpRequest& request) {
    requests_.push_back(request);
    const Answer& answer = answers_[request.url];
    HttpReply reply{answer.status};
    reply.url = request.url;
    if (!answer.location.empty()) reply.headers["location"] = answer.location;
    return reply;
  };
  std::string sign(const std::string& href, const std::string& token = "secret") {
    return EarthdataLogin(token, http_).sign(href, "OPERA_L2_RTC-S1_V1_1");
  }
};

TEST_F(Earthdata, follows_its_own_hosts_with_the_token_up_to_the_signed_address) {
  answers_ = {{kFile, {301, kGuarded}}, {kGuarded, {303, kSigned}}};
  EXPECT_EQ(sign(kFile), kSigned);
  ASSERT_EQ(requests_.size(), 2) << "the signed address is for GDAL, and the token is not for its host";
  for (const HttpRequest& request : requests_) {
    EXPECT_NE(std::find(request.headers.begin(), request.headers.end(), "Authorization: Bearer secret"),
              request.headers.end());
    EXPECT_TRUE(request.is_for_this_host_alone);
  }
}

TEST_F(Earthdata, gives_other_hosts_no_secret) {
  for (const char* href : {"https://thief.org/VH.tif", "http://datapool.asf.alaska.edu/VH.tif", "s3://bucket/VH.tif",
                           "https://asf.alaska.edu.thief.org/VH.tif", "https://asf.alaska.edu@thief.org/VH.tif"})
    EXPECT_EQ(sign(href), href);
  EXPECT_TRUE(requests_.empty());
}

TEST_F(Earthdata, that_refuses_a_token_says_how_to_log_in) {
  answers_ = {{kFile, {302, kLogin}}};
  EXPECT_TRUE(throws_error([&] { sign(kFile); }, ErrorKind::bad_input,
                           {"does not accept the login", kFile, "EARTHDATA_TOKEN", ".netrc"}));
  answers_ = {{kFile, {401}}};
  EXPECT_TRUE(throws_error([&] { sign(kFile); }, ErrorKind::bad_input, {"401"}));
  EXPECT_TRUE(throws_error([&] { sign(kFile, ""); }, ErrorKind::bad_input, {"401"}));
  answers_ = {{kFile, {302, "http://thief.org/VH.tif"}}};
  EXPECT_TRUE(throws_error([&] { sign(kFile); }, ErrorKind::bad_input, {"does not accept"}));
}

TEST_F(Earthdata, leaves_the_login_to_netrc_without_a_token) {
  answers_ = {{kFile, {206}}};
  EXPECT_EQ(sign(kFile, ""), kFile);
  ASSERT_EQ(requests_.size(), 1);
  EXPECT_TRUE(requests_.front().uses_netrc);
  EXPECT_EQ(requests_.front().headers, (std::vector<std::string>{"Range: bytes=0-0"}));
}

TEST_F(Earthdata, of_a_file_that_is_gone_says_that_of_the_file_alone) {
  for (const char* token : {"", "secret"}) try {
      sign(kFile, token);
      ADD_FAILURE();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::remote);
      EXPECT_TRUE(is_of_the_file_alone(error)) << error.what();
    }
  answers_ = {{kFile, {503}}};
  EXPECT_TRUE(throws_error([&] { sign(kFile); }, ErrorKind::remote, {"503", "again later"}));
  answers_ = {{kFile, {302, kFile}}};
  EXPECT_TRUE(throws_error([&] { sign(kFile); }, ErrorKind::remote, {"without an end"}));
}

TEST_F(Earthdata, is_needed_before_any_file_is_asked_for) {
  const TemporaryFolder folder;
  ::unsetenv("EARTHDATA_TOKEN");
  ::setenv("NETRC", (folder / "netrc").c_str(), 1);
  const auto require = [] { require_earthdata_login("OPERA_L2_RTC-S1_V1_1"); };
  EXPECT_TRUE(throws_error(require, ErrorKind::usage, {"OPERA_L2_RTC-S1_V1_1 need an Earthdata login", ".netrc"}));
  std::ofstream(folder / "netrc") << "machine example.org login me password mine\n";
  EXPECT_TRUE(throws_error(require, ErrorKind::usage, {"there is none"}));
  std::ofstream(folder / "netrc") << "machine urs.earthdata.nasa.gov login me password mine\n";
  EXPECT_NO_THROW(require());
  ::setenv("NETRC", "/nowhere", 1);
  ::setenv("EARTHDATA_TOKEN", "secret", 1);
  EXPECT_NO_THROW(require());
  ::unsetenv("EARTHDATA_TOKEN");
  ::unsetenv("NETRC");
}

}  // namespace
}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "net/url.h"

#include <gtest/gtest.h>

namespace undercast {
namespace {

TEST(Url, of_this_machine_is_told_by_its_host) {
  for (const char* url : {"http://127.0.0.1:8080/x", "http://localhost:1/", "http://LOCALHOST/", "https://[::1]:7/a"})
    EXPECT_TRUE(is_loopback(url)) << url;
  for (const char* url : {"http://127.0.0.1:1@thief.org/", "http://127.0.0.1.thief.org/",
                          "http://localhost:x@thief.org/", "http://thief.org/http://127.0.0.1:1/",
                          "http://thief.org#@127.0.0.1:1/", "ftp://127.0.0.1/", "127.0.0.1:80", "", "http://"})
    EXPECT_FALSE(is_loopback(url)) << url;
}

TEST(Url, is_secure_over_https_or_to_this_machine) {
  for (const char* url : {"https://example.org/x", "HTTPS://example.org", "http://127.0.0.1:8080/"})
    EXPECT_TRUE(is_secure(url)) << url;
  for (const char* url : {"http://example.org/x", "http://127.0.0.1:1@thief.org/", "file:///etc/passwd", "https:", "x"})
    EXPECT_FALSE(is_secure(url)) << url;
}

TEST(Url, names_a_host_or_one_below_it) {
  EXPECT_TRUE(is_host("https://blob.core.windows.net/x", "blob.core.windows.net"));
  EXPECT_TRUE(is_host("https://a.Blob.core.windows.net/x?y", "blob.core.windows.net"));
  for (const char* url : {"http://a.blob.core.windows.net/x", "https://ablob.core.windows.net/x",
                          "https://thief.org/.blob.core.windows.net", "https://blob.core.windows.net.thief.org/",
                          "https://blob.core.windows.net@thief.org/", "https://x@blob.core.windows.net/"})
    EXPECT_FALSE(is_host(url, "blob.core.windows.net")) << url;
}

TEST(Url, is_shown_without_user_query_and_fragment) {
  EXPECT_EQ(without_secrets("https://me:secret@example.org:8443/a/b.tif?sig=1#c"), "https://example.org:8443/a/b.tif");
  EXPECT_EQ(without_secrets("s3://bucket/key?x=1"), "s3://bucket/key");
  EXPECT_EQ(without_secrets("/vsicurl/https://me:secret@example.org/a.tif?sig=1"),
            "/vsicurl/https://example.org/a.tif");
  EXPECT_EQ(without_secrets("https://example.org"), "https://example.org");
  EXPECT_EQ(without_secrets("cube?.tif"), "cube?.tif");
}

TEST(Masked, text_holds_no_secret) {
  EXPECT_EQ(masked("key=abc&again=abc", "abc"), "key=***&again=***");
  EXPECT_EQ(masked("aaa", "a"), "*********");
  EXPECT_EQ(masked("nothing", ""), "nothing");
}

TEST(Url, relative_ones_are_resolved) {
  EXPECT_EQ(resolve_url("https://a.org/c/items/one.json", "../B04.tif"), "https://a.org/c/B04.tif");
  EXPECT_EQ(resolve_url("https://a.org/c/one.json?x=1", "/x/B04.tif"), "https://a.org/x/B04.tif");
  EXPECT_EQ(resolve_url("https://a.org", "x.tif"), "https://a.org/x.tif");
  EXPECT_EQ(resolve_url("https://a.org/one", "s3://eodata/B04.jp2"), "s3://eodata/B04.jp2");
  EXPECT_EQ(resolve_url("https://a.org/one/two", "//b.org/x.tif"), "https://b.org/x.tif");
}

}  // namespace
}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
// Signatures are verified by the token service in tests/retrieve; here are the values of the standards.
#include "net/signature.h"

#include <gtest/gtest.h>

#include <fstream>
#include <set>

#include "core/error.h"
#include "core/temporary_folder.h"

namespace undercast {
namespace {

TEST(Digests, are_those_of_the_standards) {
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");  // FIPS 180-4
  const TemporaryFolder folder;
  std::ofstream(folder / "file") << "message digest";
  EXPECT_EQ(md5_of_file(folder / "file"), "f96b697d7cb7938d525a2f31aaf161d0");  // RFC 1321
  EXPECT_THROW(md5_of_file(folder / "absent"), Error);
}

TEST(Base64, is_read_and_written) {
  EXPECT_EQ(base64url(std::string("\xfb\xff\xfe", 3)), "-__-");
  EXPECT_EQ(base64url("f"), "Zg");  // RFC 4648, without padding
  EXPECT_EQ(hex_of_base64("Zm8="), "666f");
  EXPECT_EQ(hex_of_base64("!"), "");
}

TEST(SignedJwt, refuses_a_key_without_showing_it) {
  try {
    signed_jwt("{}", "id", "-----BEGIN PRIVATE KEY-----\nnothing\n-----END PRIVATE KEY-----\n");
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::bad_input);
    EXPECT_EQ(std::string(error.what()).find("nothing"), std::string::npos);
  }
}

TEST(RandomUuid, is_of_version_four_and_another_each_time) {
  std::set<std::string> seen;
  for (int i = 0; i < 100; ++i) {
    const std::string uuid = random_uuid();
    EXPECT_EQ(uuid.size(), 36U);
    EXPECT_EQ(uuid[14], '4');
    seen.insert(uuid);
  }
  EXPECT_EQ(seen.size(), 100U);
}

}  // namespace
}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "net/digest.h"

#include <gtest/gtest.h>

#include <fstream>

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

}  // namespace
}  // namespace undercast

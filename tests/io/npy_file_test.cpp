// SPDX-License-Identifier: Apache-2.0
#include "io/npy_file.h"

#include <gtest/gtest.h>

#include <cstring>

#include "core/error.h"
#include "core/temporary_folder.h"
#include "io/atomic_file.h"

namespace undercast {
namespace {

TEST(NpyFile, holds_a_record_array_that_begins_at_a_multiple_of_64_bytes) {
  const TemporaryFolder folder;
  const std::string path = folder / "table.npy";
  write_npy_file(path, {{"step", "truth"}, {1, 0.5F, 2, 0.25F, 3, -1}}, false);
  const std::string bytes = read_text_file(path);
  EXPECT_EQ(bytes.substr(0, 8), std::string("\x93NUMPY\1\0", 8));
  const std::size_t header = static_cast<unsigned char>(bytes[8]) + 256U * static_cast<unsigned char>(bytes[9]);
  EXPECT_EQ((10 + header) % 64, 0U);
  EXPECT_EQ(bytes.substr(10, bytes.find('}') - 9),
            "{'descr': [('step', '<f4'), ('truth', '<f4'), ], 'fortran_order': False, 'shape': (3,), }");
  ASSERT_EQ(bytes.size(), 10 + header + 6 * sizeof(float));
  float last = 0;
  std::memcpy(&last, bytes.data() + bytes.size() - sizeof(float), sizeof(float));
  EXPECT_EQ(last, -1);
  EXPECT_THROW(write_npy_file(path, {{"step"}, {1}}, false), Error) << "it exists";
}

}  // namespace
}  // namespace undercast

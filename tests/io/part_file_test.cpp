// SPDX-License-Identifier: Apache-2.0
#include "io/part_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "core/bytes.h"
#include "core/expect_error.h"
#include "core/hash.h"
#include "core/temporary_folder.h"
#include "io/atomic_file.h"

namespace undercast {
namespace {

namespace fs = std::filesystem;

class PartFileTest : public testing::Test {
 protected:
  std::vector<std::pair<int, std::string>> items(const std::string& identity = "work") {
    std::vector<std::pair<int, std::string>> found;
    read_part(path_, identity, [&](int item, const std::string& bytes) { found.emplace_back(item, bytes); });
    return found;
  }
  void append(std::vector<std::pair<int, std::string>> what) {
    PartFile part(path_, "work");
    for (const auto& [item, bytes] : what) part.append(item, bytes);
  }

  TemporaryFolder folder_;
  std::string path_ = folder_ / "out.rank-0.part";
  const std::vector<std::pair<int, std::string>> two_{{3, "three"}, {1, std::string(100000, 'x')}};
};

TEST_F(PartFileTest, gives_its_items_back_in_order) {
  append(two_);
  EXPECT_EQ(items(), two_);
}

TEST_F(PartFileTest, continues_after_the_last_whole_item_wherever_it_was_cut) {
  append({two_[0]});
  const auto whole = fs::file_size(path_);
  append({{7, "torn"}});
  const auto end = fs::file_size(path_);
  const std::string bytes = read_text_file(path_);
  for (auto size = whole; size < end; ++size) {
    std::ofstream(path_, std::ios::binary) << bytes.substr(0, size);
    append({two_[1]});
    EXPECT_EQ(items(), two_) << size;
  }
}

TEST_F(PartFileTest, cut_within_its_start_begins_anew) {
  append({});
  for (auto size = static_cast<int>(fs::file_size(path_)); size >= 0; --size) {
    fs::resize_file(path_, static_cast<std::uintmax_t>(size));
    append(two_);
    EXPECT_EQ(items(), two_) << size;
    fs::remove(path_);
    append({});
  }
}

TEST_F(PartFileTest, does_not_count_an_item_that_was_altered) {
  append(two_);
  std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(-1, std::ios::end);
  file << 'y';
  file.close();
  EXPECT_EQ(items().size(), 1U);
}

TEST_F(PartFileTest, of_other_work_is_refused) {
  append(two_);
  EXPECT_TRUE(throws_error([&] { items("other"); }, ErrorKind::usage, {"out.rank-0.part", "another run"}));
}

TEST_F(PartFileTest, does_not_take_bytes_for_those_of_another_number) {
  append({{3, "three"}});
  std::string bytes = read_text_file(path_);
  bytes.at(bytes.size() - std::string("three").size() - 24) = 4;  // the number stands before length and checksum
  write_text_file(path_, bytes, true);
  EXPECT_TRUE(items().empty());
}

// A made-up part may hold any number, with a checksum that is right.
TEST_F(PartFileTest, does_not_count_a_number_that_no_work_has) {
  append({});
  const std::int64_t number = (std::int64_t{1} << 32) + 3;
  const std::string bytes = "three";
  Hash hash;
  hash.add(&number, sizeof number);
  hash.add(bytes.data(), bytes.size());
  std::string item;
  ByteWriter writer(item);
  writer.put(number);
  writer.put(std::uint64_t{bytes.size()});
  writer.put(hash.value());
  std::ofstream(path_, std::ios::binary | std::ios::app) << item << bytes;
  EXPECT_TRUE(items().empty());
}

}  // namespace
}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "networks/model_file.h"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/atomic_file.h"
#include "networks/trained_model.h"

namespace undercast {
namespace {

class AModelFile : public testing::Test {
 protected:
  AModelFile() {
    model_.header = {{"seed", 7}, {"options", {{"depth", 4}}}};
    model_.tensors = {
        {"weight", {2, 3}, {1, 2, 3, 4, 5, -0.0F}}, {"bias", {3}, {0.1F, 0.2F, 0.3F}}, {"empty", {0}, {}}};
    model_.bytes = {{"trees", std::string("\0ubj\xff", 5)}, {"none", ""}};
    write_model_file(path_, model_, false);
    bytes_ = read_text_file(path_);
  }
  void replace(const std::string& bytes) const { write_text_file(path_, bytes, true); }
  testing::AssertionResult refused(const std::vector<std::string>& parts) const {
    std::vector<std::string> all = parts;
    all.push_back(path_);
    return throws_error([&] { read_model_file(path_); }, ErrorKind::bad_input, all);
  }

  TemporaryFolder folder_;
  std::string path_ = folder_ / "model.uc";
  ModelFile model_;
  std::string bytes_;
};

TEST_F(AModelFile, reads_back_what_was_written) {
  EXPECT_TRUE(is_model_file(path_));
  const ModelFile read = read_model_file(path_);
  EXPECT_EQ(read.header.at("seed"), 7);
  EXPECT_EQ(read.header.at("options"), model_.header.at("options"));
  ASSERT_EQ(read.tensors.size(), 3U);
  EXPECT_EQ(read.tensor("weight").shape, (std::vector<std::int64_t>{2, 3}));
  EXPECT_EQ(read.tensor("weight").values, model_.tensors[0].values);
  EXPECT_EQ(read.tensor("bias").values, model_.tensors[1].values);
  EXPECT_TRUE(read_model_file(path_, false).tensors.empty());
  EXPECT_EQ(read.bytes, model_.bytes);
  EXPECT_EQ(read.bytes_of("trees").size(), 5U);
  EXPECT_TRUE(throws_error([&] { (void)read.bytes_of("other"); }, ErrorKind::bad_input, {"'other'"}));
  EXPECT_TRUE(throws_error([&] { (void)read.tensor("none"); }, ErrorKind::bad_input, {"'none'"}));
}

TEST_F(AModelFile, is_the_same_bytes_when_written_again) {
  write_model_file(folder_ / "again.uc", model_, false);
  EXPECT_EQ(read_text_file(folder_ / "again.uc"), bytes_);
}

TEST_F(AModelFile, is_refused_when_missing) {
  EXPECT_TRUE(throws_error([&] { read_model_file(folder_ / "none.uc"); }, ErrorKind::io, {"none.uc", "No such file"}));
}

TEST_F(AModelFile, is_refused_when_empty) {
  replace("");
  EXPECT_TRUE(refused({"empty (0 bytes)", "train it again"}));
}

TEST_F(AModelFile, is_refused_when_it_is_something_else) {
  replace("PK\x03\x04 a zip file, as PyTorch's models are");
  EXPECT_FALSE(is_model_file(path_));
  EXPECT_TRUE(refused({"not a model file", "undercast train"}));
}

TEST_F(AModelFile, is_refused_when_truncated_anywhere) {
  for (std::size_t size = 1; size < bytes_.size(); ++size) {
    replace(bytes_.substr(0, size));
    ASSERT_TRUE(refused({})) << size;
  }
  EXPECT_TRUE(refused({"damaged", "ends too early"}));
}

TEST_F(AModelFile, is_refused_when_any_byte_is_altered) {
  for (std::size_t at = 0; at < bytes_.size(); ++at) {
    std::string altered = bytes_;
    altered[at] = static_cast<char>(altered[at] ^ 0x10);
    replace(altered);
    ASSERT_TRUE(refused({})) << at;
  }
}

TEST_F(AModelFile, is_refused_when_bytes_follow_it) {
  replace(bytes_ + "x");
  EXPECT_TRUE(refused({"more bytes than its header says"}));
}

TEST_F(AModelFile, is_refused_when_a_newer_program_made_it) {
  std::string newer = bytes_;
  newer[12] = 3;  // after the magic
  replace(newer);
  EXPECT_TRUE(refused({"format version 3", "newer undercast"}));
}

// Such a file has checksums that are right: it was made to do harm.
TEST_F(AModelFile, is_refused_when_it_states_sizes_beyond_its_bytes) {
  const auto with_shape = [&](const std::vector<std::int64_t>& shape) {
    ModelFile made;
    made.header = model_.header;
    made.tensors = {{"weight", shape, {1, 2}}};
    write_model_file(path_, made, true);
  };
  for (const std::vector<std::int64_t>& shape :
       {std::vector<std::int64_t>{1'000'000'000'000}, {-2}, {1LL << 32, 1LL << 32}, {1LL << 62, 4}, {3}}) {
    with_shape(shape);
    EXPECT_TRUE(refused({"damaged"})) << shape.front();
  }
  with_shape({2});
  EXPECT_EQ(read_model_file(path_).tensor("weight").values, (std::vector<float>{1, 2}));
}

TEST_F(AModelFile, is_refused_when_its_numbers_have_no_sense) {
  for (const float value : {std::nanf(""), INFINITY}) {
    ModelFile made = model_;
    made.tensors[0].values[1] = value;
    write_model_file(path_, made, true);
    EXPECT_TRUE(refused({"weight", "not finite"}));
  }
  for (const double factor : {-1.0, 1e300}) {
    ModelFile made = model_;
    Calibration calibration;
    calibration.factor[0].fill(factor);
    made.header["calibration"] = calibration.factor;
    write_model_file(path_, made, true);
    EXPECT_TRUE(throws_error([&] { calibration_of(read_model_file(path_)); }, ErrorKind::bad_input,
                             {path_, "'calibration'", "factors from 0 to 1000"}));
  }
}

TEST_F(AModelFile, is_refused_when_two_parts_have_one_name) {
  ModelFile made = model_;
  made.tensors.push_back(made.tensors[0]);
  write_model_file(path_, made, true);
  EXPECT_TRUE(refused({"two tensors weight"}));
}

TEST_F(AModelFile, is_refused_with_the_key_of_a_header_that_is_of_another_type) {
  model_.header = {{"training", {{"scenes", "one"}}}};
  write_model_file(path_, model_, true);
  EXPECT_TRUE(throws_error([&] { scenes_of(read_model_file(path_)); }, ErrorKind::bad_input,
                           {path_, "'training.scenes' is \"one\""}));
}

TEST_F(AModelFile, is_not_overwritten_unless_asked) {
  EXPECT_TRUE(throws_error([&] { write_model_file(path_, model_, false); }, ErrorKind::usage, {path_, "--overwrite"}));
  EXPECT_NO_THROW(write_model_file(path_, model_, true));
}

}  // namespace
}  // namespace undercast

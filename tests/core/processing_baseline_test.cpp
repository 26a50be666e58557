// SPDX-License-Identifier: Apache-2.0
#include "core/processing_baseline.h"

#include <gtest/gtest.h>

namespace undercast {
namespace {

TEST(ProcessingBaseline, of_an_observation_only_the_newest_is_kept) {
  std::vector<Processing> images{{"a", 207}, {"b", 400}, {"a", 500}, {"a", 500}, {"c", 0}};
  keep_newest_baseline(images, [](const Processing& image) { return image; });
  std::string kept;
  for (const Processing& image : images) kept += image.observation + std::to_string(image.baseline) + " ";
  EXPECT_EQ(kept, "b400 a500 a500 c0 ");
}

TEST(ProcessingBaseline, has_an_offset_from_04_00_on) {
  EXPECT_FALSE(has_offset(399));
  EXPECT_TRUE(has_offset(400));
}

}  // namespace
}  // namespace undercast

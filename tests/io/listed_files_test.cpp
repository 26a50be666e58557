// SPDX-License-Identifier: Apache-2.0
#include "io/listed_files.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/atomic_file.h"

namespace undercast {
namespace {

std::vector<NamedFile> listed(const std::string& name, const std::string& text, const NameRules& rules = {}) {
  const TemporaryFolder folder;
  write_text_file(folder / name, text, false);
  return listed_files(folder / name, rules);
}

std::string items(const std::string& assets) {
  return R"({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": )"
         R"({"datetime": "2018-05-11T10:50:31Z"}, "assets": )" +
         assets + "}]}";
}

TEST(ListedFiles, of_stac_items_may_be_signed_addresses) {
  const auto files = listed("items.json", items(R"({"ndvi": {"href": "https://host/a/b.tif?sig=x.y"}})"));
  ASSERT_EQ(files.size(), 1U);
  EXPECT_EQ(files[0].path, "https://host/a/b.tif?sig=x.y");
  EXPECT_EQ(files[0].name.variable, "NDVI");
  EXPECT_EQ(files[0].name.date, parse_date("2018-05-11"));
}

TEST(ListedFiles, of_stac_items_are_those_whose_keys_name_a_variable) {
  const auto files =
      listed("items.json", items(R"({"ndvi": {"href": "a.tif"}, "ndvi_lower": {"href": "ndvi_b.tif"}})"));
  ASSERT_EQ(files.size(), 1U);
  EXPECT_TRUE(files[0].path.ends_with("/a.tif"));
}

TEST(ListedFiles, of_stac_items_have_the_scale_that_either_version_of_the_extension_states) {
  for (const char* bands : {R"("raster:bands": [{"scale": 0.0001, "offset": -0.1}])",
                            R"("bands": [{"raster:scale": 0.0001, "raster:offset": -0.1}])"}) {
    const auto files = listed("items.json", items(std::string(R"({"ndvi": {"href": "a.tif", )") + bands + "}}"));
    ASSERT_EQ(files.size(), 1U) << bands;
    EXPECT_EQ(files[0].scale, 0.0001) << bands;
    EXPECT_EQ(files[0].offset, -0.1) << bands;
  }
}

TEST(ListedFiles, of_a_list_are_relative_to_it) {
  const auto files = listed("list.txt", "NDVI_2018-05-11.tif\r\n\n/data/VH_2018-05-12.tif\n");
  ASSERT_EQ(files.size(), 2U);
  EXPECT_TRUE(files[0].path.ends_with("/NDVI_2018-05-11.tif"));
  EXPECT_EQ(files[1].path, "/data/VH_2018-05-12.tif");
  EXPECT_EQ(files[1].name.variable, "VH");
}

TEST(ListedFiles, that_name_no_raster_are_an_error) {
  EXPECT_TRUE(throws_error([] { listed("list.txt", "\n"); }, ErrorKind::bad_input, {"list.txt", "names no raster"}));
  EXPECT_TRUE(
      throws_error([] { listed("items.json", items("{}")); }, ErrorKind::bad_input, {"items.json", "--ndvi KEY"}));
}

}  // namespace
}  // namespace undercast

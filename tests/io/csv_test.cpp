// SPDX-License-Identifier: Apache-2.0
#include "io/csv.h"

#include <gtest/gtest.h>

#include "core/expect_error.h"

namespace undercast {
namespace {

using Fields = std::vector<std::string>;

// All records of a text, each with the line that it began on.
std::vector<std::pair<int, Fields>> records_of(const std::string& text) {
  CsvReader reader(text, "a.csv");
  std::vector<std::pair<int, Fields>> records;
  for (Fields fields; reader.next(fields);) records.emplace_back(reader.line(), fields);
  return records;
}

TEST(Csv, keeps_separators_quotes_and_line_ends_within_quotes_and_counts_lines) {
  const auto records = records_of("\"a\",b\r\n\r\n\"1,\"\"x\"\"\n2\",\n,\"\"\nlast,3");
  ASSERT_EQ(records.size(), 4U);
  EXPECT_EQ(records[0], std::pair(1, Fields{"a", "b"}));
  EXPECT_EQ(records[1], std::pair(3, Fields{"1,\"x\"\n2", ""}));
  EXPECT_EQ(records[2], std::pair(5, Fields{"", ""}));
  EXPECT_EQ(records[3], std::pair(6, Fields{"last", "3"}));
}

TEST(Csv, finds_what_separates_fields_outside_quotes) {
  EXPECT_EQ(records_of("\"a,b,c\";d\n")[0].second, (Fields{"a,b,c", "d"}));
  EXPECT_EQ(records_of("a\tb,c\td\n")[0].second, (Fields{"a", "b,c", "d"}));
  EXPECT_EQ(records_of("\xEF\xBB\xBF"
                       "a,b")[0]
                .second,
            (Fields{"a", "b"}))
      << "a byte order mark is no part of a name";
  EXPECT_EQ(records_of("a\n1\n")[1].second, Fields{"1"});
}

TEST(Csv, refuses_broken_quotes_by_line) {
  EXPECT_TRUE(
      throws_error([] { records_of("a,b\n1,\"2\n3,4\n"); }, ErrorKind::bad_input, {"a.csv, line 2", "does not end"}));
  EXPECT_TRUE(
      throws_error([] { records_of("a,b\n\n\"1\" 2,3\n"); }, ErrorKind::bad_input, {"a.csv, line 3", "' 2' behind"}));
}

TEST(Csv, writes_fields_that_it_reads_again) {
  for (const std::string field : {"plain", "a;b", "a,b", "\"x\"", "two\nlines", "", "Müller"}) {
    const std::string text = csv_field(field, ';') + ";" + "end;\n";
    EXPECT_EQ(records_of(text)[0].second, (Fields{field, "end", ""})) << text;
  }
  EXPECT_EQ(csv_field("a,b", ';'), "a,b") << "quotes are only where they are needed";
}

}  // namespace
}  // namespace undercast

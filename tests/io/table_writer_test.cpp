// SPDX-License-Identifier: Apache-2.0
#include "io/table_writer.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "core/expect_error.h"
#include "core/temporary_folder.h"
#include "io/table_file.h"

namespace undercast {
namespace {

const std::vector<ColumnInfo> kColumns{
    {"id", ColumnType::text}, {"date", ColumnType::date}, {"mean", ColumnType::number}, {"count", ColumnType::whole}};

void write_rows(const std::string& path) {
  TableWriter table({path, "rows", {{"UNDERCAST_COMMAND", "fields"}}}, kColumns);
  table.set(0, std::string("a, \"b\""));
  table.set(1, parse_date("2018-05-11"));
  table.set(2, 0.5, 6);
  table.set(3, 12, 0);
  table.end_row();
  table.set(0, std::string("007"));
  table.set(2, std::nan(""), 6);
  table.set(3, 10, 0);
  table.end_row();
  table.finish();
}

TEST(TableWriter, writes_what_reads_as_the_same_table_in_each_format) {
  const TemporaryFolder folder;
  for (const std::string name : {"a.csv", "a.tsv", "a.gpkg"}) {
    write_rows(folder / name);
    TableFile table(folder / name, ByteSize("1G"));
    ASSERT_EQ(table.rows(), 2) << name;
    EXPECT_EQ(table.text(0, 0), "a, \"b\"") << name;
    EXPECT_EQ(table.text(0, 1), "2018-05-11") << name;
    EXPECT_EQ(table.text(0, 2), "0.5") << name;
    EXPECT_EQ(table.text(0, 3), "12") << name;
    EXPECT_EQ(table.text(1, 0), "007") << name;
    EXPECT_EQ(table.text(1, 1), "") << name;
    EXPECT_EQ(table.text(1, 2), "") << name;
    EXPECT_EQ(table.text(1, 3), "10") << name;
  }
}

TEST(TableWriter, leaves_nothing_when_it_does_not_finish) {
  const TemporaryFolder folder;
  for (const std::string name : {"a.csv", "a.gpkg"}) {
    TableWriter table({folder / name, "rows"}, kColumns);
    table.end_row();
  }
  EXPECT_TRUE(std::filesystem::is_empty(std::string(folder / ".")));
}

TEST(TableWriter, overwrites_nothing_unless_asked) {
  const TemporaryFolder folder;
  write_rows(folder / "a.csv");
  EXPECT_TRUE(throws_error([&] { write_rows(folder / "a.csv"); }, ErrorKind::usage, {"a.csv", "--overwrite"}));
  EXPECT_TRUE(throws_error([&] { write_rows(folder / "a.txt"); }, ErrorKind::usage, {"a.txt", ".csv"}));
}

}  // namespace
}  // namespace undercast

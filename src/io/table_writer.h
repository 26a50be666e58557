// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "core/date.h"
#include "io/atomic_file.h"
#include "io/gdal.h"

namespace undercast {

enum class ColumnType { text, date, number, whole };

struct ColumnInfo {
  std::string name;
  ColumnType type;
};

/// Where a table goes, and what it says of the run that made it, where its format has a place for
/// that.
struct TableOutput {
  std::string path;
  std::string layer;  ///< its name in a GeoPackage
  std::map<std::string, std::string> metadata = {};
  bool overwrite = false;
};

/// Writes a table row by row, in the format that its name's ending says (table_file.h): CSV as
/// text, the others through GDAL. Empty texts and NaN are missing.
class TableWriter {
 public:
  /// Throws as AtomicFile and require_table_name() do, and Error(io) when GDAL cannot make it.
  TableWriter(const TableOutput& output, std::vector<ColumnInfo> columns);

  /// Sets a cell of the row; a row begins with all cells missing.
  void set(std::size_t column, const std::string& text);
  void set(std::size_t column, Date date) { set(column, to_string(date)); }
  /// Numbers have `digits` behind the point at most.
  void set(std::size_t column, double number, int digits);
  /// Throws Error(io).
  void end_row();

  /// The dataset, for further layers; null where the format has no place for them.
  GDALDataset* dataset();
  /// Throws Error(io), and then leaves nothing under the output's name.
  void finish();

 private:
  void begin_layer(const std::string& driver, const TableOutput& output);
  void add_line(const std::vector<std::string>& cells);
  [[noreturn]] void fail() const;

  AtomicFile file_;
  std::vector<ColumnInfo> columns_;
  std::vector<std::string> cells_;
  std::ofstream text_;  ///< of a CSV
  char separator_ = ',';
  DatasetPtr dataset_;  ///< of another format
  OGRLayer* layer_ = nullptr;
};

}  // namespace undercast

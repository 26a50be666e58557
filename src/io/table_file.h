// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <ogrsf_frmts.h>

#include <memory>
#include <string>
#include <vector>

#include "core/byte_size.h"
#include "io/gdal.h"

namespace undercast {

/// Whether a path names a table rather than a raster: by its ending (.csv, .tsv, .parquet,
/// .geoparquet), and for .gpkg, which may hold either, by what it holds.
bool is_table_file(const std::string& path);

/// GDAL's driver for tables of this name; null for text and for other names. Other drivers would
/// read whatever path or address a file names.
const char* table_driver(const std::string& path);

/// Throws Error(usage) when a table needs more than `memory` [bytes].
void require_table_memory(const std::string& path, double needed, const ByteSize& memory);

/// A table in memory. Its rows are features of GDAL, so that geometries and types are kept; the
/// fields of a CSV are text as they stand there.
class TableFile {
 public:
  /// Throws Error(io) for an unreadable file; Error(bad_input), naming the line, for a broken one;
  /// Error(usage) for one that exceeds `memory`.
  TableFile(const std::string& path, const ByteSize& memory);

  /// For messages: without the secrets of an address.
  const std::string& path() const { return path_; }
  /// What the table takes [bytes]; 0 where the size of its file is not known.
  double memory() const { return memory_; }
  int columns() const { return columns_->GetFieldCount(); }
  std::string name(int column) const { return columns_->GetFieldDefn(column)->GetNameRef(); }
  OGRFieldType type(int column) const { return columns_->GetFieldDefn(column)->GetType(); }
  int rows() const { return static_cast<int>(rows_.size()); }
  OGRFeature& row(int row) { return *rows_[static_cast<std::size_t>(row)]; }
  /// A cell without blanks around it. Empty where it is missing: no value, NA, NaN or null.
  std::string text(int row, int column) const;
  /// "line 7" or "feature 7".
  std::string where(int row) const;
  /// Whether the table is a CSV: then line 1 names its columns. Else its features have numbers.
  bool is_text() const { return source_ == nullptr; }

  /// Removes columns, and adds others of text or (`numbers`) of numbers at the end.
  void change_columns(const std::vector<int>& removed, const std::vector<std::string>& texts,
                      const std::vector<std::string>& numbers);
  /// Adds a row with those cells of `like` that `map` keeps (-1: no), and its geometry.
  OGRFeature& add_row(OGRFeature& like, std::vector<int> map);
  void remove_rows(int count) { rows_.erase(rows_.begin(), rows_.begin() + count); }

  /// Writes the format that the ending says. Throws as write_text_file(), and Error(io) when GDAL
  /// cannot write it.
  void write(const std::string& path, bool overwrite) const;

 private:
  struct Release {
    void operator()(OGRFeatureDefn* columns) const { columns->Release(); }
  };
  void read_text(const std::string& text);
  void read_layer(const std::string& path);
  std::string to_text(char separator) const;
  std::string to_bytes(const std::string& driver, const std::string& path) const;

  std::string path_;
  double memory_ = 0;
  DatasetPtr source_;  ///< none for a CSV
  std::unique_ptr<OGRFeatureDefn, Release> columns_;
  std::vector<OGRFeatureUniquePtr> rows_;
  std::vector<int> lines_;  ///< of a CSV: where rows begin
  char separator_ = ',';
  bool has_byte_order_mark_ = false;
};

/// Throws Error(usage) unless a table can be written under this name by this GDAL.
void require_table_name(const std::string& path);

}  // namespace undercast

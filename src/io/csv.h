// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace undercast {

/// Reads records of separated text, with quotes as R, pandas and spreadsheets write them. GDAL's
/// own driver counts no lines, which messages name, and it drops one of two columns of one name.
class CsvReader {
 public:
  /// `text` must outlive it. Its first line says what separates fields: comma, semicolon or tab.
  /// `path` is for messages.
  CsvReader(std::string_view text, std::string path);
  char separator() const { return separator_; }
  /// Reads the next record; blank lines are passed over. False at the end. Throws
  /// Error(bad_input) for a quotation that does not end, or that text follows.
  bool next(std::vector<std::string>& fields);
  /// The line, from 1, that the last record began on.
  int line() const { return line_; }

 private:
  std::string quoted();
  std::string unquoted();

  std::string_view text_;
  std::string path_;
  std::size_t at_ = 0;
  char separator_ = ',';
  int line_ = 0, next_line_ = 1;
};

/// A field as it stands in such a text: in quotes where it needs them.
std::string csv_field(const std::string& text, char separator);

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace undercast {

/// A table of numbers, for NumPy.
struct NumberTable {
  std::vector<std::string> columns;
  std::vector<float> values;  ///< [row, column]
};

/// Writes a table as a record array of float32 that numpy.load() reads (NumPy's format 1.0).
/// Column names must not contain quotes. Throws Error(io), and Error(usage) when the file exists and
/// `overwrite` is not set.
void write_npy_file(const std::string& path, const NumberTable& table, bool overwrite);

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "io/npy_file.h"

#include <fmt/format.h>

#include <cstring>

#include "io/atomic_file.h"

namespace undercast {

void write_npy_file(const std::string& path, const NumberTable& table, bool overwrite) {
  std::string types;
  for (const std::string& column : table.columns) types += fmt::format("('{}', '<f4'), ", column);
  std::string header = fmt::format("{{'descr': [{}], 'fortran_order': False, 'shape': ({},), }}", types,
                                   table.values.size() / table.columns.size());
  // Magic, version, and length take 10 bytes; the data begin at a multiple of 64.
  header.append(63 - (10 + header.size()) % 64, ' ');
  header += '\n';
  std::string bytes = "\x93NUMPY";
  bytes += {1, 0, static_cast<char>(header.size() & 0xff), static_cast<char>(header.size() >> 8)};
  bytes += header;
  const std::size_t start = bytes.size();
  bytes.resize(start + table.values.size() * sizeof(float));
  std::memcpy(bytes.data() + start, table.values.data(), table.values.size() * sizeof(float));
  write_text_file(path, bytes, overwrite);
}

}  // namespace undercast

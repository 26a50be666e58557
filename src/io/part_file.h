// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace undercast {

/// The finished items of a long piece of work, which outlive the process. Each has a checksum; an
/// incomplete last item does not count.
/// Layout: magic, identity (length, text), then for each item its number, length, XXH3 checksum
/// (of number and bytes) and bytes.
class PartFile {
 public:
  /// Opens the file for appending, or makes it. `identity` identifies the work. Throws Error(io).
  PartFile(const std::string& path, const std::string& identity);
  ~PartFile();
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  /// For any thread. Throws Error(io), naming the path.
  void append(int item, std::string_view bytes);
  /// Syncs the items to disk. Throws Error(io).
  void sync();

 private:
  void write(std::string_view bytes);

  std::string path_;
  int file_ = -1;
  std::mutex mutex_;
};

/// Item `item` and its bytes.
using PartVisit = std::function<void(int item, const std::string& bytes)>;

/// Visits the complete items of a part in order, and returns the offset of their end. Throws
/// Error(io) when the part cannot be read, Error(usage) when it belongs to other work.
std::uint64_t read_part(const std::string& path, const std::string& identity, const PartVisit& visit);

/// An item as append() writes it, and a visit of such items.
std::string part_item(int item, std::string_view bytes);
void read_part_items(std::istream& in, const PartVisit& visit);

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace undercast {

/// What a process has finished of a long piece of work, item after item, so that it outlives the process: whatever ends
/// it, the items written before are whole. Each has a checksum; a last one that is torn does not count.
/// Layout: magic, identity (length, text), then for each item its number, length, XXH3 checksum and bytes.
class PartFile {
 public:
  /// Opens the file to append to it, or makes it. `identity` says which work this is. Throws Error(io).
  PartFile(const std::string& path, const std::string& identity);
  ~PartFile();
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  /// For any thread. Throws Error(io), naming the path.
  void append(int item, std::string_view bytes);
  /// Hands the items to the disk. Throws Error(io).
  void sync();

 private:
  void write(std::string_view bytes);

  std::string path_;
  int file_ = -1;
  std::mutex mutex_;
};

/// Item `item` and its bytes.
using PartVisit = std::function<void(int item, const std::string& bytes)>;

/// Visits the whole items of a part in the order in which they were written, and returns where they end. Throws
/// Error(io) when it cannot be read, and Error(usage) when it is of other work.
std::uint64_t read_part(const std::string& path, const std::string& identity, const PartVisit& visit);

/// An item as append() writes it, and such items as read_part() visits them.
std::string part_item(int item, std::string_view bytes);
void read_part_items(std::istream& in, const PartVisit& visit);

}  // namespace undercast

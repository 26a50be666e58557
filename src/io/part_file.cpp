// SPDX-License-Identifier: Apache-2.0
#include "io/part_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "core/bytes.h"
#include "core/error.h"
#include "core/hash.h"

namespace undercast {
namespace {

constexpr std::string_view kMagic = "UNDERCAST PART 2\n";
constexpr std::uint64_t kLongestItem = 1ULL << 40;

struct ItemStart {
  std::int64_t item;
  std::uint64_t size, hash;
};

// The number counts, too: bytes under another number would be another piece of work.
std::uint64_t checksum(std::int64_t item, std::string_view bytes) {
  Hash hash;
  hash.add(&item, sizeof item);
  hash.add(bytes.data(), bytes.size());
  return hash.value();
}

[[noreturn]] void fail(const char* doing, const std::string& path) {
  throw Error(ErrorKind::io, fmt::format("{} {} failed: {}", doing, path, std::strerror(errno)),
              "check free space and permissions; finished work is kept, and the same command continues from there");
}

std::string start_of(const std::string& identity) {
  std::string start(kMagic);
  ByteWriter(start).put(identity);
  return start;
}

std::string read_at_most(std::istream& in, std::size_t size) {
  std::string found(size, '\0');
  in.read(found.data(), static_cast<std::streamsize>(size));
  found.resize(static_cast<std::size_t>(in.gcount()));
  return found;
}

}  // namespace

PartFile::PartFile(const std::string& path, const std::string& identity) : path_(path) {
  const std::string start = start_of(identity);
  std::uint64_t whole = 0;
  if (std::filesystem::exists(path)) whole = read_part(path, identity, [](int, const std::string&) {});
  file_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
  if (file_ < 0) fail("opening", path);
  if (::ftruncate(file_, static_cast<off_t>(whole)) != 0 || ::lseek(file_, 0, SEEK_END) < 0) fail("opening", path);
  if (whole == 0) write(start);
}

PartFile::~PartFile() { ::close(file_); }

void PartFile::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file_, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) fail("writing", path_);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
}

void PartFile::append(int item, std::string_view bytes) {
  const std::string start = part_item(item, bytes).substr(0, sizeof(ItemStart));
  const std::lock_guard lock(mutex_);
  write(start);
  write(bytes);
}

void PartFile::sync() {
  if (::fsync(file_) != 0) fail("writing", path_);
}

std::string part_item(int item, std::string_view bytes) {
  std::string text;
  ByteWriter(text).put(ItemStart{item, bytes.size(), checksum(item, bytes)});
  text += bytes;
  return text;
}

std::uint64_t read_part(const std::string& path, const std::string& identity, const PartVisit& visit) {
  std::ifstream in(path, std::ios::binary);
  if (!in) fail("reading", path);
  const std::string start = start_of(identity);
  const std::string found = read_at_most(in, start.size());
  if (!start.starts_with(found))
    throw Error(
        ErrorKind::usage,
        fmt::format("{} holds finished work of another run, with other options or inputs, another build, or on another "
                    "kind of processor, which may round differently",
                    path),
        "run that command again there to finish it, or start anew with --overwrite");
  if (found.size() < start.size()) return 0;  // its process was killed at its start
  std::uint64_t whole = start.size();
  read_part_items(in, [&](int item, const std::string& bytes) {
    visit(item, bytes);
    whole += sizeof(ItemStart) + bytes.size();
  });
  return whole;
}

void read_part_items(std::istream& in, const PartVisit& visit) {
  ItemStart start{};
  std::string bytes;
  while (in.read(reinterpret_cast<char*>(&start), sizeof start) && start.size < kLongestItem) {
    bytes.clear();
    // In pieces that grow, so that a damaged length takes no more memory than the file has bytes.
    for (std::uint64_t left = start.size; left > 0;) {
      const auto piece = std::min<std::uint64_t>(left, std::max<std::uint64_t>(bytes.size(), 1U << 16));
      const std::size_t at = bytes.size();
      bytes.resize(at + piece);
      if (!in.read(bytes.data() + at, static_cast<std::streamsize>(piece))) return;
      left -= piece;
    }
    const int item = static_cast<int>(start.item);
    if (item != start.item || checksum(start.item, bytes) != start.hash) return;
    visit(item, bytes);
  }
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "io/file_identity.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "core/hash.h"
#include "net/url.h"

namespace undercast {
namespace {

constexpr std::int64_t kSampleBytes = 1 << 14, kSamples = 4;

// Hashes the beginning and the end of a file, and places in between.
std::uint64_t hash_of_samples(const std::string& path, std::int64_t size) {
  std::ifstream in(path, std::ios::binary);
  std::string bytes(kSampleBytes, '\0');
  Hash hash;
  const std::int64_t last = std::max<std::int64_t>(size - kSampleBytes, 0);
  for (std::int64_t sample = 0; sample < (last > 0 ? kSamples : 1); ++sample) {
    in.clear();
    in.seekg(last / (kSamples - 1) * sample + last % (kSamples - 1) * sample / (kSamples - 1));
    in.read(bytes.data(), kSampleBytes);
    hash.add(bytes.data(), static_cast<std::size_t>(in.gcount()));
  }
  return hash.value();
}

long long nanoseconds(const timespec& time) { return time.tv_sec * 1'000'000'000LL + time.tv_nsec; }

// Time, size and samples of a file; empty where it is not on this machine.
std::string content_of(const std::string& path) {
  struct stat found {};
  std::string content;
  if (::stat(path.c_str(), &found) == 0) content += fmt::format(" {}", nanoseconds(found.st_mtim));
  if (S_ISREG(found.st_mode))
    content += fmt::format(" {} {:016x}", found.st_size, hash_of_samples(path, found.st_size));
  return content;
}

}  // namespace

std::string file_stamp(const std::string& path) {
  struct stat found {};
  if (::stat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return {};
  return fmt::format("{} {} {} {}", found.st_dev, found.st_ino, found.st_size, nanoseconds(found.st_mtim));
}

std::vector<std::string> stamps_of(const std::vector<std::string>& paths) {
  std::vector<std::string> stamps;
  for (const std::string& path : paths) stamps.push_back(file_stamp(path));
  return stamps;
}

void require_unchanged(const std::string& path, const std::string& stamp) {
  if (file_stamp(path) != stamp)
    throw Error(ErrorKind::bad_input, fmt::format("{} was changed or replaced while it was read", path),
                "run the command again when nothing else writes that file");
}

void require_file(const std::string& path) {
  std::error_code elsewhere;  // /vsicurl/ and the like are not on this machine
  const auto type = std::filesystem::status(path, elsewhere).type();
  if (type == std::filesystem::file_type::fifo || type == std::filesystem::file_type::character)
    throw Error(ErrorKind::io, fmt::format("cannot open {}: it is a pipe or a device", path), "give a file");
}

std::string identity_of_files(const std::vector<std::string>& paths) {
  std::string identity;
  for (const std::string& path : paths) identity += without_secrets(path) + content_of(path) + "\n";
  return identity;
}

std::string content_of_files(const std::vector<std::string>& paths) {
  std::string all;
  for (const std::string& path : paths) {
    const std::string content = content_of(path);
    all += (content.empty() ? without_secrets(path) : content) + "\n";
  }
  return fmt::format("{:016x}", hash_of_bytes(all));
}

}  // namespace undercast

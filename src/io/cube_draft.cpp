// SPDX-License-Identifier: Apache-2.0
#include "io/cube_draft.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <utility>

#include "core/error.h"
#include "core/progress.h"
#include "io/cog.h"
#include "io/object_store.h"

namespace undercast {
namespace {

constexpr std::size_t kPixelBytes = sizeof(float);

bool write_all(int file, const char* bytes, std::size_t count, off_t at) {
  while (count > 0) {
    const ssize_t written = ::pwrite(file, bytes, count, at);
    if (written == 0 || (written < 0 && errno != EINTR)) return false;
    if (written < 0) continue;
    bytes += written, at += written, count -= static_cast<std::size_t>(written);
  }
  return true;
}

[[noreturn]] void fail(const std::string& path) {
  throw Error(ErrorKind::io, fmt::format("writing {} failed: {}", path, std::strerror(errno)),
              "check free space and permissions; the same command continues from what has been retrieved");
}

Descriptor open_file(const std::string& path) {
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
  if (file.number() < 0) fail(path);
  return file;
}

}  // namespace

CubeDraft::CubeDraft(std::string cube, RasterWriter::Layout layout, std::string identity, bool overwrite)
    : cube_(std::move(cube)),
      values_path_(working_place(cube_) + ".draft"),
      parts_path_(values_path_ + ".parts"),
      identity_(std::move(identity)),
      layout_(std::move(layout)),
      values_(open_file(values_path_)),
      parts_(open_file(parts_path_)) {
  std::string content = read_text_file(parts_path_);
  // A line that was cut off does not count.
  content.resize(content.rfind('\n') == std::string::npos ? 0 : content.rfind('\n') + 1);
  if (::ftruncate(parts_.number(), static_cast<off_t>(content.size())) != 0) fail(parts_path_);
  std::istringstream lines(content);
  std::string line;
  std::getline(lines, line);
  if (!line.empty() && line != identity_ && !overwrite)
    throw Error(ErrorKind::usage, fmt::format("{} holds what another retrieval has fetched", values_path_),
                "finish that one with its own options, or drop it with --overwrite");
  const off_t bytes = ::lseek(values_.number(), 0, SEEK_END);
  if (line != identity_ || bytes != static_cast<off_t>(size_bytes())) {
    if (!line.empty()) spdlog::info("{} is incomplete or from another retrieval: starting anew", values_path_);
    begin_anew();
  } else
    while (std::getline(lines, line)) keys_.insert(line);
  kept_ = static_cast<int>(keys_.size());
}

std::uintmax_t CubeDraft::size_bytes() const {
  return static_cast<std::uintmax_t>(layout_.grid.pixels()) * layout_.bands.size() * kPixelBytes;
}

void CubeDraft::begin_anew() {
  const std::uintmax_t bytes = size_bytes(),
                       needed = bytes + bytes / 3 * 4;  // the draft, and the scratch file of the writer
  std::error_code unknown;
  const auto space = std::filesystem::space(values_path_, unknown);
  if (!unknown && space.available < needed)
    throw Error(ErrorKind::io,
                fmt::format("{} needs {:.1f} GB while it is retrieved, and {:.1f} GB are free", cube_,
                            static_cast<double>(needed) / 1e9, static_cast<double>(space.available) / 1e9),
                "make room, name an output on another disk, or retrieve a smaller area");
  if (::ftruncate(parts_.number(), 0) != 0) fail(parts_path_);
  if (::ftruncate(values_.number(), 0) != 0 || ::ftruncate(values_.number(), static_cast<off_t>(bytes)) != 0)
    fail(values_path_);
  note(identity_);
  keys_.clear();
}

bool CubeDraft::holds(const std::string& key) const {
  const std::lock_guard lock(mutex_);
  return keys_.contains(key);
}

void CubeDraft::write(const Window& window, const std::vector<int>& bands, const float* values,
                      const std::string& key) {
  const auto row_bytes = static_cast<std::size_t>(window.cols) * kPixelBytes;
  for (const int band : bands)
    for (int row = window.row; row < window.row_end(); ++row, values += window.cols) {
      const long long pixel = band * layout_.grid.pixels() + 1LL * row * layout_.grid.cols + window.col;
      if (!write_all(values_.number(), reinterpret_cast<const char*>(values), row_bytes, static_cast<off_t>(pixel) * 4))
        fail(values_path_);
    }
  if (::fdatasync(values_.number()) != 0) fail(values_path_);
  note(key);
}

void CubeDraft::note(const std::string& key) {
  const std::lock_guard lock(mutex_);
  const std::string line = key + "\n";
  const off_t end = ::lseek(parts_.number(), 0, SEEK_END);
  if (end < 0 || !write_all(parts_.number(), line.data(), line.size(), end) || ::fdatasync(parts_.number()) != 0)
    fail(parts_path_);
  keys_.insert(key);
}

void CubeDraft::read(const Window& strip, int band, float* values) const {
  const long long pixel = band * layout_.grid.pixels() + 1LL * strip.row * layout_.grid.cols;
  auto* bytes = reinterpret_cast<char*>(values);
  auto at = static_cast<off_t>(pixel) * 4;
  for (std::size_t left = static_cast<std::size_t>(strip.pixels()) * kPixelBytes; left > 0;) {
    const ssize_t count = ::pread(values_.number(), bytes, left, at);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0)
      throw Error(ErrorKind::io,
                  fmt::format("reading {} failed: {}", values_path_,
                              count < 0 ? std::strerror(errno) : "another process has cut it off"),
                  "run the same command again: what is lost is retrieved anew");
    bytes += count, at += count, left -= static_cast<std::size_t>(count);
  }
}

void CubeDraft::finish(bool overwrite) {
  const Grid& grid = layout_.grid;
  RasterWriter writer(cube_, layout_, overwrite);
  // Strips of whole rows lie in one piece in the draft.
  std::vector<float> values(static_cast<std::size_t>(kTilePx) * grid.cols);
  for (int row = 0; row < grid.rows; row += kTilePx) {
    const Window strip{row, 0, std::min(kTilePx, grid.rows - row), grid.cols};
    stop_if_requested();
    for (int band = 0; band < static_cast<int>(layout_.bands.size()); ++band) {
      read(strip, band, values.data());
      writer.write(strip, band, 1, values.data());
    }
  }
  writer.finish();
  std::error_code ignored;
  std::filesystem::remove(values_path_, ignored);
  std::filesystem::remove(parts_path_, ignored);
}

}  // namespace undercast

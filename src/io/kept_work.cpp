// SPDX-License-Identifier: Apache-2.0
#include "io/kept_work.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <sstream>

#include "core/build_identity.h"
#include "core/bytes.h"
#include "core/error.h"

namespace undercast {
namespace fs = std::filesystem;
namespace {

constexpr const char* kInfix = ".rank-";

// Parts of any number of ranks that lie beside an output.
std::vector<std::string> parts_beside(const std::string& output) {
  const fs::path path(output);
  const fs::path folder = path.has_parent_path() ? path.parent_path() : fs::path(".");
  const std::string start = path.filename().string() + kInfix;
  std::vector<std::string> parts;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.starts_with(start) && name.ends_with(".part")) parts.push_back((path.parent_path() / name).string());
  }
  std::sort(parts.begin(), parts.end());
  return parts;
}

}  // namespace

KeptWork::KeptWork(std::string output, std::string identity, bool overwrite, Team& team)
    : output_(std::move(output)),
      identity_(build_identity() + "\n" + std::move(identity)),
      team_(team),
      overwrite_(overwrite) {}

bool KeptWork::is_there(const std::string& output) { return !parts_beside(output).empty(); }

std::string KeptWork::part_of(int rank) const { return fmt::format("{}{}{}.part", output_, kInfix, rank); }

std::vector<int> KeptWork::begin(int items) {
  require_same(team_, "other pieces of work:", std::to_string(items),
               "give all ranks the same --threads and --memory, which the size of a window follows from");
  items_ = items;
  // A piece is known by its number alone.
  identity_ += fmt::format("\n{} pieces", items);
  std::vector<unsigned char> is_done(static_cast<std::size_t>(items));
  if (!output_.empty() && team_.leads()) {
    for (const std::string& part : parts_beside(output_)) {
      try {
        read_part(part, identity_,
                  [&](int item, const std::string&) { is_done.at(static_cast<std::size_t>(item)) = 1; });
        parts_.push_back(part);
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::usage || !overwrite_) throw;
        fs::remove(part);
      }
    }
    const auto count = std::count(is_done.begin(), is_done.end(), 1);
    spdlog::info(
        "what is finished is kept in {}{}N.part: should this run end early, the same command goes on from there",
        output_, kInfix);
    if (count > 0) spdlog::info("going on from an earlier run: {} of {} pieces of work are done", count, items);
  }
  const std::string flags = team_.from_leader({is_done.begin(), is_done.end()});
  for (int item = 0; item < items; ++item)
    if (flags[static_cast<std::size_t>(item)] == 0) left_.push_back(item);
  if (!output_.empty()) own_ = std::make_unique<PartFile>(part_of(team_.rank()), identity_);
  team_.begin_dealing(static_cast<int>(left_.size()));
  return left_;
}

int KeptWork::next() {
  const int place = team_.next();
  return place < 0 ? -1 : left_[static_cast<std::size_t>(place)];
}

std::string& KeptWork::bytes() {
  const std::lock_guard lock(mutex_);
  return bytes_[std::this_thread::get_id()];
}

void KeptWork::done(int item) {
  std::string& mine = bytes();
  if (own_) {
    own_->append(item, mine);
  } else {
    const std::lock_guard lock(mutex_);
    in_memory_ += part_item(item, mine);
  }
  mine.clear();
}

void KeptWork::join(const PartVisit& visit) {
  if (own_) own_->sync();
  const std::vector<std::string> from_memory = team_.gather(in_memory_);
  if (!team_.leads()) return;
  std::vector<unsigned char> seen(static_cast<std::size_t>(items_));
  const PartVisit once = [&](int item, const std::string& bytes) {
    unsigned char& before = seen.at(static_cast<std::size_t>(item));
    if (before == 0) visit(item, bytes);
    before = 1;
  };
  // By name: a listing of the folder may be older than parts that other machines have made since.
  if (own_)
    for (int rank = 0; rank < team_.size(); ++rank) parts_.push_back(part_of(rank));
  std::sort(parts_.begin(), parts_.end());
  parts_.erase(std::unique(parts_.begin(), parts_.end()), parts_.end());
  for (const std::string& part : parts_) read_part(part, identity_, once);
  for (const std::string& items : from_memory) {
    std::istringstream in(items);
    read_part_items(in, once);
  }
  if (const auto lacking = std::count(seen.begin(), seen.end(), 0); lacking > 0)
    throw Error(ErrorKind::io,
                fmt::format("{} of {} pieces of work are not whole in {}{}*.part", lacking, items_, output_, kInfix),
                "all machines must see the output's folder; run the same command again to do what lacks");
}

void KeptWork::forget() {
  own_.reset();
  std::error_code ignored;
  for (const std::string& part : parts_) fs::remove(part, ignored);
}

std::string identity_of_files(const std::vector<std::string>& paths) {
  std::string identity;
  for (const std::string& path : paths) {
    std::error_code reason;
    const auto size = fs::file_size(path, reason);
    if (reason && !fs::is_directory(path)) {
      identity += path + "\n";  // not a file of this machine, such as /vsicurl/...
      continue;
    }
    const auto time = fs::last_write_time(path, reason).time_since_epoch().count();
    identity += fmt::format("{} {} {}\n", path, fs::is_directory(path) ? 0 : size, time);
  }
  return identity;
}

}  // namespace undercast

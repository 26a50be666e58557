// SPDX-License-Identifier: Apache-2.0
#include "io/kept_work.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <utility>

#include "core/build_identity.h"
#include "core/bytes.h"
#include "core/error.h"

namespace undercast {
namespace fs = std::filesystem;
namespace {

constexpr const char* kInfix = ".rank-";

// The part files beside an output, of any number of ranks.
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
               "give all ranks the same --threads and --memory, which decide the size of a window");
  items_ = items;
  // A piece is identified by its number alone.
  identity_ += fmt::format("\n{} pieces", items);
  std::vector<unsigned char> is_done(static_cast<std::size_t>(items));
  if (!output_.empty() && team_.leads()) {
    for (const std::string& part : parts_beside(output_)) {
      try {
        read_part(part, identity_, [&](int item, const std::string&) { is_done[place_of(item)] = 1; });
        parts_.push_back(part);
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::usage || !overwrite_) throw;
        fs::remove(part);
      }
    }
    const auto count = std::count(is_done.begin(), is_done.end(), 1);
    spdlog::info("finished work is kept in {}{}N.part: if this run ends early, the same command continues from there",
                 output_, kInfix);
    if (count > 0) spdlog::info("continuing an earlier run: {} of {} pieces of work are done", count, items);
  }
  const std::string flags = team_.from_leader({is_done.begin(), is_done.end()});
  for (int item = 0; item < items; ++item)
    if (flags[item] == 0) left_.push_back(item);
  if (!output_.empty()) own_ = std::make_unique<PartFile>(part_of(team_.rank()), identity_);
  team_.begin(static_cast<int>(left_.size()));
  return left_;
}

std::size_t KeptWork::place_of(int item) const {
  if (item < 0 || item >= items_)
    throw Error(ErrorKind::bad_input,
                fmt::format("{}{}*.part holds a piece of work that does not exist", output_, kInfix),
                "remove these parts, and run the command again");
  return static_cast<std::size_t>(item);
}

int KeptWork::next() {
  const int place = team_.next();
  return place < 0 ? -1 : left_[place];
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
  std::vector<unsigned char> visited(static_cast<std::size_t>(items_));
  const PartVisit once = [&](int item, const std::string& bytes) {
    if (!std::exchange(visited[place_of(item)], 1)) visit(item, bytes);
  };
  // Listing the folder may miss parts that other machines have just made, so they are named here.
  if (own_)
    for (int rank = 0; rank < team_.size(); ++rank) parts_.push_back(part_of(rank));
  std::sort(parts_.begin(), parts_.end());
  parts_.erase(std::unique(parts_.begin(), parts_.end()), parts_.end());
  for (const std::string& part : parts_) read_part(part, identity_, once);
  for (const std::string& items : from_memory) {
    std::istringstream in(items);
    read_part_items(in, once);
  }
  if (const auto missing = std::count(visited.begin(), visited.end(), 0); missing > 0)
    throw Error(ErrorKind::io,
                fmt::format("{} of {} pieces of work are not complete in {}{}*.part", missing, items_, output_, kInfix),
                "all machines must share the output's folder; run the same command again to do the missing work");
}

void KeptWork::forget() {
  own_.reset();
  std::error_code ignored;
  for (const std::string& part : parts_) fs::remove(part, ignored);
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "ranks/mpi_team.h"

#include <fmt/format.h>
#include <mpi.h>

#include <algorithm>
#include <chrono>
#include <thread>

#include "core/error.h"

namespace undercast {
namespace {

constexpr int kAskTag = 1, kNumberTag = 2;
constexpr std::size_t kMostAtOnce = 1 << 30;  // MPI counts in int

void sleep_us(int microseconds) { std::this_thread::sleep_for(std::chrono::microseconds(microseconds)); }

// MPI's own waiting spins, which would take the processor from a rank that works. After a requested
// stop the transfer is abandoned: MPI may still write into its buffer, which must live as long as
// the team.
void wait(MPI_Request request) {
  int done = 0;
  for (int nap = 20;; nap = std::min(10000, nap * 2)) {
    MPI_Test(&request, &done, MPI_STATUS_IGNORE);
    if (done != 0) return;
    stop_if_requested();
    sleep_us(nap);
  }
}

template <class Value>
void sum_over_ranks(Value* values, std::size_t count, MPI_Datatype type) {
  for (std::size_t from = 0; from < count; from += kMostAtOnce)
    MPI_Allreduce(MPI_IN_PLACE, values + from, static_cast<int>(std::min(kMostAtOnce, count - from)), type, MPI_SUM,
                  MPI_COMM_WORLD);
}

}  // namespace

std::string mpi_version() {
  char text[MPI_MAX_LIBRARY_VERSION_STRING] = "";
  int length = 0;
  MPI_Get_library_version(text, &length);
  const std::string version(text, static_cast<std::size_t>(std::max(0, length)));
  return version.substr(0, version.find_first_of(",\n"));
}

MpiTeam::MpiTeam() {
  int provided = 0;
  MPI_Init_thread(nullptr, nullptr, MPI_THREAD_SERIALIZED, &provided);
  if (provided < MPI_THREAD_SERIALIZED)
    throw Error(ErrorKind::usage, "this MPI does not let threads call it", "use an MPI built with threads");
  MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
  MPI_Comm_size(MPI_COMM_WORLD, &size_);
  for (const std::string& text : gather(to_text(own_processors()))) processors_.push_back(processors_from(text));
}

MpiTeam::~MpiTeam() {
  leaves_ = true;
  if (server_.valid()) server_.wait();
}

void MpiTeam::finish() {
  meet();
  MPI_Finalize();
}

std::string MpiTeam::name() const { return fmt::format("rank {} on {}", rank_, processors_[rank_].host); }

int MpiTeam::threads() const { return share_of(processors_, static_cast<std::size_t>(rank_)); }

int MpiTeam::take_machine(int threads) {
  const auto own = static_cast<std::size_t>(rank_);
  run_on(machine_of(processors_, own));
  return threads * static_cast<int>(std::count_if(processors_.begin(), processors_.end(), [&](const Processors& other) {
           return other.host == processors_[own].host;
         }));
}

void MpiTeam::give_machine_back() { run_on(processors_[rank_].numbers); }

std::vector<std::string> MpiTeam::gather(const std::string& mine) {
  end_dealing();
  gathered_.assign(static_cast<std::size_t>(size_), {});
  gathered_[rank_] = mine;
  for (int root = 0; root < size_; ++root) {
    std::string& bytes = gathered_[root];
    gathered_size_ = bytes.size();
    MPI_Request request = MPI_REQUEST_NULL;
    MPI_Ibcast(&gathered_size_, 1, MPI_UNSIGNED_LONG_LONG, root, MPI_COMM_WORLD, &request);
    wait(request);
    bytes.resize(gathered_size_);
    for (std::size_t from = 0; from < bytes.size(); from += kMostAtOnce) {
      MPI_Ibcast(bytes.data() + from, static_cast<int>(std::min<std::size_t>(kMostAtOnce, bytes.size() - from)),
                 MPI_BYTE, root, MPI_COMM_WORLD, &request);
      wait(request);
    }
  }
  return std::move(gathered_);
}

void MpiTeam::sum(double* values, std::size_t count) { sum_over_ranks(values, count, MPI_DOUBLE); }
void MpiTeam::sum(float* values, std::size_t count) { sum_over_ranks(values, count, MPI_FLOAT); }

std::vector<int> MpiTeam::begin(int items) {
  meet();  // no rank may ask before the last dealing has ended everywhere
  std::vector<int> all = Dealer::begin(items);
  none_left_ = false;
  if (leads() && size_ > 1) server_ = std::async(std::launch::async, [this] { serve(); });
  return all;
}

int MpiTeam::next() {
  if (leads()) return Dealer::next();
  const std::lock_guard lock(asking_);
  if (none_left_) return -1;
  const long long done = relayed_.take();
  MPI_Send(&done, 1, MPI_LONG_LONG, 0, kAskTag, MPI_COMM_WORLD);
  MPI_Request request = MPI_REQUEST_NULL;
  MPI_Irecv(&dealt_, 1, MPI_INT, 0, kNumberTag, MPI_COMM_WORLD, &request);
  wait(request);
  none_left_ = dealt_ < 0;
  return dealt_;
}

// On rank 0 no other thread calls MPI meanwhile. Ends when each rank has been sent that nothing is
// left.
void MpiTeam::serve() {
  for (int finished = 1; finished < size_;) {
    int is_there = 0;
    MPI_Status status;
    MPI_Iprobe(MPI_ANY_SOURCE, kAskTag, MPI_COMM_WORLD, &is_there, &status);
    if (is_there == 0) {
      if (leaves_ || stop_requested()) return;
      sleep_us(500);
      continue;
    }
    long long done = 0;
    MPI_Recv(&done, 1, MPI_LONG_LONG, status.MPI_SOURCE, kAskTag, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
    if (done > 0 && shown_ != nullptr) shown_->advance(done);
    const int number = Dealer::next();
    MPI_Send(&number, 1, MPI_INT, status.MPI_SOURCE, kNumberTag, MPI_COMM_WORLD);
    if (number < 0) ++finished;
  }
}

void MpiTeam::end_dealing() {
  if (server_.valid()) server_.get();
  stop_if_requested();
}

Progress& MpiTeam::share_progress(Progress& own) {
  if (!leads()) return relayed_;
  shown_ = &own;
  return own;
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <future>
#include <mutex>
#include <vector>

#include "core/team.h"
#include "ranks/processors.h"

namespace undercast {

/// The name and version of the MPI library. MPI need not be started.
std::string mpi_version();

/// Progress of the ranks but the first. It is sent to rank 0 when a rank next asks for work.
class RelayedProgress : public Progress {
 public:
  void begin(std::string_view, long long) override { pending_ = 0; }
  void advance(long long count, std::string_view) override { pending_ += count; }
  long long take() { return pending_.exchange(0); }

 private:
  std::atomic<long long> pending_{0};
};

/// The ranks of an MPI job. Waiting ranks sleep instead of spinning, except in sum(). If it is
/// destroyed before finish(), as after an error, MPI is not finalised: the process then ends with a
/// code that is not 0, and mpirun ends the whole job.
class MpiTeam : public Team {
 public:
  MpiTeam();
  ~MpiTeam() override;
  MpiTeam(const MpiTeam&) = delete;
  MpiTeam& operator=(const MpiTeam&) = delete;

  int rank() const override { return rank_; }
  int size() const override { return size_; }
  bool is_launched() const override { return true; }
  std::string name() const override;
  int threads() const override;
  int take_machine(int threads) override;
  void give_machine_back() override;
  std::vector<std::string> gather(const std::string& mine) override;
  void sum(double* values, std::size_t count) override;
  void sum(float* values, std::size_t count) override;
  std::vector<int> begin(int items) override;
  int next() override;
  Progress& share_progress(Progress& own) override;
  void finish() override;

 private:
  void serve();
  void end_dealing();

  int rank_ = 0, size_ = 1;
  std::vector<Processors> processors_;  ///< of each rank

  std::future<void> server_;  ///< of rank 0: answers the others
  std::atomic<bool> leaves_{false};
  std::mutex asking_;  ///< of the others: one thread at a time
  bool none_left_ = false;
  // MPI writes into these buffers, even after an interruption has abandoned the transfer.
  std::vector<std::string> gathered_;
  unsigned long long gathered_size_ = 0;
  int dealt_ = -1;

  Progress* shown_ = nullptr;
  RelayedProgress relayed_;
};

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/parallel.h"
#include "core/progress.h"

namespace undercast {

/// The processes that work on one task, each called a rank, and the dealer that shares items among
/// them. This one is a process alone; ranks/mpi_team.h has several. What is marked collective must
/// be called by every rank, in the same order; so must begin(), after which next() gives each item
/// to one rank.
class Team : public Dealer {
 public:
  virtual int rank() const { return 0; }
  virtual int size() const { return 1; }
  /// Rank 0 prints, and writes what is written once.
  bool leads() const { return rank() == 0; }
  /// Whether it was started as a team (by mpirun), even of one rank.
  virtual bool is_launched() const { return false; }
  /// "rank 1 on node07"
  virtual std::string name() const { return "rank 0"; }
  /// This rank's share of the processors that it may run on.
  virtual int threads() const { return available_threads(); }
  /// Lets a rank that works while the others on its machine wait run on their processors too.
  /// Returns the threads that they have together where each has `threads`.
  virtual int take_machine(int threads) { return threads; }
  /// Ends take_machine(), before the other ranks continue.
  virtual void give_machine_back() {}

  /// Collective: returns the bytes of every rank, in order of ranks, on every rank.
  virtual std::vector<std::string> gather(const std::string& mine) { return {mine}; }
  /// Collective: returns the bytes of rank 0.
  std::string from_leader(const std::string& mine) { return gather(leads() ? mine : std::string()).front(); }
  /// Collective: waits for all ranks.
  void meet() { gather({}); }
  /// Collective: replaces values by their sums over the ranks, the same bits on each.
  virtual void sum(double* /*values*/, std::size_t /*count*/) {}
  virtual void sum(float* /*values*/, std::size_t /*count*/) {}

  /// Where a rank reports its progress: the leader's own shows the work of all ranks.
  virtual Progress& share_progress(Progress& own) { return own; }
  /// Collective: all is done, and no rank will wait for this one any more.
  virtual void finish() {}
};

/// A team of this process alone.
Team& alone();

/// Collective. Throws Error(usage) on every rank when `mine` differs between a rank and rank 0.
/// `what` names the value in the message.
void require_same(Team& team, const std::string& what, const std::string& mine, const std::string& hint);

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/parallel.h"
#include "core/progress.h"

namespace undercast {

/// The processes that work on one task, each called a rank. This one is a process alone; ranks/mpi_team.h has several.
/// What is marked collective must be called by every rank, in the same order.
class Team {
 public:
  virtual ~Team() = default;
  virtual int rank() const { return 0; }
  virtual int size() const { return 1; }
  /// Rank 0 prints, and writes what is written once.
  bool leads() const { return rank() == 0; }
  /// Whether it was started as a team, if only of one.
  virtual bool is_launched() const { return false; }
  /// "rank 1 on node07"
  virtual std::string name() const { return "rank 0"; }
  /// This rank's share of the processors that it may run on.
  virtual int threads() const { return available_threads(); }
  /// For a rank that goes on while the others on its machine wait: it may run on their processors too. Returns the
  /// threads that they have together where each has `threads`.
  virtual int take_machine(int threads) { return threads; }
  /// Before the others go on.
  virtual void give_machine_back() {}

  /// Collective: what each rank gives, in order of ranks, for every rank.
  virtual std::vector<std::string> gather(const std::string& mine) { return {mine}; }
  /// Collective: what rank 0 gives.
  std::string from_leader(const std::string& mine) { return gather(leads() ? mine : std::string()).front(); }
  /// Collective: waits for all.
  void meet() { gather({}); }
  /// Collective: replaces values by their sums over the ranks, the same bits on each.
  virtual void sum(double* /*values*/, std::size_t /*count*/) {}
  virtual void sum(float* /*values*/, std::size_t /*count*/) {}

  /// Collective: begins to deal the numbers [0, count) to all ranks.
  virtual void begin_dealing(int count) { alone_.begin(count); }
  /// A number that no rank has had yet, or -1. For any thread.
  virtual int next() { return alone_.next(); }
  /// Through which a rank tells of its work: the leader's own shows what all have done.
  virtual Progress& share_progress(Progress& own) { return own; }
  /// Collective: all is done, and nobody will wait for this rank any more.
  virtual void finish() {}

 private:
  Dealer alone_;
};

/// This process alone, for work that keeps nothing (io/kept_work.h).
Team& alone();

/// Collective. Throws Error(usage) on every rank when the `mine` of one differs from that of rank 0: `what` names it.
void require_same(Team& team, const std::string& what, const std::string& mine, const std::string& hint);

}  // namespace undercast

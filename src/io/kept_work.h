// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "core/parallel.h"
#include "core/team.h"
#include "io/part_file.h"

namespace undercast {

/// Deals the items of a loop to the ranks of a team, and keeps what each thread says of the item that it works on: in a
/// part file for each rank, beside the output, from which a later run goes on where this one ended.
class KeptWork : public Dealer {
 public:
  /// `output`: what the parts lie beside; empty: nothing outlives this run. `identity`: parts of other work are
  /// refused, or dropped with `overwrite`. All ranks must make one, in the same order.
  KeptWork(std::string output, std::string identity, bool overwrite, Team& team);

  /// Whether parts of an earlier run lie beside `output`.
  static bool is_there(const std::string& output);

  std::vector<int> begin(int items) override;
  int next() override;
  void done(int item) override;
  /// Bytes of the item that this thread works on; adds to those before.
  std::string& bytes();

  /// Collective. On rank 0 visits each item once when all are done; elsewhere none. Throws Error(io) when items lack,
  /// and lets the parts be.
  void join(const PartVisit& visit);
  /// Removes the parts: the output is in place. Rank 0 alone.
  void forget();

 private:
  std::string part_of(int rank) const;

  std::string output_, identity_;
  Team& team_;
  bool overwrite_;
  std::vector<std::string> parts_;  ///< of this run and earlier ones
  std::unique_ptr<PartFile> own_;
  std::string in_memory_;  ///< instead of a part
  int items_ = 0;
  std::vector<int> left_;
  std::mutex mutex_;
  std::map<std::thread::id, std::string> bytes_;
};

/// The files' paths, and sizes and times where they are files of this machine, for an identity.
std::string identity_of_files(const std::vector<std::string>& paths);

}  // namespace undercast

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

/// Deals the items of a loop to the ranks of a team, and keeps the bytes that the threads write for
/// each item: in a part file for each rank, beside the output, from which a later run continues.
class KeptWork : public Dealer {
 public:
  /// The parts lie beside `output`; if it is empty, nothing outlives this run. Parts with another
  /// `identity` are refused, or removed with `overwrite`. All ranks must make a KeptWork, in the
  /// same order.
  KeptWork(std::string output, std::string identity, bool overwrite, Team& team);

  /// Whether parts of an earlier run lie beside `output`.
  static bool is_there(const std::string& output);

  std::vector<int> begin(int items) override;
  int next() override;
  void done(int item) override;
  /// The bytes of the item that this thread works on, to append to.
  std::string& bytes();

  /// Collective. Rank 0 visits each item once when all are done, the other ranks none. Throws
  /// Error(io) if items are missing; the part files are kept.
  void join(const PartVisit& visit);
  /// Removes the parts, when the output is in place. On rank 0 alone.
  void forget();

 private:
  std::string part_of(int rank) const;
  std::size_t place_of(int item) const;  ///< throws Error(bad_input) for a piece that does not exist

  std::string output_, identity_;
  Team& team_;
  bool overwrite_;
  std::vector<std::string> parts_;  ///< of this run and earlier ones
  std::unique_ptr<PartFile> own_;
  std::string in_memory_;  ///< in place of a part file
  int items_ = 0;
  std::vector<int> left_;
  std::mutex mutex_;
  std::map<std::thread::id, std::string> bytes_;
};

}  // namespace undercast

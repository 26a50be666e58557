// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "io/kept_work.h"
#include "io/raster_writer.h"

namespace undercast {

/// Rasters that a loop over windows writes together, and the loop's dealer. A process alone writes them as it goes. The
/// ranks of a team keep what they finish in part files (KeptWork), which rank 0 joins at the end; the same rasters come
/// out, bit for bit. So does a process that is told to keep its work, or that finds such parts.
class WindowedOutputs : public Dealer {
 public:
  struct Raster {
    std::string path;
    RasterWriter::Layout layout;
  };
  /// `inputs`: files whose change makes parts of an earlier run useless. Throws as RasterWriter does.
  WindowedOutputs(std::vector<Raster> rasters, const std::vector<std::string>& inputs, bool overwrite, Team& team,
                  bool keep = false);

  std::vector<int> begin(int items) override;
  int next() override { return kept_ ? kept_->next() : Dealer::next(); }
  void done(int item) override {
    if (kept_) kept_->done(item);
  }

  /// As RasterWriter::write. For any thread, while it works on an item.
  void write(std::size_t raster, const Window& window, int first_band, int count, const float* values);
  /// Adds to a count of the whole work.
  void add_to(std::size_t counter, long long added);

  /// Whether what is finished outlives a run that ends early.
  bool keeps() const { return kept_ != nullptr; }
  /// Collective: the rasters are in place when rank 0 returns. `threads`: of each rank.
  void finish(int threads);
  /// On rank 0, after finish().
  long long counted(std::size_t counter) const { return counter < counts_.size() ? counts_[counter] : 0; }

 private:
  void open();
  void replay(const std::string& bytes);
  void count(std::size_t counter, long long added);

  std::vector<Raster> rasters_;
  bool overwrite_;
  Team& team_;
  std::unique_ptr<KeptWork> kept_;
  std::vector<std::unique_ptr<RasterWriter>> writers_;
  std::mutex mutex_;
  std::vector<long long> counts_;
};

}  // namespace undercast

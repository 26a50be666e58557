// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "io/kept_work.h"
#include "io/raster_writer.h"

namespace undercast {

/// Rasters that a loop over windows writes, and the dealer of the loop. A process alone writes them
/// directly. The ranks of a team keep finished windows in part files (KeptWork), which rank 0 joins
/// at the end; the rasters are the same, bit for bit. A process alone uses part files, too, with
/// `keep` or if it finds such parts.
class WindowedOutputs : public Dealer {
 public:
  struct Raster {
    std::string path;
    RasterWriter::Layout layout;
  };
  /// If `inputs` (files) change, the parts of an earlier run are refused. Throws as RasterWriter
  /// does.
  WindowedOutputs(std::vector<Raster> rasters, const std::vector<std::string>& inputs, bool overwrite, Team& team,
                  bool keep = false);

  std::vector<int> begin(int items) override;
  int next() override { return kept_ ? kept_->next() : Dealer::next(); }
  void done(int item) override {
    if (kept_) kept_->done(item);
  }

  /// As RasterWriter::write. For any thread, while it works on an item.
  void write(std::size_t raster, const Window& window, int first_band, int count, const float* values);
  /// Adds to a counter of the whole work.
  void add_to(std::size_t counter, long long added);

  /// Whether finished windows outlive a run that ends early.
  bool keeps() const { return kept_ != nullptr; }
  /// Collective: the rasters are in place when rank 0 returns. Each rank has so many `threads`.
  /// `metadata` gives items that the counters are needed for.
  void finish(int threads, const std::function<std::map<std::string, std::string>()>& metadata = {});
  /// A counter of the whole work, on rank 0, once finish() asks for metadata.
  long long counted(std::size_t counter) const { return counter < counts_.size() ? counts_[counter] : 0; }

 private:
  /// Where values of kept work belong.
  struct Place {
    std::uint64_t raster = 0;
    Window window;
    int first_band = 0, count = 0;
  };

  void open();
  bool fits(const Place& place) const;
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

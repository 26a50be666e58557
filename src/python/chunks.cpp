// SPDX-License-Identifier: Apache-2.0
#include "python/chunks.h"

#include "io/options_json.h"

namespace py = pybind11;

namespace undercast {
namespace {

/// A cube that Python reads window by window.
class CalledSource : public CubeSource {
 public:
  CalledSource(CubeLayout layout, WindowCall call) : layout_(std::move(layout)), call_(std::move(call)) {}
  const CubeLayout& layout() const override { return layout_; }
  using CubeSource::read;
  Cube read(const Window& window, bool with_radar) override {
    const py::gil_scoped_acquire locked;
    Cube cube = (*call_)(window.row, window.col, window.rows, window.cols, with_radar).cast<Cube>();
    cube.grid = layout_.grid.crop(window);
    return cube;
  }
  std::unique_ptr<CubeSource> reopen() const override { return std::make_unique<CalledSource>(layout_, call_); }

 private:
  CubeLayout layout_;
  WindowCall call_;
};

/// A cube of which a part is held.
class HeldPart : public CubeSource {
 public:
  HeldPart(const CubeLayout& layout, const Cube& part, std::pair<int, int> corner)
      : layout_(layout), part_(part), corner_(corner) {}
  const CubeLayout& layout() const override { return layout_; }
  using CubeSource::read;
  Cube read(const Window& window, bool with_radar) override {
    Cube cube =
        part_.crop({window.row - corner_.first, window.col - corner_.second, window.rows, window.cols}, with_radar);
    cube.grid = layout_.grid.crop(window);
    return cube;
  }
  std::unique_ptr<CubeSource> reopen() const override { return std::make_unique<HeldPart>(layout_, part_, corner_); }

 private:
  const CubeLayout& layout_;
  const Cube& part_;
  std::pair<int, int> corner_;
};

// The options of a fill whose cube and values are arrays.
struct ArrayOptions {
  FillJob& job;
  void each(const OptionVisitor& visit) const {
    job.each_of_filling(visit);
    job.each_of_training(visit);
  }
};

WindowCall shared(const py::object& call) {
  return {new py::object(call), [](const py::object* held) {
            const py::gil_scoped_acquire locked;
            delete held;
          }};
}

CubeLayout sized(CubeLayout layout, const std::pair<int, int>& size) {
  layout.grid.rows = size.first, layout.grid.cols = size.second;
  return layout;
}

}  // namespace

FillJob fill_job(const std::string& options, const std::shared_ptr<ModelFile>& model) {
  FillJob job;
  const ArrayOptions of_arrays{job};
  const auto given = nlohmann::json::parse(options);
  options_from_json(of_arrays, given, "the arguments", {"method"});
  job.method = given.value("method", "");
  job.loaded_model = model;
  if (job.has_model() && !job.method.empty())
    throw Error(ErrorKind::usage, "model and method exclude each other", "give one of them, or neither");
  if (!job.method.empty()) make_filler(job.method, job.parameters);
  if (job.trains()) check_training(job.train_model, job.training);
  return job;
}

int reach_of(const std::string& options, const std::shared_ptr<ModelFile>& model) {
  return without_lock([&] {
    const FillJob job = fill_job(options, model);
    if (job.trains())
      throw Error(ErrorKind::usage, "a cube in chunks is filled by a method or by a model that is there",
                  "give method= or model=, such as the model that undercast.train() makes");
    const auto filler = job.method.empty() ? make_network_filler(*model, job.training.device, 1)
                                           : make_filler(job.method, job.parameters);
    return reach_px(filler->traits());
  });
}

ChunkFill::ChunkFill(const Cube& layout, const std::pair<int, int>& size, const py::object& read, const FillJob& job,
                     const std::pair<bool, RunArguments>& bounds_and_run)
    : job_(job),
      has_bounds_(bounds_and_run.first),
      layout_(sized(layout.layout(), size)),
      source_(std::make_unique<CalledSource>(layout_, shared(read))) {
  prepared_ = run_work(bounds_and_run.second, [&](const RunContext& run) {
    return std::make_unique<PreparedFill>(job_, *source_, "the array", has_bounds_, run);
  });
}

py::tuple ChunkFill::fill(const std::array<int, 4>& chunk, const Cube& around, const std::pair<int, int>& corner,
                          int threads) {
  const Window window{chunk[0], chunk[1], chunk[2], chunk[3]};
  FilledArrays filled(prepared_->dates().size(), window, has_bounds_);
  without_lock([&] {
    HeldPart part(layout_, around, corner);
    prepared_->fill_block(part, window, filled, threads > 0 ? threads : available_threads());
  });
  return filled.arrays();
}

}  // namespace undercast

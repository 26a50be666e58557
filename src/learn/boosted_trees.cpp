// SPDX-License-Identifier: Apache-2.0
#include "learn/boosted_trees.h"

#include <fmt/format.h>
#include <xgboost/c_api.h>

#include <algorithm>
#include <limits>

#include "core/error.h"

namespace undercast {
namespace {

void check(int status) {
  if (status != 0) throw Error(ErrorKind::internal, fmt::format("XGBoost: {}", XGBGetLastError()));
}

// XGBoost takes an array by its address, written as numpy's array interface.
std::string array_interface(const float* data, std::size_t rows, std::size_t cols) {
  return fmt::format(R"({{"data": [{}, true], "shape": [{}, {}], "typestr": "<f4", "version": 3}})",
                     reinterpret_cast<std::uintptr_t>(data), rows, cols);
}

}  // namespace

std::string xgboost_version() {
  int major = 0, minor = 0, patch = 0;
  XGBoostVersion(&major, &minor, &patch);
  return fmt::format("{}.{}.{}", major, minor, patch);
}

struct BoostedTrees::Handles {
  DMatrixHandle rows = nullptr;
  BoosterHandle booster = nullptr;

  Handles() = default;
  Handles(const Handles&) = delete;
  Handles& operator=(const Handles&) = delete;
  ~Handles() {
    if (booster != nullptr) XGBoosterFree(booster);
    if (rows != nullptr) XGDMatrixFree(rows);
  }
  void set(const char* name, const std::string& value) { check(XGBoosterSetParam(booster, name, value.c_str())); }
};

BoostedTrees::BoostedTrees(const TrainingRows& rows, const BoostingOptions& options, int threads)
    : handles_(std::make_unique<Handles>()), width_(rows.width) {
  check(XGDMatrixCreateFromMat_omp(rows.inputs.data(), rows.size(), rows.width, std::numeric_limits<float>::quiet_NaN(),
                                   &handles_->rows, threads));
  check(XGDMatrixSetFloatInfo(handles_->rows, "label", rows.targets.data(), rows.size()));
  check(XGBoosterCreate(&handles_->rows, 1, &handles_->booster));
  handles_->set("objective", "reg:squarederror");
  handles_->set("base_score", "0");
  handles_->set("tree_method", "hist");
  handles_->set("max_bin", "128");
  handles_->set("seed", "1");
  handles_->set("verbosity", "0");
  handles_->set("nthread", std::to_string(threads));
  handles_->set("eta", std::to_string(options.learning_rate));
  handles_->set("max_depth", std::to_string(options.depth));
  handles_->set("min_child_weight", std::to_string(options.least_weight));
  handles_->set("subsample", std::to_string(options.row_share));
  handles_->set("colsample_bytree", std::to_string(options.input_share));
}

BoostedTrees::BoostedTrees(std::string bytes, std::size_t width)
    : width_(width), bytes_(std::move(bytes)), finished_(FlatTrees(bytes_, width)) {}

BoostedTrees::~BoostedTrees() = default;
BoostedTrees::BoostedTrees(BoostedTrees&&) noexcept = default;
BoostedTrees& BoostedTrees::operator=(BoostedTrees&&) noexcept = default;

void BoostedTrees::boost(int rounds) {
  for (int i = 0; i < rounds; ++i) check(XGBoosterUpdateOneIter(handles_->booster, rounds_++, handles_->rows));
}

void BoostedTrees::keep(int rounds) {
  BoosterHandle kept = nullptr;
  check(XGBoosterSlice(handles_->booster, 0, rounds, 1, &kept));
  check(XGBoosterFree(handles_->booster));
  handles_->booster = kept;
}

void BoostedTrees::finish() {
  bst_ulong size = 0;
  const char* bytes = nullptr;
  check(XGBoosterSaveModelToBuffer(handles_->booster, R"({"format": "ubj"})", &size, &bytes));
  bytes_.assign(bytes, static_cast<std::size_t>(size));
  finished_.emplace(bytes_, width_);
  handles_.reset();
}

void BoostedTrees::predict(const float* rows, std::size_t count, float* predictions) const {
  if (count == 0) return;
  if (finished_) return finished_->predict(rows, count, predictions);
  const std::string values = array_interface(rows, count, width_);
  constexpr const char* kConfig = R"({"type": 0, "training": false, "iteration_begin": 0, "iteration_end": 0,
                                      "missing": NaN, "strict_shape": false, "cache_id": 0})";
  const bst_ulong* shape = nullptr;
  const float* result = nullptr;
  bst_ulong dimensions = 0;
  check(XGBoosterPredictFromDense(handles_->booster, values.c_str(), kConfig, nullptr, &shape, &dimensions, &result));
  std::copy_n(result, count, predictions);
}

}  // namespace undercast

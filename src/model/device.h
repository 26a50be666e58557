// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <torch/torch.h>

#include <string>

#include "networks/network_options.h"

namespace undercast {

enum class Precision { fp32, bf16, fp16 };

/// A device and a precision that work on it.
struct Compute {
  torch::Device device = torch::kCPU;
  Precision precision = Precision::fp32;
  std::string describe() const;
};

/// Throws Error(usage) for a device that this LibTorch or machine does not have, and for fp16 on a CPU.
/// Sets LibTorch's threads and warns, with the remedy, when LibTorch runs on the slow reference BLAS.
Compute choose_compute(const DeviceOptions& options, int threads);

/// Mixed precision for the operations in its lifetime: matrix products in the given precision, the rest as LibTorch
/// sees fit. Differences between LibTorch versions are kept in device.cpp.
class AutocastScope {
 public:
  explicit AutocastScope(const Compute& compute);
  ~AutocastScope();
  AutocastScope(const AutocastScope&) = delete;
  AutocastScope& operator=(const AutocastScope&) = delete;

 private:
  bool active_;
  torch::DeviceType type_;
};

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "networks/network_options.h"
#include "torch/base/torch.h"

namespace undercast {

enum class Precision { fp32, bf16, fp16 };

/// A device and a precision that it supports.
struct Compute {
  torch::Device device = torch::kCPU;
  Precision precision = Precision::fp32;
  std::string describe() const;
};

/// Whether the CPU has instructions for bf16. Elsewhere LibTorch computes it in software: slowly,
/// and with gradients that are off by a fifth.
bool has_native_bf16();

/// Chooses the device and precision, sets LibTorch's threads, and warns when LibTorch runs on the
/// slow reference BLAS. Throws Error(usage) for a device that this LibTorch or machine does not
/// have, and for fp16 on a CPU.
Compute choose_compute(const DeviceOptions& options, int threads);

/// Turns on mixed precision for its lifetime: matrix products run in the given precision, other
/// operations as LibTorch decides. Differences between LibTorch versions are kept in device.cpp.
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

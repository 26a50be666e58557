// SPDX-License-Identifier: Apache-2.0
#include "torch/base/device.h"

#include <ATen/autocast_mode.h>
#include <dlfcn.h>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <cstdlib>
#include <string>

#include "core/error.h"

namespace undercast {
namespace {

// Returns the file of LibTorch's matrix products, with links resolved.
std::string blas_library() {
  const void* product = ::dlsym(RTLD_DEFAULT, "sgemm_");
  Dl_info info{};
  if (product == nullptr || ::dladdr(product, &info) == 0 || info.dli_fname == nullptr) return {};
  char* resolved = ::realpath(info.dli_fname, nullptr);
  const std::string path = resolved != nullptr ? resolved : info.dli_fname;
  std::free(resolved);
  return path;
}

void warn_of_slow_blas() {
  const std::string path = blas_library();
  // Debian's reference BLAS is .../blas/libblas.so.3; the fast ones have folders of their own
  // names.
  if (path.find("/blas/libblas.so") == std::string::npos) return;
  spdlog::warn(
      "LibTorch runs on the reference BLAS ({}), which is much slower than OpenBLAS: apt-get install "
      "libopenblas0-openmp replaces it",
      path);
}

torch::Device choose_device(const std::string& name) {
  if (name == "auto") return torch::cuda::is_available() ? torch::Device(torch::kCUDA) : torch::Device(torch::kCPU);
  if (name == "cpu") return torch::kCPU;
  if (name.rfind("cuda", 0) != 0)
    throw Error(ErrorKind::usage, fmt::format("--device is '{}', expected auto, cpu, cuda or cuda:<number>", name));
  if (!torch::cuda::is_available())
    throw Error(
        ErrorKind::usage, fmt::format("--device {}: no CUDA device is available", name),
        "Debian's LibTorch is for CPUs only: build with a CUDA LibTorch (CMAKE_PREFIX_PATH), or use --device cpu");
  const std::string number = name.size() > 5 && name[4] == ':' ? name.substr(5) : "0";
  if (name.size() == 5 || number.find_first_not_of("0123456789") != std::string::npos || number.size() > 3 ||
      std::stoul(number) >= torch::cuda::device_count())
    throw Error(ErrorKind::usage, fmt::format("--device {}: there are {} CUDA devices, numbered from 0", name,
                                              torch::cuda::device_count()));
  return torch::Device(torch::kCUDA, static_cast<torch::DeviceIndex>(std::stoi(number)));
}

Precision choose_precision(const std::string& name, const torch::Device& device) {
  if (name == "fp32") return Precision::fp32;
  if (name == "bf16") {
    if (device.is_cpu() && !has_native_bf16())
      spdlog::warn("--precision bf16: this CPU has no bf16, so it is slow and its gradients are inexact");
    return Precision::bf16;
  }
  if (name == "fp16") {
    if (device.is_cpu())
      throw Error(ErrorKind::usage, "--precision fp16 needs a CUDA device", "use --precision bf16 or fp32 on a CPU");
    return Precision::fp16;
  }
  if (device.is_cuda()) return Precision::bf16;
  return has_native_bf16() ? Precision::bf16 : Precision::fp32;
}

torch::ScalarType scalar_type(Precision precision) {
  return precision == Precision::fp16 ? torch::kHalf : torch::kBFloat16;
}

void set_autocast(torch::DeviceType type, bool on, Precision precision) {
#if TORCH_VERSION_MAJOR > 2 || (TORCH_VERSION_MAJOR == 2 && TORCH_VERSION_MINOR >= 4)
  at::autocast::set_autocast_enabled(type, on);
  if (on) at::autocast::set_autocast_dtype(type, scalar_type(precision));
#else
  if (type == torch::kCPU) {
    at::autocast::set_cpu_enabled(on);
    if (on) at::autocast::set_autocast_cpu_dtype(scalar_type(precision));
  } else {
    at::autocast::set_enabled(on);
    if (on) at::autocast::set_autocast_gpu_dtype(scalar_type(precision));
  }
#endif
}

}  // namespace

std::string Compute::describe() const {
  const char* names[] = {"fp32", "bf16", "fp16"};
  return fmt::format("{} in {}", device.str(), names[static_cast<int>(precision)]);
}

bool has_native_bf16() {
#if defined(__x86_64__)
  return __builtin_cpu_supports("avx512bf16") != 0;
#else
  return false;
#endif
}

Compute choose_compute(const DeviceOptions& options, int threads) {
  torch::set_num_threads(threads);
  Compute compute;
  compute.device = choose_device(options.device);
  compute.precision = choose_precision(options.precision, compute.device);
  if (compute.device.is_cpu()) warn_of_slow_blas();
  return compute;
}

AutocastScope::AutocastScope(const Compute& compute)
    : active_(compute.precision != Precision::fp32), type_(compute.device.type()) {
  if (!active_) return;
  at::autocast::increment_nesting();
  set_autocast(type_, true, compute.precision);
}

AutocastScope::~AutocastScope() {
  if (!active_) return;
  set_autocast(type_, false, Precision::fp32);
  // The cache holds weights that were cast for this scope; an optimiser step makes them stale.
  if (at::autocast::decrement_nesting() == 0) at::autocast::clear_cache();
}

}  // namespace undercast

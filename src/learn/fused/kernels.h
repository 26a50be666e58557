// SPDX-License-Identifier: Apache-2.0
#pragma once
// Types that learn/space_time/fused_space_time.cpp shares with the code that is compiled for each
// kind of processor. That code may use no library's inline function: the linker could keep the copy
// that runs on one kind of processor alone.

namespace undercast::fused {

/// A linear layer. Its weights are stored in panels of `lanes` outputs, [outputs / lanes, inputs,
/// lanes]; in bf16, pairs of inputs lie beside each other, [outputs / lanes, inputs / 2, lanes, 2].
/// Inputs and outputs are padded with zeros.
struct Dense {
  int inputs = 0, outputs = 0;
  const void* weights = nullptr;
  const float* bias = nullptr;        ///< [outputs]
  const float* transposed = nullptr;  ///< [inputs / lanes, outputs, lanes]; for training
};

/// Layer normalisation, padded with zeros.
struct Norm {
  const float* gain = nullptr;
  const float* offset = nullptr;
};

struct Layer {
  Norm norm1, norm2;
  Dense qkv, projection, expand, contract;
  const float* slopes = nullptr;  ///< [heads], for a day, not negative
};

/// The network of torch/space_time/space_time.h.
struct Network {
  int features = 0, width = 0, heads = 0, depth = 0;
  float most_deviations = 0, departure_unit = 0;
  const float* mean = nullptr;           ///< [features]
  const float* inverse_scale = nullptr;  ///< [features]
  const float* tells_date = nullptr;     ///< [features] 0 or 1
  Dense embed, mix;
  const Layer* layers = nullptr;
  Norm norm;
  const float* head = nullptr;  ///< [width], padded with zeros
  float head_bias = 0;
};

/// Series that are processed at once. They share the reading of the weights, and their data stay in
/// the cache.
inline constexpr int kSeriesAtOnce = 4;
/// As kSeriesAtOnce, in training, where more data of each series are kept.
inline constexpr int kSeriesInLesson = 1;

/// Series of pixels with the same dates.
struct Series {
  int count = 0;  ///< at most kSeriesAtOnce, or kSeriesInLesson
  int steps = 0;
  const float* features = nullptr;    ///< [count, steps, features], NaN is missing
  const float* departure = nullptr;   ///< [count, steps], NaN is missing
  const float* unobserved = nullptr;  ///< [count, steps] 1 on unobserved dates, else 0
  const float* days = nullptr;        ///< [steps]
  float* answers = nullptr;           ///< [count, steps]
};

/// Series with targets, for a squared-error loss, or Huber's loss, which is linear beyond `bend`.
struct Lesson {
  Series series;
  const float* target = nullptr;   ///< [count, steps]
  const float* weights = nullptr;  ///< [count, steps]
  float bend = 0;                  ///< infinite: squared error
};

/// Products compute fewer than so many rows beyond the requested ones.
inline constexpr int kMostRows = 12;

/// Sums of the derivatives of a loss.
struct DenseGradient {
  float* weights = nullptr;  ///< [inputs + kMostRows, outputs]
  float* bias = nullptr;     ///< [outputs]
};
struct NormGradient {
  float* gain = nullptr;
  float* offset = nullptr;
};
struct LayerGradient {
  NormGradient norm1, norm2;
  DenseGradient qkv, projection, expand, contract;
  float* slopes = nullptr;
};
struct NetworkGradient {
  DenseGradient embed, mix;
  LayerGradient* layers = nullptr;
  NormGradient norm;
  float* head = nullptr;
  float* head_bias = nullptr;
};

/// The implementation of the network for a kind of processor.
struct Kernel {
  const char* name = nullptr;  ///< of the processor's instructions, for people
  int lanes = 0;
  bool bf16 = false;
  /// Size of the scratch memory of forward() [bytes], which must be aligned to 64 bytes.
  long long (*scratch_bytes)(const Network& network, int steps) = nullptr;
  /// The scratch holds zeros, or what an earlier call left for the same network and number of
  /// steps.
  void (*forward)(const Network& network, const Series& series, unsigned char* scratch) = nullptr;
  /// As scratch_bytes, for learn(). Null in bf16, as learn() is.
  long long (*learning_scratch_bytes)(const Network& network, int steps) = nullptr;
  /// Adds the derivatives of the loss to `gradient`, and returns the loss. Its derivatives by the
  /// answers overwrite the answers.
  double (*learn)(const Network& network, const Lesson& lesson, const NetworkGradient& gradient,
                  unsigned char* scratch) = nullptr;
};

extern const Kernel kPlain;
#ifdef __x86_64__
extern const Kernel kAvx2, kAvx512, kAvx512Bf16;
#endif

}  // namespace undercast::fused

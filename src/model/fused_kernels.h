// SPDX-License-Identifier: Apache-2.0
#pragma once
// What model/fused_space_time.cpp and the code that is compiled for each kind of processor share. No library's inline
// function may be used there: the linker could keep the copy that runs on one kind of processor alone.

namespace undercast::fused {

/// A linear layer. Panels of `lanes` outputs: weights are [outputs / lanes, inputs, lanes], in bf16 (pairs of inputs
/// beside each other) [outputs / lanes, inputs / 2, lanes, 2]. Inputs and outputs are padded with zeros.
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

/// The network of model/space_time.h.
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

/// As many series are worked on at once as leave what they need in a processor's cache, and share the reading of the
/// weights.
inline constexpr int kSeriesAtOnce = 4;
/// In training more is kept of each.
inline constexpr int kSeriesInLesson = 1;

/// Series of pixels with the same dates.
struct Series {
  int count = 0;  ///< at most kSeriesAtOnce, or kSeriesInLesson
  int steps = 0;
  const float* features = nullptr;   ///< [count, steps, features], NaN is missing
  const float* departure = nullptr;  ///< [count, steps], NaN is missing
  const float* unseen = nullptr;     ///< [count, steps] 0 or 1
  const float* days = nullptr;       ///< [steps]
  float* answers = nullptr;          ///< [count, steps]
};

/// What the network learns from a series: the mean squared error, or Huber's, whose bend lies at `bend`.
struct Lesson {
  Series series;
  const float* target = nullptr;   ///< [count, steps]
  const float* weights = nullptr;  ///< [count, steps]
  float bend = 0;                  ///< infinite for the squared error
};

/// Products reach beyond the rows that are asked for by less than this.
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

/// How the network is computed on a kind of processor.
struct Kernel {
  int lanes = 0;
  bool bf16 = false;
  /// Bytes that forward() needs, 64 of them aligned.
  long long (*scratch_bytes)(const Network& network, int steps) = nullptr;
  /// The scratch holds zeros, or what an earlier call for the same network and as many steps has left.
  void (*forward)(const Network& network, const Series& series, unsigned char* scratch) = nullptr;
  /// The same for learn(); none in bf16.
  long long (*learning_scratch_bytes)(const Network& network, int steps) = nullptr;
  /// Adds the derivatives of a loss, and returns it. The loss's derivatives by the answers take the answers' place.
  double (*learn)(const Network& network, const Lesson& lesson, const NetworkGradient& gradient,
                  unsigned char* scratch) = nullptr;
};

extern const Kernel kPlain;
#ifdef __x86_64__
extern const Kernel kAvx2, kAvx512, kAvx512Bf16;
#endif

}  // namespace undercast::fused

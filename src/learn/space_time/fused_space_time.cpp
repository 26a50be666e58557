// SPDX-License-Identifier: Apache-2.0
#include "learn/space_time/fused_space_time.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/parallel.h"
#include "learn/space_time/aligned_zeros.h"

namespace undercast {
namespace {

// The numbers that typical departures of NDVI are divided by, and the deviations that features are
// clamped to (torch/space_time/space_time.h).
constexpr float kDepartureUnit = 0.1F, kMostDeviations = 5;

std::size_t padded(std::size_t count, std::size_t to) { return (count + to - 1) / to * to; }

// Rounds to the nearest, ties to even.
std::uint16_t bf16_of(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  return static_cast<std::uint16_t>((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
}

// Cuts series into groups and deals the groups to parts that are computed at the same time:
// work(series, place of their answers, part).
template <class Work>
void for_groups(const SeriesBatch& batch, std::vector<float>& answers, int at_once, int parts, const Work& work) {
  const auto series = static_cast<int>(batch.series);
  const long long groups = (series + at_once - 1) / at_once;
  parallel_for_to_the_end(parts, parts, [&](int part, int) {
    for (long long group = groups * part / parts; group < groups * (part + 1) / parts; ++group) {
      const auto first = static_cast<int>(group) * at_once;
      const std::size_t place = static_cast<std::size_t>(first) * batch.steps;
      work({std::min(at_once, series - first), static_cast<int>(batch.steps),
            batch.features.data() + place * batch.width, batch.departure.data() + place,
            batch.unobserved.data() + place, batch.days.data(), answers.data() + place},
           place, part);
    }
  });
}

int parts_of(const SeriesBatch& batch, int threads) {
  return static_cast<int>(std::clamp<std::size_t>(batch.series, 1, static_cast<std::size_t>(threads)));
}

std::string layer_name(int layer, const char* part) { return fmt::format("layer{}.{}", layer, part); }

}  // namespace

// Holds the weights in the kernel's layout.
struct FusedSpaceTime::Packed {
  Packed(const NetworkWeights& given, const fused::Kernel& chosen)
      : kernel(chosen), weights(given), lanes(static_cast<std::size_t>(chosen.lanes)) {
    const SpaceTimeOptions& options = weights.options;
    fused.features = static_cast<int>(weights.features());
    fused.width = options.width;
    fused.heads = options.heads;
    fused.depth = options.depth;
    fused.most_deviations = kMostDeviations;
    fused.departure_unit = kDepartureUnit;
    fused.mean = row(weights.of("mean"));
    std::vector<float> inverse_scale = weights.of("scale");
    for (float& scale : inverse_scale) scale = 1 / scale;
    fused.inverse_scale = row(inverse_scale);
    fused.tells_date = row(weights.of("tells_date"));
    fused.embed = dense("embed", kernel.bf16 ? 2 : 1);
    fused.mix = dense("mix", lanes);
    const auto heads = static_cast<std::size_t>(options.heads);
    for (int i = 0; i < options.depth; ++i) {
      std::vector<float> slopes(heads);
      for (std::size_t head = 0; head < heads; ++head)
        slopes[head] = std::abs(weights.of("slopes")[static_cast<std::size_t>(i) * heads + head]);
      layers.push_back({norm(layer_name(i, "norm1")), norm(layer_name(i, "norm2")), dense(layer_name(i, "qkv"), lanes),
                        dense(layer_name(i, "projection"), lanes), dense(layer_name(i, "expand"), lanes),
                        dense(layer_name(i, "contract"), lanes), row(slopes)});
    }
    fused.layers = layers.data();
    fused.norm = norm("norm");
    fused.head = row(weights.of("head.weight"));
    fused.head_bias = weights.of("head.bias").front();
  }

  // Pads values with zeros to a whole number of lanes.
  const float* row(const std::vector<float>& values) {
    float* to = zeros(padded(values.size(), lanes));
    std::copy(values.begin(), values.end(), to);
    return to;
  }

  fused::Norm norm(const std::string& name) {
    return {row(weights.of(name + ".weight")), row(weights.of(name + ".bias"))};
  }

  // Packs a layer; its inputs are padded to a multiple of `unit`.
  fused::Dense dense(const std::string& name, std::size_t unit) {
    const std::vector<float>& weight = weights.of(name + ".weight");  // [out, in]
    const std::vector<float>& bias = weights.of(name + ".bias");
    const std::size_t outputs = bias.size(), inputs = weight.size() / outputs;
    const std::size_t packed_inputs = padded(inputs, unit), packed_outputs = padded(outputs, lanes);
    fused::Dense packed{static_cast<int>(packed_inputs), static_cast<int>(packed_outputs)};
    packed.bias = row(bias);
    // Calls use(output, input, weight).
    const auto for_weights = [&](const auto& use) {
      for (std::size_t out = 0; out < outputs; ++out)
        for (std::size_t in = 0; in < inputs; ++in) use(out, in, weight[out * inputs + in]);
    };
    if (kernel.bf16) {
      auto* panels =
          reinterpret_cast<std::uint16_t*>(zeros(packed_outputs * packed_inputs / 2));  // [out/lanes, in/2, lanes, 2]
      for_weights([&](std::size_t out, std::size_t in, float value) {
        panels[((out / lanes * (packed_inputs / 2) + in / 2) * lanes + out % lanes) * 2 + in % 2] = bf16_of(value);
      });
      packed.weights = panels;
      return packed;
    }
    float* panels = zeros(packed_outputs * packed_inputs);              // [out/lanes, in, lanes]
    float* transposed = zeros(padded(inputs, lanes) * packed_outputs);  // [in/lanes, out, lanes]
    for_weights([&](std::size_t out, std::size_t in, float value) {
      panels[(out / lanes * packed_inputs + in) * lanes + out % lanes] = value;
      transposed[(in / lanes * packed_outputs + out) * lanes + in % lanes] = value;
    });
    packed.weights = panels;
    packed.transposed = transposed;
    return packed;
  }

  float* zeros(std::size_t count) { return kept.emplace_back(count).data(); }

  const fused::Kernel& kernel;
  const NetworkWeights weights;
  std::size_t lanes;
  fused::Network fused;
  std::vector<fused::Layer> layers;
  std::vector<AlignedZeros<float>> kept;
};

// Holds a worker's sums of the derivatives.
struct FusedSpaceTime::Gradient {
  explicit Gradient(const Packed& packed)
      : lanes(packed.lanes), weights(packed.weights), slopes(weights.of("slopes").size()) {
    sums.embed = dense("embed", packed.fused.embed);
    sums.mix = dense("mix", packed.fused.mix);
    for (int i = 0; i < weights.options.depth; ++i) {
      const fused::Layer& shape = packed.layers[static_cast<std::size_t>(i)];
      layers.push_back({norm(layer_name(i, "norm1")), norm(layer_name(i, "norm2")),
                        dense(layer_name(i, "qkv"), shape.qkv), dense(layer_name(i, "projection"), shape.projection),
                        dense(layer_name(i, "expand"), shape.expand), dense(layer_name(i, "contract"), shape.contract),
                        slopes.data() + i * weights.options.heads});
    }
    sums.layers = layers.data();
    sums.norm = norm("norm");
    sums.head = vector("head.weight");
    sums.head_bias = vector("head.bias");
  }

  float* vector(const std::string& name) {
    float* sum = kept.emplace_back(padded(weights.of(name).size(), lanes)).data();
    vectors.push_back({name, sum});
    return sum;
  }

  fused::DenseGradient dense(const std::string& name, const fused::Dense& shape) {
    const auto stride = static_cast<std::size_t>(shape.outputs);
    float* sum = kept.emplace_back(static_cast<std::size_t>(shape.inputs + fused::kMostRows) * stride).data();
    const std::size_t outputs = weights.of(name + ".bias").size();
    matrices.push_back({name + ".weight", sum, stride, outputs});
    return {sum, vector(name + ".bias")};
  }

  fused::NormGradient norm(const std::string& name) { return {vector(name + ".weight"), vector(name + ".bias")}; }

  void add_to(NetworkWeights& gradient) const {
    for (const auto& [name, sum] : vectors) {
      std::vector<float>& to = gradient.of(name);
      for (std::size_t i = 0; i < to.size(); ++i) to[i] += sum[i];
    }
    for (const auto& [name, sum, stride, outputs] : matrices) {
      std::vector<float>& to = gradient.of(name);  // [out, in]
      const std::size_t inputs = to.size() / outputs;
      for (std::size_t out = 0; out < outputs; ++out)
        for (std::size_t in = 0; in < inputs; ++in) to[out * inputs + in] += sum[in * stride + out];
    }
    const std::vector<float>& signed_slopes = weights.of("slopes");
    std::vector<float>& to = gradient.of("slopes");
    for (std::size_t i = 0; i < slopes.size(); ++i) {
      const auto sign = static_cast<float>((signed_slopes[i] > 0) - (signed_slopes[i] < 0));
      to[i] += slopes[i] * sign;
    }
  }

  struct VectorSum {
    std::string name;
    const float* sum;
  };
  /// Sums [in, out] of a layer's weights [out, in], padded.
  struct MatrixSum {
    std::string name;
    const float* sum;
    std::size_t stride, outputs;
  };

  std::size_t lanes;
  const NetworkWeights& weights;
  std::vector<float> slopes;  ///< [depth, heads] derivatives by the absolute values
  fused::NetworkGradient sums;
  std::vector<fused::LayerGradient> layers;
  std::vector<VectorSum> vectors;
  std::vector<MatrixSum> matrices;
  std::vector<AlignedZeros<float>> kept;
};

std::vector<const fused::Kernel*> fused_kernels() {
  std::vector<const fused::Kernel*> kernels;
#ifdef __x86_64__
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl")) {
    if (__builtin_cpu_supports("avx512bf16")) kernels.push_back(&fused::kAvx512Bf16);
    kernels.push_back(&fused::kAvx512);
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) kernels.push_back(&fused::kAvx2);
#endif
  kernels.push_back(&fused::kPlain);
  return kernels;
}

const fused::Kernel* fused_kernel_for(bool bf16) {
  for (const fused::Kernel* kernel : fused_kernels())
    if (kernel->bf16 == bf16) return kernel;
  return nullptr;
}

Predict predict_by(const fused::Kernel& kernel, int threads) {
  return [&kernel, threads](const NetworkWeights& weights, const SeriesBatch& batch) {
    return FusedSpaceTime(weights, kernel).forward(batch, threads);
  };
}

FusedSpaceTime::FusedSpaceTime(const NetworkWeights& weights, const fused::Kernel& kernel)
    : packed_(std::make_unique<const Packed>(weights, kernel)) {}

FusedSpaceTime::~FusedSpaceTime() = default;

std::vector<float> FusedSpaceTime::forward(const SeriesBatch& batch, int threads) const {
  const fused::Kernel& kernel = packed_->kernel;
  const auto bytes = static_cast<std::size_t>(kernel.scratch_bytes(packed_->fused, static_cast<int>(batch.steps)));
  std::vector<AlignedZeros<unsigned char>> scratch;
  for (int part = 0; part < parts_of(batch, threads); ++part) scratch.emplace_back(bytes);
  std::vector<float> answers(batch.departure.size());  // [B, T]
  for_groups(batch, answers, fused::kSeriesAtOnce, static_cast<int>(scratch.size()),
             [&](const fused::Series& series, std::size_t, int part) {
               kernel.forward(packed_->fused, series, scratch[static_cast<std::size_t>(part)].data());
             });
  return answers;
}

double FusedSpaceTime::add_gradients(const SeriesLesson& lesson, int threads, NetworkWeights& gradient) const {
  struct Part {
    Gradient gradient;
    AlignedZeros<unsigned char> scratch;
    double loss = 0;
  };
  const fused::Kernel& kernel = packed_->kernel;
  const SeriesBatch& batch = lesson.batch;
  const auto bytes =
      static_cast<std::size_t>(kernel.learning_scratch_bytes(packed_->fused, static_cast<int>(batch.steps)));
  std::vector<Part> parts;
  for (int part = 0; part < parts_of(batch, threads); ++part)
    parts.push_back({Gradient(*packed_), AlignedZeros<unsigned char>(bytes)});
  std::vector<float> answers(batch.departure.size());  // [B, T]
  for_groups(batch, answers, fused::kSeriesInLesson, static_cast<int>(parts.size()),
             [&](const fused::Series& series, std::size_t place, int number) {
               Part& part = parts[static_cast<std::size_t>(number)];
               part.loss += kernel.learn(packed_->fused,
                                         {series, lesson.targets.data() + place, lesson.weights.data() + place,
                                          static_cast<float>(lesson.bend)},
                                         part.gradient.sums, part.scratch.data());
             });
  double loss = 0;
  for (const Part& part : parts) {
    part.gradient.add_to(gradient);
    loss += part.loss;
  }
  return loss;
}

}  // namespace undercast

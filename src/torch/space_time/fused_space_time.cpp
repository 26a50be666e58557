// SPDX-License-Identifier: Apache-2.0
#include "torch/space_time/fused_space_time.h"

#include <algorithm>

#include "core/parallel.h"

namespace undercast {
namespace {

int padded(std::int64_t count, int to) { return static_cast<int>((count + to - 1) / to * to); }

torch::Tensor zeros_of_bytes(long long bytes) { return torch::zeros({bytes}, torch::kByte); }

// Cuts series [B, T] into groups and deals the groups to parts that are computed at the same time:
// work(series, part).
template <class Work>
void for_groups(const SeriesBatch& given, torch::Tensor& answers, int at_once, int parts, const Work& work) {
  const SeriesBatch batch{given.features.contiguous(), given.departure.contiguous(), given.unobserved.contiguous(),
                          given.days.contiguous()};
  const std::int64_t series = batch.features.size(0), steps = batch.features.size(1), width = batch.features.size(2);
  const std::int64_t groups = (series + at_once - 1) / at_once;
  parallel_for_to_the_end(parts, parts, [&](int part, int) {
    for (std::int64_t group = groups * part / parts; group < groups * (part + 1) / parts; ++group) {
      const std::int64_t first = group * at_once, place = first * steps;
      work(
          {static_cast<int>(std::min<std::int64_t>(at_once, series - first)), static_cast<int>(steps),
           batch.features.data_ptr<float>() + place * width, batch.departure.data_ptr<float>() + place,
           batch.unobserved.data_ptr<float>() + place, batch.days.data_ptr<float>(), answers.data_ptr<float>() + place},
          part);
    }
  });
}

int parts_of(const torch::Tensor& answers, int threads) {
  return static_cast<int>(std::clamp<std::int64_t>(answers.size(0), 1, threads));
}

}  // namespace

// Holds the weights in the kernel's layout.
struct FusedSpaceTime::Packed {
  Packed(const SpaceTime& network, const fused::Kernel& chosen) : kernel(chosen) {
    const SpaceTimeOptions& options = network->options;
    fused.features = static_cast<int>(network->mean.size(0));
    fused.width = options.width;
    fused.heads = options.heads;
    fused.depth = options.depth;
    fused.most_deviations = static_cast<float>(SpaceTimeImpl::kMostDeviations);
    fused.departure_unit = static_cast<float>(SpaceTimeImpl::kDeparture);
    fused.mean = row(network->mean);
    fused.inverse_scale = row(network->scale.reciprocal());
    fused.tells_date = row(network->tells_date);
    fused.embed = dense(network->embed, kernel.bf16 ? 2 : 1);
    fused.mix = dense(network->mix, kernel.lanes);
    for (int i = 0; i < options.depth; ++i) {
      const EncoderLayerImpl& layer = *network->layers[static_cast<std::size_t>(i)];
      layers.push_back({norm(layer.norm1), norm(layer.norm2), dense(layer.qkv, kernel.lanes),
                        dense(layer.projection, kernel.lanes), dense(layer.expand, kernel.lanes),
                        dense(layer.contract, kernel.lanes), row(network->slopes[i].abs())});
    }
    fused.layers = layers.data();
    fused.norm = norm(network->norm);
    fused.head = row(network->head->weight[0]);
    fused.head_bias = network->head->bias.item<float>();
  }

  // Pads values with zeros to a whole number of lanes.
  const float* row(const torch::Tensor& values) {
    return keep(torch::constant_pad_nd(values, {0, padded(values.size(0), kernel.lanes) - values.size(0)}));
  }

  fused::Norm norm(const torch::nn::LayerNorm& layer) { return {row(layer->weight), row(layer->bias)}; }

  // Packs a layer; its inputs are padded to a multiple of `unit`.
  fused::Dense dense(const torch::nn::Linear& layer, int unit) {
    const std::int64_t outputs = layer->weight.size(0), inputs = layer->weight.size(1), lanes = kernel.lanes;
    fused::Dense packed{padded(inputs, unit), padded(outputs, kernel.lanes)};
    const torch::Tensor weight = torch::constant_pad_nd(
        layer->weight, {0, padded(inputs, kernel.lanes) - inputs, 0, packed.outputs - outputs});  // [out, in]
    const torch::Tensor of_inputs = weight.slice(1, 0, packed.inputs);  // [out, packed.inputs]
    packed.bias = row(layer->bias);
    if (kernel.bf16) {
      const torch::Tensor panels =
          of_inputs.reshape({-1, lanes, packed.inputs / 2, 2}).transpose(1, 2);  // [out/lanes, in/2, lanes, 2]
      kept.push_back(panels.to(torch::kBFloat16).contiguous());
      packed.weights = kept.back().data_ptr();
    } else {
      packed.weights = keep(of_inputs.reshape({-1, lanes, packed.inputs}).transpose(1, 2));  // [out/lanes, in, lanes]
      packed.transposed =
          keep(weight.t().reshape({-1, lanes, packed.outputs}).transpose(1, 2));  // [in/lanes, out, lanes]
    }
    return packed;
  }

  const float* keep(const torch::Tensor& values) {
    kept.push_back(values.to(torch::kCPU, torch::kFloat).contiguous());
    return kept.back().data_ptr<float>();
  }

  const fused::Kernel& kernel;
  fused::Network fused;
  std::vector<fused::Layer> layers;
  std::vector<torch::Tensor> kept;
};

// Holds a worker's sums of the derivatives, and where to add them.
struct FusedSpaceTime::Gradient {
  Gradient(const SpaceTime& network, const Packed& packed) : slopes(torch::zeros_like(network->slopes)) {
    const auto sum_for = [&](const torch::Tensor& parameter, const torch::Tensor& sum) {
      places.emplace_back(parameter.mutable_grad(), sum.t());
      return sum.data_ptr<float>();
    };
    const auto vector = [&](const torch::Tensor& parameter) {
      return sum_for(parameter, torch::zeros({padded(parameter.numel(), packed.kernel.lanes)}));
    };
    const auto dense = [&](const torch::nn::Linear& layer, const fused::Dense& shape) -> fused::DenseGradient {
      return {sum_for(layer->weight, torch::zeros({shape.inputs + fused::kMostRows, shape.outputs})),
              vector(layer->bias)};
    };
    const auto norm = [&](const torch::nn::LayerNorm& layer) -> fused::NormGradient {
      return {vector(layer->weight), vector(layer->bias)};
    };
    sums.embed = dense(network->embed, packed.fused.embed);
    sums.mix = dense(network->mix, packed.fused.mix);
    for (std::size_t i = 0; i < packed.layers.size(); ++i) {
      const EncoderLayerImpl& layer = *network->layers[i];
      const fused::Layer& shape = packed.layers[i];
      layers.push_back({norm(layer.norm1), norm(layer.norm2), dense(layer.qkv, shape.qkv),
                        dense(layer.projection, shape.projection), dense(layer.expand, shape.expand),
                        dense(layer.contract, shape.contract), slopes[static_cast<std::int64_t>(i)].data_ptr<float>()});
    }
    sums.layers = layers.data();
    sums.norm = norm(network->norm);
    sums.head = vector(network->head->weight);
    sums.head_bias = vector(network->head->bias);
  }

  void add_to(const SpaceTime& network) const {
    for (const auto& [gradient, sum] : places) {
      const torch::Tensor whole = sum.dim() < gradient.dim() ? sum.unsqueeze(0) : sum;
      gradient.add_(whole.slice(0, 0, gradient.size(0)).slice(-1, 0, gradient.size(-1)));
    }
    network->slopes.mutable_grad().add_(slopes * network->slopes.sign());
  }

  torch::Tensor slopes;  ///< [depth, heads] derivatives by the absolute values
  fused::NetworkGradient sums;
  std::vector<fused::LayerGradient> layers;
  std::vector<std::pair<torch::Tensor, torch::Tensor>> places;  ///< each parameter's gradient, and its padded sum
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

const fused::Kernel* fused_kernel_for(const Compute& compute) {
  if (!compute.device.is_cpu() || compute.precision == Precision::fp16) return nullptr;
  for (const fused::Kernel* kernel : fused_kernels())
    if (kernel->bf16 == (compute.precision == Precision::bf16)) return kernel;
  return nullptr;
}

FusedSpaceTime::FusedSpaceTime(const SpaceTime& network, const fused::Kernel& kernel) {
  const torch::NoGradGuard no_grad;
  packed_ = std::make_unique<const Packed>(network, kernel);
}

FusedSpaceTime::~FusedSpaceTime() = default;

torch::Tensor FusedSpaceTime::forward(const SeriesBatch& batch, int threads) const {
  torch::Tensor answers = torch::empty(batch.departure.sizes());  // [B, T]
  std::vector<torch::Tensor> scratch(static_cast<std::size_t>(parts_of(answers, threads)));
  for (torch::Tensor& part : scratch)
    part = zeros_of_bytes(packed_->kernel.scratch_bytes(packed_->fused, static_cast<int>(answers.size(1))));
  for_groups(batch, answers, fused::kSeriesAtOnce, static_cast<int>(scratch.size()),
             [&](const fused::Series& series, int part) {
               packed_->kernel.forward(packed_->fused, series,
                                       scratch[static_cast<std::size_t>(part)].data_ptr<unsigned char>());
             });
  return answers;
}

double FusedSpaceTime::add_gradients(SpaceTime& network, const SeriesLesson& lesson, int threads) const {
  const torch::NoGradGuard no_grad;
  struct Part {
    Gradient gradient;
    torch::Tensor scratch;
    double loss = 0;
  };
  torch::Tensor answers = torch::empty(lesson.batch.departure.sizes());                              // [B, T]
  const torch::Tensor targets = lesson.targets.contiguous(), weights = lesson.weights.contiguous();  // [B, T]
  std::vector<Part> parts;
  for (int part = 0; part < parts_of(answers, threads); ++part)
    parts.push_back({Gradient(network, *packed_), zeros_of_bytes(packed_->kernel.learning_scratch_bytes(
                                                      packed_->fused, static_cast<int>(answers.size(1))))});
  for_groups(lesson.batch, answers, fused::kSeriesInLesson, static_cast<int>(parts.size()),
             [&](const fused::Series& series, int number) {
               Part& part = parts[static_cast<std::size_t>(number)];
               const std::ptrdiff_t place = series.answers - answers.data_ptr<float>();
               part.loss += packed_->kernel.learn(packed_->fused,
                                                  {series, targets.data_ptr<float>() + place,
                                                   weights.data_ptr<float>() + place, static_cast<float>(lesson.bend)},
                                                  part.gradient.sums, part.scratch.data_ptr<unsigned char>());
             });
  double loss = 0;
  for (const Part& part : parts) {
    part.gradient.add_to(network);
    loss += part.loss;
  }
  return loss;
}

}  // namespace undercast

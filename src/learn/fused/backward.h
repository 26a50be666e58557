// SPDX-License-Identifier: Apache-2.0
#pragma once
// Derivatives of the forward pass, in fp32.
#include "learn/fused/forward.h"

namespace undercast::fused {
namespace {

struct Store {
  float* to;
  int stride;
  FUSED_INLINE void operator()(int row, int column, Lanes lanes) const { put(to + row * stride + column, lanes); }
};
struct Add {
  float* to;
  int stride;
  FUSED_INLINE void operator()(int row, int column, Lanes lanes) const {
    float* at = to + row * stride + column;
    put(at, get(at) + lanes);
  }
};
struct StoreProduct {
  float* to;
  const float* factors;
  int stride;
  FUSED_INLINE void operator()(int row, int column, Lanes lanes) const {
    const int at = row * stride + column;
    put(to + at, lanes * get(factors + at));
  }
};

/// Derivatives of the loss. Rows are tokens.
struct Derivatives {
  float *x, *normal, *hidden, *qkv, *attention;
};

void add_row(float* sum, const float* row, int columns) {
  for (int k = 0; k < columns; k += kLanes) put(sum + k, get(sum + k) + get(row + k));
}

/// Adds the derivatives by a layer's weights and bias, from the derivatives by its outputs [count,
/// outputs].
void add_dense_gradient(const float* inputs, const float* outputs, int count, const Dense& dense,
                        const DenseGradient& gradient) {
  multiply(Left<float>{inputs, 1, dense.inputs}, Right<float>{outputs, kLanes, dense.outputs},
           Shape{dense.inputs, count, dense.outputs}, Add{gradient.weights, dense.outputs});
  for (int row = 0; row < count; ++row) add_row(gradient.bias, outputs + row * dense.outputs, dense.outputs);
}

/// Passes the derivatives by a layer's inputs [count, inputs] to store(), from the derivatives by
/// its outputs.
template <class To>
void multiply_back(const float* outputs, int count, const Dense& dense, const To& store) {
  multiply(Left<float>{outputs, dense.outputs, 1}, Right<float>{dense.transposed, dense.outputs * kLanes, kLanes},
           Shape{count, dense.outputs, dense.inputs}, store);
}

/// A layer normalisation, what the forward pass kept of it, and the derivatives by its parameters.
template <class OfNorm>
struct LearntNorm {
  const Norm& norm;
  const OfNorm& kept;
  const NormGradient& gradient;
};

/// Adds the derivatives by a layer normalisation's inputs to `x`, from the derivatives by its
/// outputs [count, width].
template <class OfNorm>
void normalise_back(const float* outputs, Tokens tokens, const LearntNorm<OfNorm>& learnt, float* x) {
  const auto& [norm, kept, gradient] = learnt;
  const int count = tokens.count, width = tokens.width, end = padded(width, kLanes);
  for (int row = 0; row < count; ++row) {
    const float *from = outputs + row * end, *standard = kept.standard + row * end;
    Lanes sum{}, products{};
    for (int k = 0; k < end; k += kLanes) {
      put(gradient.gain + k, get(gradient.gain + k) + get(from + k) * get(standard + k));
      const Lanes scaled = get(from + k) * get(norm.gain + k);
      sum += scaled;
      products += scaled * get(standard + k);
    }
    add_row(gradient.offset, from, end);
    const Lanes mean = sum_of(sum) / static_cast<float>(width), slope = sum_of(products) / static_cast<float>(width);
    for (int k = 0; k < end; k += kLanes) {
      const Lanes scaled = get(from + k) * get(norm.gain + k);
      float* at = x + row * end + k;
      put(at, get(at) + kept.inverse[row] * (scaled - mean - get(standard + k) * slope));
    }
  }
}

/// One series in one layer.
struct SeriesInLayer {
  int series, layer;
};

/// Derivatives by the queries, keys and values of a series, from the derivatives by the outputs of
/// its heads.
void attend_back(const Network& network, SeriesInLayer which, const Scratch<float, true>& scratch,
                 const Derivatives& of, float* slopes) {
  const int series = which.series, steps = scratch.steps();
  const Layer& layer = network.layers[which.layer];
  const auto kept = scratch.layer(network, which.layer);
  const int stride = layer.qkv.outputs, width = network.width, depth = width / network.heads;
  const int columns = scratch.columns, mixed_stride = layer.projection.inputs;
  const float scale = 1.0F / __builtin_sqrtf(static_cast<float>(depth));
  for (int head = 0; head < network.heads; ++head) {
    const int at = series * steps * stride + head * depth;
    const float* queries = kept.qkv + at;
    float* of_queries = of.qkv + at;
    const float* mixed = of.normal + series * steps * mixed_stride + head * depth;
    const float* attention = scratch.attention(network, kept, series, head);
    multiply(Left<float>{mixed, mixed_stride, 1}, transpose(queries + 2 * width, stride, steps, depth, scratch.keys),
             Shape{steps, depth, columns}, Store{of.attention, columns});
    Lanes apart{};
    for (int row = 0; row < steps; ++row) {
      const float* weights = attention + row * columns;
      float* logits = of.attention + row * columns;
      Lanes products{};
      for (int k = 0; k < columns; k += kLanes) products += get(weights + k) * get(logits + k);
      const Lanes mean = sum_of(products);
      for (int k = 0; k < columns; k += kLanes) {
        const Lanes of_logits = get(weights + k) * (get(logits + k) - mean);
        put(logits + k, of_logits);
        apart += of_logits * get(scratch.apart + row * columns + k);
      }
    }
    slopes[head] -= sum_of(apart)[0];
    const Shape by_steps{steps, steps, depth};
    multiply(Left<float>{of.attention, columns, 1}, Right<float>{queries + width, kLanes, stride}, by_steps,
             StoreColumns<float>{of_queries, stride, depth, scale});
    multiply(Left<float>{of.attention, 1, columns}, Right<float>{queries, kLanes, stride}, by_steps,
             StoreColumns<float>{of_queries + width, stride, depth, scale});
    multiply(Left<float>{attention, 1, columns}, Right<float>{mixed, kLanes, mixed_stride}, by_steps,
             StoreColumns<float>{of_queries + 2 * width, stride, depth, 1.0F});
  }
}

/// Returns the loss. Its derivatives by the answers overwrite the answers.
double loss_of(const Lesson& lesson) {
  double loss = 0;
  for (int i = 0; i < lesson.series.count * lesson.series.steps; ++i) {
    float& answer = lesson.series.answers[i];
    const float weight = lesson.weights[i], bend = lesson.bend;
    if (weight == 0) {  // its target may be missing
      answer = 0;
      continue;
    }
    const float error = answer - lesson.target[i], size = __builtin_fabsf(error);
    loss += static_cast<double>(weight * (size <= bend ? error * error : 2 * bend * size - bend * bend));
    answer = 2 * weight * (size <= bend ? error : __builtin_copysignf(bend, error));
  }
  return loss;
}

struct LearningScratch {
  Scratch<float, true> forward;
  Derivatives derivatives;
  long long bytes;

  LearningScratch(const Network& network, int steps, unsigned char* memory) : forward(network, steps, memory) {
    const long long count = kSeriesInLesson * steps + kMostRows, width = padded(network.width, kLanes);
    Pieces pieces{memory, forward.bytes(network)};
    pieces.cut(derivatives.x, count * width);
    pieces.cut(derivatives.normal, count * width);
    pieces.cut(derivatives.hidden, count * network.embed.outputs);
    pieces.cut(derivatives.qkv, count * network.layers[0].qkv.outputs);
    pieces.cut(derivatives.attention, static_cast<long long>(forward.rows) * forward.columns);
    bytes = pieces.bytes;
  }
};

long long learning_scratch_bytes(const Network& network, int steps) {
  return LearningScratch(network, steps, nullptr).bytes;
}

double learn(const Network& network, const Lesson& lesson, const NetworkGradient& gradient, unsigned char* memory) {
  using OfNorm = Scratch<float, true>::OfNorm;
  const Series& series = lesson.series;
  const LearningScratch scratch(network, series.steps, memory);
  const Scratch<float, true>& kept = scratch.forward;
  const Derivatives& of = scratch.derivatives;
  const int count = series.count * series.steps, width = padded(network.width, kLanes);
  forward(network, series, kept);
  const double loss = loss_of(lesson);
  for (int i = 0; i < count; ++i) {
    const float answer = network.departure_unit * series.answers[i];
    *gradient.head_bias += answer;
    for (int k = 0; k < width; k += kLanes) {
      put(gradient.head + k, get(gradient.head + k) + answer * get(kept.last + i * width + k));
      put(of.normal + i * width + k, answer * get(network.head + k));
      put(of.x + i * width + k, Lanes{});
    }
  }
  const Tokens tokens{count, network.width};
  normalise_back(of.normal, tokens, LearntNorm<OfNorm>{network.norm, kept.norm, gradient.norm}, of.x);
  for (int i = network.depth - 1; i >= 0; --i) {
    const Layer& layer = network.layers[i];
    const LayerGradient& sums = gradient.layers[i];
    const auto at = kept.layer(network, i);
    add_dense_gradient(at.hidden, of.x, count, layer.contract, sums.contract);
    multiply_back(of.x, count, layer.contract, StoreProduct{of.hidden, at.slopes, layer.contract.inputs});
    add_dense_gradient(at.normal2, of.hidden, count, layer.expand, sums.expand);
    multiply_back(of.hidden, count, layer.expand, Store{of.normal, width});
    normalise_back(of.normal, tokens, LearntNorm<OfNorm>{layer.norm2, at.norm2, sums.norm2}, of.x);
    add_dense_gradient(at.mixed, of.x, count, layer.projection, sums.projection);
    multiply_back(of.x, count, layer.projection, Store{of.normal, width});
    for (int s = 0; s < series.count; ++s) attend_back(network, {s, i}, kept, of, sums.slopes);
    add_dense_gradient(at.normal1, of.qkv, count, layer.qkv, sums.qkv);
    multiply_back(of.qkv, count, layer.qkv, Store{of.normal, width});
    normalise_back(of.normal, tokens, LearntNorm<OfNorm>{layer.norm1, at.norm1, sums.norm1}, of.x);
  }
  add_dense_gradient(kept.embedded, of.x, count, network.mix, gradient.mix);
  multiply_back(of.x, count, network.mix, StoreProduct{of.hidden, kept.embed_slopes, network.mix.inputs});
  add_dense_gradient(kept.tokens, of.hidden, count, network.embed, gradient.embed);
  return loss;
}

}  // namespace
}  // namespace undercast::fused

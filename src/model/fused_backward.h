// SPDX-License-Identifier: Apache-2.0
#pragma once
// Derivatives of the forward pass of model/fused_forward.h, in fp32.
#include "model/fused_forward.h"

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

/// Derivatives, rows being tokens.
struct Derivatives {
  float *x, *normal, *hidden, *qkv, *attention;
};

void add_row(float* sum, const float* row, int columns) {
  for (int k = 0; k < columns; k += kLanes) put(sum + k, get(sum + k) + get(row + k));
}

/// Of a layer's weights and bias, from those of its outputs [count, outputs].
void add_dense_gradient(const float* inputs, const float* outputs, int count, const Dense& dense,
                        const DenseGradient& gradient) {
  multiply(Left<float>{inputs, 1, dense.inputs}, dense.inputs, Right<float>{outputs, kLanes, dense.outputs}, count,
           dense.outputs, Add{gradient.weights, dense.outputs});
  for (int row = 0; row < count; ++row) add_row(gradient.bias, outputs + row * dense.outputs, dense.outputs);
}

/// store() takes those of a layer's inputs, [count, inputs].
template <class To>
void multiply_back(const float* outputs, int count, const Dense& dense, const To& store) {
  multiply(Left<float>{outputs, dense.outputs, 1}, count,
           Right<float>{dense.transposed, dense.outputs * kLanes, kLanes}, dense.outputs, dense.inputs, store);
}

/// Adds those of a layer normalisation's inputs to `x`, given those of its outputs [count, width].
template <class OfNorm>
void normalise_back(const float* outputs, int count, int width, const Norm& norm, const OfNorm& kept,
                    const NormGradient& gradient, float* x) {
  const int end = padded(width, kLanes);
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

/// Of one series' queries, keys and values, from those of what its heads gave.
void attend_back(const Network& network, int i, int series, int steps, const Scratch<float, true>& scratch,
                 const Derivatives& of, float* slopes) {
  const Layer& layer = network.layers[i];
  const auto kept = scratch.layer(network, i);
  const int stride = layer.qkv.outputs, width = network.width, depth = width / network.heads;
  const int columns = scratch.columns, mixed_stride = layer.projection.inputs;
  const float scale = 1.0F / __builtin_sqrtf(static_cast<float>(depth));
  for (int head = 0; head < network.heads; ++head) {
    const int at = series * steps * stride + head * depth;
    const float* queries = kept.qkv + at;
    float* of_queries = of.qkv + at;
    const float* mixed = of.normal + series * steps * mixed_stride + head * depth;
    const float* attention = scratch.attention(network, kept, series, head);
    multiply(Left<float>{mixed, mixed_stride, 1}, steps,
             transpose(queries + 2 * width, stride, steps, depth, scratch.keys), depth, columns,
             Store{of.attention, columns});
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
    multiply(Left<float>{of.attention, columns, 1}, steps, Right<float>{queries + width, kLanes, stride}, steps, depth,
             StoreColumns<float>{of_queries, stride, depth, scale});
    multiply(Left<float>{of.attention, 1, columns}, steps, Right<float>{queries, kLanes, stride}, steps, depth,
             StoreColumns<float>{of_queries + width, stride, depth, scale});
    multiply(Left<float>{attention, 1, columns}, steps, Right<float>{mixed, kLanes, mixed_stride}, steps, depth,
             StoreColumns<float>{of_queries + 2 * width, stride, depth, 1.0F});
  }
}

/// The loss; its derivatives by the answers take the place of these.
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
  const Series& series = lesson.series;
  const LearningScratch scratch(network, series.steps, memory);
  const Scratch<float, true>& kept = scratch.forward;
  const Derivatives& of = scratch.derivatives;
  const int steps = series.steps, count = series.count * steps, width = padded(network.width, kLanes);
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
  normalise_back(of.normal, count, network.width, network.norm, kept.norm, gradient.norm, of.x);
  for (int i = network.depth - 1; i >= 0; --i) {
    const Layer& layer = network.layers[i];
    const LayerGradient& sums = gradient.layers[i];
    const auto at = kept.layer(network, i);
    add_dense_gradient(at.hidden, of.x, count, layer.contract, sums.contract);
    multiply_back(of.x, count, layer.contract, StoreProduct{of.hidden, at.slopes, layer.contract.inputs});
    add_dense_gradient(at.normal2, of.hidden, count, layer.expand, sums.expand);
    multiply_back(of.hidden, count, layer.expand, Store{of.normal, width});
    normalise_back(of.normal, count, network.width, layer.norm2, at.norm2, sums.norm2, of.x);
    add_dense_gradient(at.mixed, of.x, count, layer.projection, sums.projection);
    multiply_back(of.x, count, layer.projection, Store{of.normal, width});
    for (int s = 0; s < series.count; ++s) attend_back(network, i, s, steps, kept, of, sums.slopes);
    add_dense_gradient(at.normal1, of.qkv, count, layer.qkv, sums.qkv);
    multiply_back(of.qkv, count, layer.qkv, Store{of.normal, width});
    normalise_back(of.normal, count, network.width, layer.norm1, at.norm1, sums.norm1, of.x);
  }
  add_dense_gradient(kept.embedded, of.x, count, network.mix, gradient.mix);
  multiply_back(of.x, count, network.mix, StoreProduct{of.hidden, kept.embed_slopes, network.mix.inputs});
  add_dense_gradient(kept.tokens, of.hidden, count, network.embed, gradient.embed);
  return loss;
}

}  // namespace
}  // namespace undercast::fused

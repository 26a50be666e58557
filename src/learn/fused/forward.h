// SPDX-License-Identifier: Apache-2.0
#pragma once
// The forward pass of the network. The operations between two matrix products are applied when the
// results of the first are stored, and so few series are processed at once that all their data stay
// in the cache.
#include "learn/fused/kernels.h"
#include "learn/fused/lanes.h"

namespace undercast::fused {
namespace {

/// Multiplies the inputs of a layer [count, inputs] by its weights.
template <class Number, class Store>
FUSED_INLINE void multiply(const Number* rows, int count, const Dense& dense, const Store& store) {
  multiply(Left<Number>{rows, dense.inputs, 1},
           Right<Number>{static_cast<const Number*>(dense.weights), dense.inputs * kLanes, kLanes},
           Shape{count, dense.inputs, dense.outputs}, store);
}

template <class Number, bool kKeep>
struct StoreGelu {
  Number* to;
  float* slopes;  ///< kept for training
  const Dense& dense;
  FUSED_INLINE void operator()(int row, int column, Lanes lanes) const {
    const int at = row * dense.outputs + column;
    Lanes slope;
    put(to + at, gelu(lanes + get(dense.bias + column), slope));
    if constexpr (kKeep) put(slopes + at, slope);
  }
};
struct StoreSum {
  float* to;
  const Dense& dense;
  FUSED_INLINE void operator()(int row, int column, Lanes lanes) const {
    put(to + row * dense.outputs + column, lanes + get(dense.bias + column));
  }
};
struct AddSum {
  float* to;
  const Dense& dense;
  FUSED_INLINE void operator()(int row, int column, Lanes lanes) const {
    float* at = to + row * dense.outputs + column;
    put(at, get(at) + lanes + get(dense.bias + column));
  }
};
struct StoreLogits {
  float* to;
  const float* apart;  ///< [rows, columns]
  int columns;
  float scale, slope;
  FUSED_INLINE void operator()(int row, int column, Lanes lanes) const {
    const int at = row * columns + column;
    put(to + at, lanes * scale - slope * get(apart + at));
  }
};
/// Stores to a part of the columns of a matrix.
template <class Number>
struct StoreColumns {
  Number* to;
  int stride, columns;
  float factor;
  FUSED_INLINE void operator()(int row, int column, Lanes lanes) const {
    put(to + row * stride + column, lanes * factor, columns - column);
  }
};

/// Cuts pieces from one block of memory.
struct Pieces {
  unsigned char* memory;
  long long bytes = 0;

  template <class Piece>
  void cut(Piece*& piece, long long numbers) {
    piece = reinterpret_cast<Piece*>(memory + bytes);
    bytes += (numbers * static_cast<long long>(sizeof(Piece)) + 63) / 64 * 64;
  }
};

/// Memory of the forward pass; with kKeep it is kept for the backward pass. Rows are tokens,
/// including the rows that products compute beyond them.
template <class Number, bool kKeep>
struct Scratch {
  struct OfNorm {
    float *standard, *inverse;  ///< values before gain and offset; inverse deviations
  };
  struct OfLayer {
    OfNorm norm1, norm2;
    float *qkv, *attention, *slopes;
    Number *normal1, *mixed, *normal2, *hidden;
  };

  static constexpr int kSeries = kKeep ? kSeriesInLesson : kSeriesAtOnce;

  int rows, columns;  ///< of a matrix of dates; padded
  float *token, *x, *apart, *keys, *padding, *embed_slopes;
  Number *tokens, *embedded;
  float* last;
  OfNorm norm;
  long long common_bytes, layer_bytes;
  unsigned char* memory;

  Scratch(const Network& network, int steps, unsigned char* given)
      : rows(steps + kMostRows), columns(padded(steps, kLanes)), memory(given) {
    const int width = padded(network.width, kLanes);
    const long long count = kSeries * steps + kMostRows;
    Pieces pieces{memory};
    pieces.cut(token, padded(network.embed.inputs, kLanes));
    pieces.cut(x, count * width);
    pieces.cut(apart, static_cast<long long>(rows) * columns);
    pieces.cut(keys, static_cast<long long>(columns) * network.width / network.heads);
    pieces.cut(padding, columns);
    pieces.cut(tokens, count * network.embed.inputs);
    pieces.cut(embedded, count * network.embed.outputs);
    pieces.cut(embed_slopes, kKeep ? count * network.embed.outputs : 0);
    pieces.cut(last, count * width);
    cut(pieces, norm, count, width);
    common_bytes = pieces.bytes;
    cut_layer(network, 0, layer_bytes);
  }

  int steps() const { return rows - kMostRows; }
  long long bytes(const Network& network) const { return common_bytes + (kKeep ? network.depth : 1) * layer_bytes; }

  OfLayer layer(const Network& network, int i) const {
    long long unused;
    return cut_layer(network, kKeep ? i : 0, unused);
  }

  /// Weights of attention. If they are kept, each series and head has its own.
  float* attention(const Network& network, const OfLayer& layer, int series, int head) const {
    return layer.attention + (kKeep ? (series * network.heads + head) * rows * columns : 0);
  }

 private:
  static void cut(Pieces& pieces, OfNorm& norm, long long count, int width) {
    pieces.cut(norm.standard, kKeep ? count * width : 0);
    pieces.cut(norm.inverse, kKeep ? count : 0);
  }

  OfLayer cut_layer(const Network& network, int i, long long& size) const {
    const int width = padded(network.width, kLanes);
    const long long count = kSeries * steps() + kMostRows;
    OfLayer layer;
    Pieces pieces{memory + common_bytes + (i > 0 ? i * layer_bytes : 0)};
    cut(pieces, layer.norm1, count, width);
    cut(pieces, layer.norm2, count, width);
    pieces.cut(layer.qkv, count * network.layers[0].qkv.outputs);
    pieces.cut(layer.attention, static_cast<long long>(kKeep ? kSeries * network.heads : 1) * rows * columns);
    pieces.cut(layer.normal1, count * width);
    if (kKeep) {
      pieces.cut(layer.mixed, count * width);
      pieces.cut(layer.normal2, count * width);
      pieces.cut(layer.slopes, count * network.layers[0].expand.outputs);
    } else {
      layer.mixed = layer.normal2 = layer.normal1;
      layer.slopes = nullptr;
    }
    pieces.cut(layer.hidden, count * network.layers[0].expand.outputs);
    size = pieces.bytes;
    return layer;
  }
};

/// Sizes of a matrix whose rows are tokens. Rows are padded with zeros.
struct Tokens {
  int count, width;
};

template <bool kKeep, class Number, class OfNorm>
void normalise(const float* rows, Tokens tokens, const Norm& norm, Number* to, const OfNorm& kept) {
  const int count = tokens.count, width = tokens.width, end = padded(width, kLanes);
  const float zeros = static_cast<float>(end - width);
  for (int row = 0; row < count; ++row) {
    const float* from = rows + row * end;
    Lanes sum{}, squares{};
    for (int i = 0; i < end; i += kLanes) sum += get(from + i);
    const Lanes mean = sum_of(sum) / static_cast<float>(width);
    for (int i = 0; i < end; i += kLanes) squares += (get(from + i) - mean) * (get(from + i) - mean);
    const Lanes variance = (sum_of(squares) - zeros * mean * mean) / static_cast<float>(width) + 1e-5F;
    const float inverse = 1.0F / __builtin_sqrtf(variance[0]);
    if constexpr (kKeep) kept.inverse[row] = inverse;
    for (int i = 0; i < end; i += kLanes) {
      const Lanes standard = (get(from + i) - mean) * inverse;
      if constexpr (kKeep) put(kept.standard + row * end + i, standard);
      put(to + row * end + i, standard * get(norm.gain + i) + get(norm.offset + i));
    }
  }
}

/// Makes tokens [count * steps, inputs of `embed`] from series.
template <class Number>
void tokens_of(const Network& network, const Series& series, float* token, Number* tokens) {
  const int features = network.features, inputs = network.embed.inputs;
  for (int i = 0; i < series.count * series.steps; ++i) {
    const float* __restrict from = series.features + static_cast<long long>(i) * features;
    const float unobserved = series.unobserved[i], limit = network.most_deviations;
    for (int f = 0; f < features; ++f) {
      const float value = (from[f] - network.mean[f]) * network.inverse_scale[f];
      const float within = value < -limit ? -limit : value > limit ? limit : value;
      const bool is_present = (from[f] - from[f] == 0) & (unobserved * network.tells_date[f] == 0);
      token[f] = is_present ? within : 0.0F;
      token[features + f] = is_present ? 1.0F : 0.0F;
    }
    const float departure = series.departure[i];
    const bool is_visible = departure - departure == 0;
    token[2 * features] = is_visible ? departure / network.departure_unit : 0.0F;
    token[2 * features + 1] = is_visible ? 1.0F : 0.0F;
    token[2 * features + 2] = unobserved;
    Number* to = tokens + static_cast<long long>(i) * inputs;
    for (int k = 0; k < inputs; k += kLanes) put(to + k, get(token + k), inputs - k);
  }
}

/// Copies a matrix [count, depth] whose rows are `stride` apart as the right factor [depth, count]
/// of a product.
inline Right<float> transpose(const float* from, int stride, int count, int depth, float* to) {
  for (int j = 0; j < count; ++j)
    for (int d = 0; d < depth; ++d) to[(j / kLanes * depth + d) * kLanes + j % kLanes] = from[j * stride + d];
  return {to, depth * kLanes, kLanes};
}

/// Works in place on `count` rows, and on fewer than kMostRows more.
inline void softmax(float* rows, int count, int columns, const float* padding) {
  constexpr int kTogether = 4;  // so that rows need not wait for each other
  for (int i = 0; i < count; i += kTogether) {
    float* from = rows + i * columns;
    Lanes peaks[kTogether], sums[kTogether] = {};
#pragma GCC unroll 4
    for (Lanes& peak : peaks) peak = all(-1e30F);
    for (int j = 0; j < columns; j += kLanes)
#pragma GCC unroll 4
      for (int r = 0; r < kTogether; ++r) peaks[r] = most(peaks[r], get(from + r * columns + j) + get(padding + j));
#pragma GCC unroll 4
    for (Lanes& peak : peaks) peak = most_of(peak);
    for (int j = 0; j < columns; j += kLanes)
#pragma GCC unroll 4
      for (int r = 0; r < kTogether; ++r) {
        float* at = from + r * columns + j;
        const Lanes weight = exponential(get(at) + get(padding + j) - peaks[r]);
        put(at, weight);
        sums[r] += weight;
      }
#pragma GCC unroll 4
    for (Lanes& sum : sums) sum = 1.0F / sum_of(sum);
    for (int j = 0; j < columns; j += kLanes)
#pragma GCC unroll 4
      for (int r = 0; r < kTogether; ++r) put(from + r * columns + j, get(from + r * columns + j) * sums[r]);
  }
}

/// The heads of one series: from queries, keys and values [steps, 3 * width] to [steps, width].
template <class Number, bool kKeep>
void attend(const Network& network, int i, int series, int steps, const Scratch<Number, kKeep>& scratch) {
  const Layer& layer = network.layers[i];
  const auto kept = scratch.layer(network, i);
  const int stride = layer.qkv.outputs, width = network.width, depth = width / network.heads;
  const int columns = scratch.columns, to_stride = layer.projection.inputs;
  for (int head = 0; head < network.heads; ++head) {
    const float* queries = kept.qkv + series * steps * stride + head * depth;
    float* attention = scratch.attention(network, kept, series, head);
    multiply(Left<float>{queries, stride, 1}, transpose(queries + width, stride, steps, depth, scratch.keys),
             Shape{steps, depth, columns},
             StoreLogits{attention, scratch.apart, columns, 1.0F / __builtin_sqrtf(static_cast<float>(depth)),
                         layer.slopes[head]});
    softmax(attention, steps, columns, scratch.padding);
    multiply(Left<float>{attention, columns, 1}, Right<float>{queries + 2 * width, kLanes, stride},
             Shape{steps, steps, depth},
             StoreColumns<Number>{kept.mixed + series * steps * to_stride + head * depth, to_stride, depth, 1.0F});
  }
}

template <class Number, bool kKeep>
void forward(const Network& network, const Series& series, const Scratch<Number, kKeep>& scratch) {
  const int steps = series.steps, count = series.count * steps;
  const int width = padded(network.width, kLanes);
  const Tokens tokens{count, network.width};
  for (int i = 0; i < steps; ++i)
    for (int j = 0; j < steps; ++j)
      scratch.apart[i * scratch.columns + j] = __builtin_fabsf(series.days[i] - series.days[j]);
  for (int j = steps; j < scratch.columns; ++j) scratch.padding[j] = -1e30F;
  tokens_of(network, series, scratch.token, scratch.tokens);
  using Gelu = StoreGelu<Number, kKeep>;
  multiply(scratch.tokens, count, network.embed, Gelu{scratch.embedded, scratch.embed_slopes, network.embed});
  multiply(scratch.embedded, count, network.mix, StoreSum{scratch.x, network.mix});
  for (int i = 0; i < network.depth; ++i) {
    const Layer& layer = network.layers[i];
    const auto kept = scratch.layer(network, i);
    normalise<kKeep>(scratch.x, tokens, layer.norm1, kept.normal1, kept.norm1);
    multiply(kept.normal1, count, layer.qkv, StoreSum{kept.qkv, layer.qkv});
    for (int s = 0; s < series.count; ++s) attend(network, i, s, steps, scratch);
    multiply(kept.mixed, count, layer.projection, AddSum{scratch.x, layer.projection});
    normalise<kKeep>(scratch.x, tokens, layer.norm2, kept.normal2, kept.norm2);
    multiply(kept.normal2, count, layer.expand, Gelu{kept.hidden, kept.slopes, layer.expand});
    multiply(kept.hidden, count, layer.contract, AddSum{scratch.x, layer.contract});
  }
  normalise<kKeep>(scratch.x, tokens, network.norm, scratch.last, scratch.norm);
  for (int i = 0; i < count; ++i) {
    Lanes sum{};
    for (int k = 0; k < width; k += kLanes) sum += get(scratch.last + i * width + k) * get(network.head + k);
    series.answers[i] = network.departure_unit * (sum_of(sum)[0] + network.head_bias);
  }
}

template <class Number>
long long scratch_bytes(const Network& network, int steps) {
  return Scratch<Number, false>(network, steps, nullptr).bytes(network);
}

template <class Number>
void forward(const Network& network, const Series& series, unsigned char* memory) {
  forward(network, series, Scratch<Number, false>(network, series.steps, memory));
}

}  // namespace
}  // namespace undercast::fused

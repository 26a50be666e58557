// SPDX-License-Identifier: Apache-2.0
#pragma once
// Arithmetic on vectors as wide as the registers of the processor that the including file is
// compiled for, and products of matrices. The results of a product are passed to a store function
// while they are in registers.

#include "learn/fused/kernels.h"

namespace undercast::fused {
namespace {

#if defined(__AVX512F__)
constexpr int kLanes = 16, kMostPanels = 4;
#elif defined(__AVX2__)
constexpr int kLanes = 8, kMostPanels = 2;
#else
constexpr int kLanes = 4, kMostPanels = 2;
#endif
// There are enough independent accumulators to hide the latency of an addition, and few enough to
// fit the registers.
template <int kPanels>
constexpr int kBlockRows = kLanes < 16         ? 12 / (kPanels + kPanels % 2)
                           : 24 / kPanels < 12 ? 24 / kPanels
                                               : 12;

using Bf16 = unsigned short;
using Lanes = float __attribute__((vector_size(4 * kLanes)));
using Words = unsigned __attribute__((vector_size(4 * kLanes)));
using Halves = Bf16 __attribute__((vector_size(2 * kLanes)));

#define FUSED_INLINE inline __attribute__((always_inline))

FUSED_INLINE Lanes all(float value) { return value - Lanes{}; }
FUSED_INLINE Lanes get(const float* from) {
  Lanes lanes;
  __builtin_memcpy(&lanes, from, sizeof lanes);
  return lanes;
}
FUSED_INLINE void put(float* to, Lanes lanes) { __builtin_memcpy(to, &lanes, sizeof lanes); }
// Rounds to the nearest, ties to even.
FUSED_INLINE void put(Bf16* to, Lanes lanes) {
  const Words bits = (Words)lanes;
  const Halves halves = __builtin_convertvector((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16, Halves);
  __builtin_memcpy(to, &halves, sizeof halves);
}

/// Stores the first `count` numbers alone.
template <class Number>
FUSED_INLINE void put(Number* to, Lanes lanes, int count) {
  if (count >= kLanes) return put(to, lanes);
  Number numbers[kLanes];
  put(numbers, lanes);
  for (int i = 0; i < count; ++i) to[i] = numbers[i];
}

FUSED_INLINE Lanes most(Lanes a, Lanes b) { return a > b ? a : b; }

template <int... kIndex>
struct Indices {};
template <int kCount, int... kIndex>
struct Iota : Iota<kCount - 1, kCount - 1, kIndex...> {};
template <int... kIndex>
struct Iota<0, kIndex...> {
  using type = Indices<kIndex...>;
};
template <int kApart, int... kIndex>
FUSED_INLINE Lanes exchanged(Lanes lanes, Indices<kIndex...>) {
  return __builtin_shufflevector(lanes, lanes, (kIndex ^ kApart)...);
}
/// The sum of all lanes, in every lane.
template <int kApart = kLanes / 2>
FUSED_INLINE Lanes sum_of(Lanes lanes) {
  lanes += exchanged<kApart>(lanes, typename Iota<kLanes>::type());
  if constexpr (kApart > 1) return sum_of<kApart / 2>(lanes);
  return lanes;
}
/// The largest of all lanes, in every lane.
template <int kApart = kLanes / 2>
FUSED_INLINE Lanes most_of(Lanes lanes) {
  lanes = most(lanes, exchanged<kApart>(lanes, typename Iota<kLanes>::type()));
  if constexpr (kApart > 1) return most_of<kApart / 2>(lanes);
  return lanes;
}

/// e^x for x <= 0, with a relative error of 2e-7 and results of at least 1e-38 (coefficients of
/// Cephes' expf).
FUSED_INLINE Lanes exponential(Lanes x) {
  x = most(x, all(-87.0F));
  // Adding this number rounds to whole numbers, which are then in the last bits.
  const Lanes shift = all(12582912.0F);
  const Lanes shifted = x * 1.44269504F + shift;
  const Lanes whole = shifted - shift;
  const Lanes r = x - whole * 0.693359375F + whole * 2.12194440e-4F;
  Lanes p = r * 1.9875691500e-4F + 1.3981999507e-3F;
  p = p * r + 8.3334519073e-3F;
  p = p * r + 4.1665795894e-2F;
  p = p * r + 1.6666665459e-1F;
  p = p * r + 5.0000001201e-1F;
  p = p * r * r + r + 1.0F;
  return p * (Lanes)(((Words)shifted - 0x4B400000U + 127U) << 23);
}

/// x Φ(x) and its derivative; Φ by Abramowitz and Stegun 1964, 7.1.26, with an error of 1e-7.
FUSED_INLINE Lanes gelu(Lanes x, Lanes& slope) {
  const Lanes z = most(x, -x) * 0.70710678F;
  const Lanes t = 1.0F / (1.0F + 0.3275911F * z);
  Lanes p = t * 1.061405429F - 1.453152027F;
  p = p * t + 1.421413741F;
  p = p * t - 0.284496736F;
  p = p * t + 0.254829592F;
  const Lanes bell = exponential(-z * z);
  const Lanes tail = 0.5F * p * t * bell;  // Φ(-|x|)
  const Lanes phi = x > 0 ? 1.0F - tail : tail;
  slope = phi + x * bell * 0.39894228F;
  return x * phi;
}

constexpr int padded(int count, int to) { return (count + to - 1) / to * to; }

/// The left factor of a product, [rows, depth], with the distances of its rows and columns in
/// memory, so that it may be transposed.
template <class Number>
struct Left {
  const Number* at;
  int row, column;
};
/// The right factor, [depth, columns], with the distances of panels of kLanes columns, and of rows,
/// in memory.
template <class Number>
struct Right {
  const Number* at;
  int panel, row;
};

/// The sizes of a product.
struct Shape {
  int rows, depth, columns;
};

template <int kRows, int kPanels>
FUSED_INLINE void add_products(Left<float> left, Right<float> right, int depth, Lanes (&sum)[kRows][kPanels]) {
  for (int k = 0; k < depth; ++k) {
    Lanes factors[kPanels];
#pragma GCC unroll 4
    for (int p = 0; p < kPanels; ++p) factors[p] = get(right.at + p * right.panel + k * right.row);
#pragma GCC unroll 12
    for (int r = 0; r < kRows; ++r)
#pragma GCC unroll 4
      for (int p = 0; p < kPanels; ++p) sum[r][p] += left.at[r * left.row + k * left.column] * factors[p];
  }
}

#ifdef __AVX512F__
/// In bf16, pairs of factors lie beside each other: left.column is 1, and a panel is [depth / 2,
/// kLanes, 2].
template <int kRows, int kPanels>
FUSED_INLINE void add_products(Left<Bf16> left, Right<Bf16> right, int depth, Lanes (&sum)[kRows][kPanels]) {
  for (int k = 0; k < depth; k += 2) {
    Lanes factors[kPanels];
#pragma GCC unroll 4
    for (int p = 0; p < kPanels; ++p)
      __builtin_memcpy(&factors[p], right.at + p * right.panel + k * right.row, sizeof(Lanes));
#pragma GCC unroll 12
    for (int r = 0; r < kRows; ++r) {
      unsigned pair;
      __builtin_memcpy(&pair, left.at + r * left.row + k, sizeof pair);
      const Lanes pairs = (Lanes)(Words{} + pair);
      // No intrinsic: the types of its arguments differ between GCC 12 and 13.
#pragma GCC unroll 4
      for (int p = 0; p < kPanels; ++p) asm("vdpbf16ps %2, %1, %0" : "+v"(sum[r][p]) : "v"(factors[p]), "v"(pairs));
    }
  }
}
#endif

template <int kPanels, class Number, class Store>
FUSED_INLINE void multiply_panels(Left<Number> left, Right<Number> right, Shape shape, int column, const Store& store) {
  constexpr int kBlock = kBlockRows<kPanels>;
  for (int row = 0; row < shape.rows; row += kBlock) {
    Lanes sum[kBlock][kPanels] = {};
    add_products<kBlock, kPanels>({left.at + row * left.row, left.row, left.column}, right, shape.depth, sum);
#pragma GCC unroll 12
    for (int r = 0; r < kBlock; ++r)
#pragma GCC unroll 4
      for (int p = 0; p < kPanels; ++p) store(row + r, column + p * kLanes, sum[r][p]);
  }
}

/// Calls store(row, column, lanes) for all of left x right [rows, columns], with columns rounded up
/// to kLanes, and for fewer than kMostRows more rows.
template <class Number, class Store>
void multiply(Left<Number> left, Right<Number> right, Shape shape, const Store& store) {
  for (int column = 0; column < shape.columns;) {
    const Right<Number> from{right.at + column / kLanes * right.panel, right.panel, right.row};
    const int panels = (shape.columns - column + kLanes - 1) / kLanes;
    if (panels >= kMostPanels) {
      multiply_panels<kMostPanels>(left, from, shape, column, store);
      column += kMostPanels * kLanes;
    } else if (panels == 3) {
      multiply_panels<3>(left, from, shape, column, store);
      column += 3 * kLanes;
    } else if (panels == 2) {
      multiply_panels<2>(left, from, shape, column, store);
      column += 2 * kLanes;
    } else {
      multiply_panels<1>(left, from, shape, column, store);
      column += kLanes;
    }
  }
}

}  // namespace
}  // namespace undercast::fused

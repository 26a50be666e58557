// SPDX-License-Identifier: Apache-2.0
#pragma once
// Arithmetic on as many numbers at once as the processor takes that the including file is compiled for, and products of
// matrices made of it. The results of a product are handed on while they are in registers.

#include "model/fused_kernels.h"

namespace undercast::fused {
namespace {

#if defined(__AVX512F__)
constexpr int kLanes = 16, kMostPanels = 4;
#elif defined(__AVX2__)
constexpr int kLanes = 8, kMostPanels = 2;
#else
constexpr int kLanes = 4, kMostPanels = 2;
#endif
// Accumulators beside each other must suffice to hide the latency of an addition, and fit the registers.
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
// Rounded to the nearest, ties to even.
FUSED_INLINE void put(Bf16* to, Lanes lanes) {
  const Words bits = (Words)lanes;
  const Halves halves = __builtin_convertvector((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16, Halves);
  __builtin_memcpy(to, &halves, sizeof halves);
}

/// The first `count` of them.
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
/// In every lane.
template <int kApart = kLanes / 2>
FUSED_INLINE Lanes sum_of(Lanes lanes) {
  lanes += exchanged<kApart>(lanes, typename Iota<kLanes>::type());
  if constexpr (kApart > 1) return sum_of<kApart / 2>(lanes);
  return lanes;
}
template <int kApart = kLanes / 2>
FUSED_INLINE Lanes most_of(Lanes lanes) {
  lanes = most(lanes, exchanged<kApart>(lanes, typename Iota<kLanes>::type()));
  if constexpr (kApart > 1) return most_of<kApart / 2>(lanes);
  return lanes;
}

/// e^x for x not above 0, to 2e-7 of it, from 1e-38 on (coefficients of Cephes' expf).
FUSED_INLINE Lanes exponential(Lanes x) {
  x = most(x, all(-87.0F));
  // Adding it rounds to whole numbers, which then stand in the last bits.
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

/// x Φ(x) and its derivative; Φ by Abramowitz and Stegun 1964, 7.1.26, to 1e-7.
FUSED_INLINE Lanes gelu(Lanes x, Lanes& slope) {
  const Lanes z = most(x, -x) * 0.70710678F;
  const Lanes t = 1.0F / (1.0F + 0.3275911F * z);
  Lanes p = t * 1.061405429F - 1.453152027F;
  p = p * t + 1.421413741F;
  p = p * t - 0.284496736F;
  p = p * t + 0.254829592F;
  const Lanes bell = exponential(-z * z);
  const Lanes tail = 0.5F * p * t * bell;  // Φ(-|x|)
  const Lanes share = x > 0 ? 1.0F - tail : tail;
  slope = share + x * bell * 0.39894228F;
  return x * share;
}

constexpr int padded(int count, int to) { return (count + to - 1) / to * to; }

/// A factor of a product, left [rows, depth]: the distances of its rows and columns in memory, so that it may be
/// transposed.
template <class Number>
struct Left {
  const Number* at;
  int row, column;
};
/// The other one, right [depth, columns], of which kLanes columns lie beside each other: the distances of such panels,
/// and of rows.
template <class Number>
struct Right {
  const Number* at;
  int panel, row;
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
/// In bf16 pairs of numbers to be multiplied lie beside each other: left.column is 1, and a panel [depth / 2, kLanes,
/// 2].
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
FUSED_INLINE void multiply_panels(Left<Number> left, int rows, Right<Number> right, int depth, int column,
                                  const Store& store) {
  constexpr int kBlock = kBlockRows<kPanels>;
  for (int row = 0; row < rows; row += kBlock) {
    Lanes sum[kBlock][kPanels] = {};
    add_products<kBlock, kPanels>({left.at + row * left.row, left.row, left.column}, right, depth, sum);
#pragma GCC unroll 12
    for (int r = 0; r < kBlock; ++r)
#pragma GCC unroll 4
      for (int p = 0; p < kPanels; ++p) store(row + r, column + p * kLanes, sum[r][p]);
  }
}

/// store(row, column, lanes) for all of left right [rows, columns], columns being rounded up to kLanes, and for less
/// than kMostRows rows more.
template <class Number, class Store>
void multiply(Left<Number> left, int rows, Right<Number> right, int depth, int columns, const Store& store) {
  for (int column = 0; column < columns;) {
    const Right<Number> from{right.at + column / kLanes * right.panel, right.panel, right.row};
    const int panels = (columns - column + kLanes - 1) / kLanes;
    if (panels >= kMostPanels) {
      multiply_panels<kMostPanels>(left, rows, from, depth, column, store);
      column += kMostPanels * kLanes;
    } else if (panels == 3) {
      multiply_panels<3>(left, rows, from, depth, column, store);
      column += 3 * kLanes;
    } else if (panels == 2) {
      multiply_panels<2>(left, rows, from, depth, column, store);
      column += 2 * kLanes;
    } else {
      multiply_panels<1>(left, rows, from, depth, column, store);
      column += kLanes;
    }
  }
}

}  // namespace
}  // namespace undercast::fused

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

namespace undercast {

/// Mixes a 64-bit key into a 64-bit hash (SplitMix64, Steele et al. 2014).
constexpr std::uint64_t mix(std::uint64_t key) {
  key += 0x9e3779b97f4a7c15ULL;
  key = (key ^ (key >> 30)) * 0xbf58476d1ce4e5b9ULL;
  key = (key ^ (key >> 27)) * 0x94d049bb133111ebULL;
  return key ^ (key >> 31);
}

/// One hash of several keys in order: the seed of a stream for each (seed, place, date, ...).
template <class... Keys>
constexpr std::uint64_t hash_of(std::uint64_t first, Keys... rest) {
  std::uint64_t state = mix(first);
  ((state = mix(state ^ static_cast<std::uint64_t>(rest))), ...);
  return state;
}

/// A small random number generator with the same numbers on every machine and compiler, unlike the
/// standard library's distributions. It is cheap: seed one for each place or step.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() { return mix(state_ += 0x9e3779b97f4a7c15ULL); }
  /// In [0, 1).
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  /// In [0, count).
  int below(int count) { return static_cast<int>(uniform() * count); }
  /// In [low, high].
  int between(int low, int high) { return low + below(high - low + 1); }
  /// Leaves `count` items, drawn without replacement, in random order; shuffles all where there are
  /// no more (Fisher and Yates 1938, as in Durstenfeld 1964).
  template <class Item>
  void choose(std::vector<Item>& items, std::size_t count) {
    count = std::min(count, items.size());
    for (std::size_t i = 0; i < count; ++i)
      std::swap(items[i], items[i + static_cast<std::size_t>(below(static_cast<int>(items.size() - i)))]);
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(count), items.end());
  }
  bool chance(double probability) { return uniform() < probability; }
  /// Standard normal (Box and Muller 1958).
  double normal() {
    const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
    return radius * std::cos(2.0 * std::numbers::pi * uniform());
  }
  /// Gamma with the given shape >= 1 and mean 1 (Marsaglia and Tsang 2000).
  double gamma_mean_one(double shape) {
    const double d = shape - 1.0 / 3.0, c = 1.0 / std::sqrt(9.0 * d);
    for (;;) {
      const double x = normal();
      const double v = std::pow(1.0 + c * x, 3);
      if (v > 0 && std::log(1.0 - uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v / shape;
    }
  }

 private:
  std::uint64_t state_;
};

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "processors/one_kind.h"
#include "small_cube.h"

namespace undercast {
namespace {

using Filled = std::map<std::string, std::vector<float>>;

// Kinds that round as plain code does are equal bit for bit. AVX-512 brings fused multiply-add,
// which rounds once where the others round twice. The program has no code for AVX2 with fused
// multiply-add, but it shows the same on machines without AVX-512.
constexpr float kFusedTolerance = 2e-5F;

struct Kind {
  const char* name;
  bool is_here;
  float tolerance;
};

std::vector<Kind> kinds() {
#ifdef __x86_64__
  const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
  return {{"avx2_fma", has_avx2 && __builtin_cpu_supports("fma") != 0, kFusedTolerance},
          {"avx2", has_avx2, 0},
          {"avx512f", __builtin_cpu_supports("avx512f") != 0, kFusedTolerance}};
#else
  return {};
#endif
}

// Fills with the code of one kind of processor, which a module of its own holds.
Filled fill_as(const std::string& kind, const Cube& cube, int threads) {
  std::string path = UNDERCAST_KINDS "/kind_";
  path.append(kind).append(".so");
  const std::unique_ptr<void, int (*)(void*)> module(::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL), ::dlclose);
  if (!module) throw std::runtime_error(::dlerror());
  const auto fill = reinterpret_cast<decltype(&undercast_fill)>(::dlsym(module.get(), "undercast_fill"));
  Filled filled;
  fill(cube, threads, filled);
  return filled;
}

float largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  if (a.size() != b.size()) return INFINITY;
  float largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::isnan(a[i]) && std::isnan(b[i])) continue;
    const float difference = std::abs(a[i] - b[i]);
    largest = std::isnan(difference) ? INFINITY : std::max(largest, difference);
  }
  return largest;
}

TEST(KindsOfProcessor, fill_alike) {
  const Cube cube = small_cube(40, 37, 46, 46, 0.6, 3);
  const Filled plain = fill_as("plain", cube, 1);
  ASSERT_FALSE(plain.empty());
  for (const Kind& kind : kinds()) {
    if (!kind.is_here) continue;
    const Filled filled = fill_as(kind.name, cube, 2);
    for (const auto& [method, values] : filled) {
      const float difference = largest_difference(values, plain.at(method));
      std::printf("%s, %s: at most %g from plain code\n", kind.name, method.c_str(), static_cast<double>(difference));
      EXPECT_LE(difference, kind.tolerance) << kind.name << ", " << method;
    }
  }
}

TEST(KindsOfProcessor, give_the_same_bits_for_any_number_of_threads) {
  const Cube cube = small_cube(40, 37, 46, 46, 0.6, 3);
  for (const Kind& kind : kinds()) {
    if (!kind.is_here) continue;
    const Filled one = fill_as(kind.name, cube, 1), two = fill_as(kind.name, cube, 2);
    for (const auto& [method, values] : one) EXPECT_TRUE(same_values(values, two.at(method))) << kind.name << method;
  }
}

// The program chooses the code of the best kind that this processor is.
TEST(KindsOfProcessor, are_recognised_by_the_program) {
  const Cube cube = small_cube(20, 21, 46, 46, 0.6, 4);
  std::string best = "plain";
  for (const Kind& kind : kinds())
    if (kind.is_here) best = kind.name;
  Filled chosen;
  undercast_fill(cube, 1, chosen);
  for (const auto& [method, values] : fill_as(best, cube, 1))
    EXPECT_TRUE(same_values(values, chosen.at(method))) << best << ", " << method;
}

}  // namespace
}  // namespace undercast

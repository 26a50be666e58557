// SPDX-License-Identifier: Apache-2.0
#include "evaluate/error_images.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace undercast {
namespace {

std::size_t cell_of(float ndvi) {
  const double share =
      (static_cast<double>(ndvi) - ErrorImages::kDensityLow) / (ErrorImages::kDensityHigh - ErrorImages::kDensityLow);
  const int cell = static_cast<int>(std::floor(share * ErrorImages::kDensityCells));
  return static_cast<std::size_t>(std::clamp(cell, 0, ErrorImages::kDensityCells - 1));
}

template <class Value>
void add_to(std::vector<Value>& sum, const std::vector<Value>& part) {
  if (sum.size() < part.size()) sum.resize(part.size());
  for (std::size_t i = 0; i < part.size(); ++i) sum[i] += part[i];
}

}  // namespace

void ErrorImages::add(std::size_t pixel, float truth, float estimate) {
  density_.resize(static_cast<std::size_t>(kDensityCells) * kDensityCells);
  ++density_[cell_of(estimate) * kDensityCells + cell_of(truth)];
  if (counts_.size() <= pixel) {
    counts_.resize(pixel + 1);
    absolute_.resize(pixel + 1);
  }
  ++counts_[pixel];
  absolute_[pixel] += std::abs(static_cast<double>(estimate) - static_cast<double>(truth));
}

void ErrorImages::add(const ErrorImages& other) {
  add_to(density_, other.density_);
  add_to(counts_, other.counts_);
  add_to(absolute_, other.absolute_);
}

void ErrorImages::put(ByteWriter& bytes) const {
  bytes.put(density_);
  bytes.put(counts_);
  bytes.put(absolute_);
}

ErrorImages ErrorImages::get(ByteReader& bytes) {
  ErrorImages images;
  images.density_ = bytes.get_vector<long long>();
  images.counts_ = bytes.get_vector<long long>();
  images.absolute_ = bytes.get_vector<double>();
  return images;
}

std::vector<float> ErrorImages::mean_absolute(std::size_t pixels) const {
  std::vector<float> means(pixels, std::numeric_limits<float>::quiet_NaN());
  for (std::size_t i = 0; i < std::min(pixels, counts_.size()); ++i)
    if (counts_[i] > 0) means[i] = static_cast<float>(absolute_[i] / static_cast<double>(counts_[i]));
  return means;
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/cube.h"

namespace undercast {

/// Finds observed values that are dips such as clouds, haze or shade make, which a mask overlooked.
/// A value is suspect when it lies more than .12 below the pixel's previous and next observation,
/// which lie at most 50 days apart, and either
/// - the scene does so on that date (the median of all pixels' departures from their own line), or
/// - it lies below its line by three times the pixel's noise, and .12 below what the scene does.
/// A value beside a longer gap is never suspect: a harvest looks the same there.
class SuspectTest {
 public:
  /// Learns what the scene does on each date, and its noise, from a sample of it.
  explicit SuspectTest(const Variable& sample);
  /// 1 for suspect values, 0 for all others, [time, row, col]. Each pixel is judged by itself, so
  /// windows change nothing.
  std::vector<std::uint8_t> find(const Variable& ndvi) const;

 private:
  std::vector<float> scene_;  ///< median departure of each date; 0 where too few pixels are observed
  float noise_ = 0;           ///< standard deviation of a departure from the line
};

/// How many values are observed, and how many of them are suspect.
struct SuspectCount {
  long long observed = 0, suspect = 0;
  double share() const { return observed > 0 ? static_cast<double>(suspect) / static_cast<double>(observed) : 0; }
};
SuspectCount count_suspects(const Variable& ndvi, const SuspectTest& test);
/// Says that more than a quarter of the values of `whose` are suspect, so that the mask is likely
/// wrong, and the remedy; else empty. Throws it as Error(bad_input) where they are to be dropped.
std::string too_many_suspects(const SuspectCount& count, const std::string& whose, bool drops,
                              const std::string& remedy);

/// A cube whose suspect observations are missing.
class ScreenedSource : public CubeSource {
 public:
  /// `source` must outlive it.
  ScreenedSource(CubeSource& source, const SuspectTest& test) : source_(source), test_(test) {}
  const CubeLayout& layout() const override { return source_.layout(); }
  using CubeSource::read;
  Cube read(const Window& window, bool with_radar) override;
  std::unique_ptr<CubeSource> reopen() const override;

 private:
  ScreenedSource(std::unique_ptr<CubeSource> own, const SuspectTest& test)
      : own_(std::move(own)), source_(*own_), test_(test) {}

  std::unique_ptr<CubeSource> own_;
  CubeSource& source_;
  SuspectTest test_;
};

}  // namespace undercast

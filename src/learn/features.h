// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/cube.h"
#include "gaps/gap_ends.h"
#include "learn/scene_curves.h"

namespace undercast {

/// What a feature is computed from. The classical methods' predictions are features, too. Where a
/// cube has VH and VV, VH and their difference [dB] are used: it tells plants from wet soil, and VV
/// alone adds nothing to both.
enum class FeatureSource { ndvi, vh, vv, vh_minus_vv, similar_pixels, gaussian_process, other_years };
/// Whether a feature is computed from radar alone.
constexpr bool is_radar(FeatureSource source) {
  return source == FeatureSource::vh || source == FeatureSource::vv || source == FeatureSource::vh_minus_vv;
}

/// What one number of a row is. Model files keep the names.
struct FeatureColumn {
  std::string name;
  FeatureSource source;
  bool tells_date;  ///< whether it depends on the date: on the season, or on other pixels of the date
};

/// The source of a feature, for the names that a model file keeps.
FeatureSource feature_source_of(const std::string& name);
/// Index of the feature that says how radar departs from its line between the ends of the gap: NaN
/// where radar says nothing of the gap. None if the inputs hold no radar.
std::optional<std::size_t> radar_departure_of(const std::vector<std::string>& names);
/// Index of the first feature of a source. For a method it is the departure that the method
/// predicts. Throws Error(bad_input) if there is none.
std::size_t first_feature_of(FeatureSource source, const std::vector<std::string>& names);

/// Another method's estimate, as an input of a learner.
struct Prediction {
  FeatureSource source;
  Variable ndvi;    ///< of the window, [time, row, col]
  Variable spread;  ///< likewise; empty where the method states none
  /// Whether observed values are predicted from the others, as if they were missing. Their errors
  /// then measure what the method misses on a date, and where.
  bool without_self = false;
  /// Whether it is of use on unobserved dates.
  bool serves_unobserved_dates = false;
};

/// Inputs that learners predict missing NDVI from, for every value of a window. Most are
/// departures: a reference curve (radar, the mean of the neighbours, the pixel's cluster, the
/// scene) minus the same curve interpolated between the ends of the pixel's own gap. They measure
/// what has changed since the last observation. All are computed from visible values alone; NaN
/// where there is nothing to compute from.
class Features {
 public:
  /// The window must reach kFeatureReachPx around `part`, as far as the scene reaches.
  Features(const Cube& window, const Window& part, const SceneCurves& scene, const std::vector<Prediction>& predictions,
           int threads);

  /// What each number of a row is.
  const std::vector<FeatureColumn>& columns() const { return columns_; }
  const std::vector<std::string>& names() const { return names_; }
  /// Indices of the columns whose `tells_date` is false. On unobserved dates the others are of no
  /// use.
  const std::vector<std::size_t>& without_date() const { return without_date_; }
  /// Writes the row of a value, columns().size() numbers. `pixel` counts in the part.
  void write(int step, std::size_t pixel, float* row) const;
  /// Linear interpolation between the ends of each value's gap. [time, row, col] of the part
  const Variable& interpolated() const { return interpolated_; }

 private:
  /// An image for each step. If it `departs`, the feature is its departure, otherwise its value.
  struct Curve {
    FeatureColumn column;
    bool departs;
    Variable values;
  };
  struct Radar {
    FeatureSource source;
    std::vector<std::string> lag_names;
    std::string mean_name, deviation_name;
    Variable smooth;                     ///< averaged over similar neighbours
    std::vector<float> mean, deviation;  ///< of `smooth` in time, [pixel]
  };

  // These compute from the window and keep the part.
  void add_curve(FeatureColumn column, bool departs, const Variable& of_window);
  void add_neighbours(const Variable& observed, const Variable& interpolated, int threads);
  void add_predictions(const std::vector<Prediction>& predictions, const Variable& observed,
                       const Variable& interpolated, int threads);
  void add_radar(FeatureSource source, const Variable& radar, const Variable& smooth, int threads);
  void measure_pixels(int threads);
  /// Calls add(name, source, tells_date, value) for each number, always in the same order.
  template <class Add>
  void each(int step, std::size_t pixel, Add add) const;
  template <class Add>
  void each_of_time(int step, std::size_t pixel, const BetweenEnds& ends, Add add) const;
  template <class Add>
  void each_of_radar(int step, std::size_t pixel, Add add) const;
  float day(int step) const { return static_cast<float>(days_[step] - days_.front()); }

  Window part_;
  Variable observed_;
  std::vector<double> days_;
  GapEnds ends_;
  Variable interpolated_;
  const SceneCurves* scene_;
  std::vector<std::vector<int>> cluster_;               ///< [clustering][pixel]
  std::vector<float> mean_, deviation_, least_, most_;  ///< of the visible values in time, [pixel]
  std::vector<Curve> curves_;
  std::vector<Radar> radars_;
  std::vector<FeatureColumn> columns_;
  std::vector<std::string> names_;
  std::vector<std::size_t> without_date_;
};

/// How far around a pixel its features reach.
inline constexpr int kFeatureReachPx = 20;

}  // namespace undercast

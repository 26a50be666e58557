// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/cube.h"
#include "features/gap_ends.h"
#include "features/scene_curves.h"

namespace undercast {

/// Another method's answer, as an input of a learner.
struct Prediction {
  std::string name;
  Variable ndvi;    ///< of the window, [time, row, col]
  Variable spread;  ///< likewise; empty where the method states none
  /// Whether observed values are predicted from the others, as if they were missing: their errors then tell what the
  /// method misses on a date, and where.
  bool without_self = false;
  /// Whether it is of use on dates on which nobody was seen.
  bool serves_unseen_dates = false;
};

/// Inputs that learners predict missing NDVI from, for every value of a window. Most are departures: a reference curve
/// (radar, the mean of what neighbours show, the pixel's cluster, the scene) minus that curve interpolated between the
/// ends of the pixel's own gap, which tells what happened since the last clear view. All are computed from visible
/// values alone; NaN where there is nothing to compute from.
class Features {
 public:
  /// Of a part of the window, which must reach kFeatureReachPx around it, as far as the scene goes.
  Features(const Cube& window, const Window& part, const SceneCurves& scene, const std::vector<Prediction>& predictions,
           int threads);

  /// What each number of a row is.
  const std::vector<std::string>& names() const { return names_; }
  /// Indices of those that do not tell of the very date: with radar, all that is left where nobody was seen.
  const std::vector<std::size_t>& without_date() const { return without_date_; }
  /// Writes the row of a value, names().size() numbers. `pixel` counts in the part.
  void write(int step, std::size_t pixel, float* row) const;
  /// Linear interpolation between the ends of each value's gap. [time, row, col] of the part
  const Variable& interpolated() const { return interpolated_; }

 private:
  /// Whether a number tells what the scene showed on the date.
  enum class Tells { date, pixel };
  /// An image for each step; `departs`: its departure is taken, not its value.
  struct Curve {
    std::string name;
    Tells tells;
    bool departs;
    Variable values;
  };
  struct Radar {
    std::vector<std::string> lag_names;
    std::string mean_name, deviation_name;
    Variable smooth;                     ///< averaged over similar neighbours
    std::vector<float> mean, deviation;  ///< of that in time, [pixel]
  };

  // These compute from the window and keep the part.
  void add_curve(std::string name, Tells tells, bool departs, const Variable& of_window);
  void add_neighbours(const Variable& observed, const Variable& interpolated, int threads);
  void add_predictions(const std::vector<Prediction>& predictions, const Variable& observed,
                       const Variable& interpolated, int threads);
  void add_radar(const std::string& name, const Variable& radar, const Variable& smooth, int threads);
  void measure_pixels(int threads);
  /// Calls add(name, tells, value) for each number, always in the same order.
  template <class Add>
  void each(int step, std::size_t pixel, Add add) const;
  template <class Add>
  void each_of_time(int step, std::size_t pixel, const BetweenEnds& ends, Add add) const;
  template <class Add>
  void each_of_radar(int step, std::size_t pixel, Add add) const;
  float day(int step) const { return static_cast<float>(days_[static_cast<std::size_t>(step)] - days_.front()); }

  Window part_;
  Variable observed_;
  std::vector<double> days_;
  GapEnds ends_;
  Variable interpolated_;
  const SceneCurves* scene_;
  std::vector<std::vector<std::size_t>> cluster_;       ///< [clustering][pixel]
  std::vector<float> mean_, deviation_, least_, most_;  ///< of the visible values in time, [pixel]
  std::vector<Curve> curves_;
  std::vector<Radar> radars_;
  std::vector<std::string> names_;
  std::vector<std::size_t> without_date_;
};

/// How far around a pixel its features look.
inline constexpr int kFeatureReachPx = 20;

}  // namespace undercast

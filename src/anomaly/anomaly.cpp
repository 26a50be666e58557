// SPDX-License-Identifier: Apache-2.0
#include "anomaly/anomaly.h"

#include <fmt/format.h>

#include <cmath>
#include <memory>
#include <mutex>

#include "core/error.h"
#include "core/for_each_window.h"
#include "gaps/calibration.h"

namespace undercast {
namespace {

constexpr int kAnomalyWindow_px = 64;  // series of many years are long

// The series of a window's pixels: values and the deviations of their errors, [pixel, time].
struct WindowSeries {
  std::vector<double> values, sd;
};

// Each worker has readers of its own.
class SeriesReader {
 public:
  explicit SeriesReader(const std::vector<FilledPart>& parts) : parts_(parts) {
    const auto reopen = [](CubeSource* source) { return source != nullptr ? source->reopen() : nullptr; };
    for (const FilledPart& part : parts)
      readers_.push_back({reopen(part.filled), reopen(part.lower), reopen(part.upper)});
  }

  WindowSeries read(const Window& window, int steps) {
    const auto pixels = static_cast<std::size_t>(window.pixels());
    WindowSeries series{std::vector<double>(pixels * steps), {}};
    int first = 0;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const Variable filled = readers_[i].filled->read(window, false).ndvi;
      if (!parts_[i].may_have_gaps) require_whole_series(filled, window, parts_[i]);
      const auto put = [&](std::vector<double>& to, const auto& value) {
        for (int step = 0; step < filled.steps(); ++step)
          for (std::size_t pixel = 0; pixel < pixels; ++pixel)
            to[pixel * steps + first + step] = value(static_cast<std::size_t>(step) * pixels + pixel);
      };
      put(series.values, [&](std::size_t at) { return static_cast<double>(filled.values[at]); });
      if (readers_[i].lower) {
        const Variable lower = readers_[i].lower->read(window, false).ndvi;
        const Variable upper = readers_[i].upper->read(window, false).ndvi;
        series.sd.resize(series.values.size());
        put(series.sd,
            [&](std::size_t at) { return static_cast<double>(upper.values[at] - lower.values[at]) / 2 / kBoundInSd; });
      }
      first += filled.steps();
    }
    return series;
  }

 private:
  struct Readers {
    std::unique_ptr<CubeSource> filled, lower, upper;
  };

  static void require_whole_series(const Variable& filled, const Window& window, const FilledPart& part) {
    for (std::size_t pixel = 0; pixel < filled.pixels(); ++pixel) {
      int missing = 0, missing_step = 0;
      for (int step = 0; step < filled.steps(); ++step)
        if (is_missing(filled.image(step)[pixel])) ++missing, missing_step = step;
      if (missing == 0 || missing == filled.steps()) continue;
      throw Error(
          ErrorKind::bad_input,
          fmt::format("{}: {} at row {}, column {} is missing on {} but not on other dates, and no fill left it so",
                      part.path, part.filled->layout().index.name, window.row + static_cast<int>(pixel) / window.cols,
                      window.col + static_cast<int>(pixel) % window.cols, to_string(filled.time[missing_step].start)),
          "fill the cube first: undercast fill CUBE -o FILLED");
    }
  }

  const std::vector<FilledPart>& parts_;
  std::vector<Readers> readers_;
};

void add(const std::vector<DateDepartures>& part, std::vector<DateDepartures>& sum) {
  for (std::size_t date = 0; date < part.size(); ++date) {
    sum[date].known += part[date].known;
    sum[date].below += part[date].below;
    sum[date].sum += part[date].sum;
    sum[date].usual_sum += part[date].usual_sum;
    sum[date].sd_sum += part[date].sd_sum;
  }
}

}  // namespace

void DateDepartures::add(double value, const Departure& departure, bool is_below) {
  ++known;
  below += is_below;
  sum += value;
  usual_sum += departure.usual;
  sd_sum += departure.sd;
}

double AnomalySummary::share_below() const {
  DateDepartures all;
  for (const DateDepartures& date : dates) all.known += date.known, all.below += date.below;
  return all.share_below();
}

TimeAxis joined_axis(const std::vector<FilledPart>& parts) {
  std::vector<Period> periods;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const TimeAxis& time = parts[i].filled->layout().ndvi;
    if (i > 0 && time[0].start < periods.back().end())
      throw Error(ErrorKind::bad_input,
                  fmt::format("{} begins on {}, before {} ends ({})", parts[i].path, to_string(time[0].start),
                              parts[i - 1].path, to_string(periods.back().end() - Days(1))),
                  "give cubes whose dates do not overlap, such as one a year");
    periods.insert(periods.end(), time.begin(), time.end());
  }
  return TimeAxis(std::move(periods));
}

AnomalySummary measure_anomaly(const std::vector<FilledPart>& parts, const UsualYear& usual, double confidence,
                               const RunContext& run, const AnomalySink& sink) {
  const Grid& grid = parts.front().filled->layout().grid;
  const auto steps = static_cast<std::size_t>(joined_axis(parts).size());
  const auto dates = static_cast<std::size_t>(usual.dates().size());
  const double threshold = threshold_below(confidence);
  AnomalySummary summary{std::vector<DateDepartures>(dates)};
  std::mutex mutex;
  run.progress.begin("comparing years", grid.pixels());
  const auto open = [&] { return std::make_unique<SeriesReader>(parts); };
  for_each_window(
      open, split(grid.whole(), kAnomalyWindow_px), run.threads, [&](SeriesReader& reader, const Window& window, int) {
        const WindowSeries series = reader.read(window, static_cast<int>(steps));
        const auto pixels = static_cast<std::size_t>(window.pixels());
        std::vector<float> z(dates * pixels, kMissing), below(dates * pixels, kMissing);
        std::vector<DateDepartures> part(dates);
        std::vector<Departure> departures;
        for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
          const std::span<const double> values(&series.values[pixel * steps], steps);
          const auto sd =
              series.sd.empty() ? std::span<const double>() : std::span<const double>(&series.sd[pixel * steps], steps);
          usual.compare(values, sd, departures);
          for (std::size_t date = 0; date < dates; ++date) {
            const Departure& departure = departures[date];
            if (!departure.known()) continue;
            const bool is_below = departure.z < threshold;
            z[date * pixels + pixel] = static_cast<float>(departure.z);
            below[date * pixels + pixel] = is_below ? 1 : 0;
            part[date].add(values[static_cast<std::size_t>(usual.first_step()) + date], departure, is_below);
          }
        }
        const std::lock_guard lock(mutex);
        add(part, summary.dates);
        sink(window, z, below);
        run.progress.advance(window.pixels());
      });
  run.progress.end();
  return summary;
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "composite/acquisition_screening.h"

#include <spdlog/spdlog.h>

#include <set>

#include "composite/period_statistics.h"
#include "core/progress.h"
#include "gaps/sample_scene.h"

namespace undercast {
namespace {

// Every block of the sample reads all images.
constexpr int kScreeningPx = 96;

}  // namespace

// The first index of each day as a cube.
class AcquisitionScreening::Source : public CubeSource {
 public:
  Source(const AcquisitionScreening& screening, const CompositePlan& plan, AcquisitionReader reader)
      : screening_(screening),
        area_(plan.acquisitions.area),
        layout_{area_.grid, screening.days_, {}, {}, plan.indices.front()},
        reader_(std::move(reader)) {}

  const CubeLayout& layout() const override { return layout_; }
  using CubeSource::read;
  Cube read(const Window& window, bool) override {
    reader_.go_to(window);
    std::vector<AcquisitionReader::Indices> images;
    for (const OpticalAcquisition* image : screening_.images_) {
      stop_if_requested();
      images.push_back(reader_.indices(*image));
    }
    Cube cube;
    cube.grid = layout_.grid.crop(window);
    cube.index = layout_.index;
    cube.ndvi = screening_.by_day(images, window, inside(area_, window));
    return cube;
  }
  std::unique_ptr<CubeSource> reopen() const override { return std::make_unique<Source>(*this); }

 private:
  const AcquisitionScreening& screening_;
  const OutputArea& area_;
  CubeLayout layout_;
  AcquisitionReader reader_;
};

AcquisitionScreening::AcquisitionScreening(const CompositePlan& plan, AcquisitionReader reader, bool drops)
    : images_(plan.images()), drops_(drops) {
  std::set<Date> dates;
  for (const OpticalAcquisition* image : images_) dates.insert(image->date);
  std::vector<Period> days;
  for (const Date date : dates) days.push_back({date, 1});
  days_ = TimeAxis(std::move(days));
  for (const OpticalAcquisition* image : images_) day_.push_back(days_.step_of(image->date));
  Source source(*this, plan, std::move(reader));
  const Variable sample = sample_scene(source, kScreeningPx).ndvi;
  test_.emplace(sample);
  const std::string too_many = too_many_suspects(count_suspects(sample, *test_), "the Sentinel-2 images", drops_,
                                                 "look at the scene classes, and at --scl-keep and --cloud-dilation");
  if (!too_many.empty()) spdlog::warn("{}", too_many);
}

Variable AcquisitionScreening::by_day(const std::vector<AcquisitionReader::Indices>& images, const Window& window,
                                      const std::vector<unsigned char>& wanted) const {
  Variable ndvi(days_, window.rows, window.cols);
  for (int day = 0; day < days_.size(); ++day) {
    std::vector<std::vector<float>> of_day;
    for (std::size_t image = 0; image < images.size(); ++image)
      if (day_[image] == day) of_day.push_back(images[image].values.front());
    const CompositeImage middle = composite_ndvi(of_day, ndvi.pixels(), NdviStatistic::median);
    for (std::size_t pixel = 0; pixel < ndvi.pixels(); ++pixel)
      if (wanted[pixel] != 0) ndvi.image(day)[pixel] = middle.values[pixel];
  }
  return ndvi;
}

void AcquisitionScreening::screen(std::vector<AcquisitionReader::Indices>& images, const Window& window,
                                  const std::vector<unsigned char>& wanted) const {
  const std::vector<std::uint8_t> suspects = test_->find(by_day(images, window, wanted));
  const auto pixels = static_cast<std::size_t>(window.pixels());
  for (std::size_t image = 0; image < images.size(); ++image)
    for (std::size_t pixel = 0; pixel < pixels; ++pixel) {
      if (is_missing(images[image].values.front()[pixel]) ||
          suspects[static_cast<std::size_t>(day_[image]) * pixels + pixel] == 0)
        continue;
      ++images[image].suspect;
      if (!drops_) continue;
      for (std::vector<float>& index : images[image].values) index[pixel] = kMissing;
    }
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "simulate/calendar.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "core/logistic.h"
#include "core/random.h"

namespace undercast {
namespace {

constexpr double kHarvest_days = 1.2;  // time scale of a field's harvest: 5 to 95 % within a week
constexpr double kDaysOfYear = 365.25;

double new_year(int year) { return day_number(first_day_of_year(year)); }
double day_of_cycle(double day) { return day - kDaysOfYear * std::floor(day / kDaysOfYear); }

const Crop& draw_crop(Random& random) {
  double left = random.uniform();
  for (const Crop& crop : crops())
    if ((left -= crop.share) < 0) return crop;
  return crops().front();
}

Sowing sow(const Crop& crop, double year_start, double not_before, Random& random) {
  const double early = 5 * random.normal(), vigour = random.uniform(0.9, 1.0);
  Sowing sowing{&crop,
                year_start + crop.sown + 6 * random.normal(),
                year_start + crop.growth_mid + early + 2 * random.normal(),
                crop.growth_days * random.uniform(0.85, 1.2),
                year_start + crop.senescence_mid + 0.6 * early + 3 * random.normal(),
                crop.senescence_days * random.uniform(0.85, 1.2),
                0,
                crop.winter_cover * random.uniform(0.6, 1.2),
                crop.peak_ndvi * vigour};
  sowing.sown = std::max(sowing.sown, not_before);
  sowing.growth_mid = std::max(sowing.growth_mid, sowing.sown + 22);
  sowing.senescence_mid = std::max(sowing.senescence_mid, sowing.growth_mid + 35);
  // Ripe crops wait for a dry day and a free machine.
  sowing.harvest = sowing.senescence_mid + crop.harvest - crop.senescence_mid + 5 * random.normal();
  sowing.harvest = std::max(sowing.harvest, sowing.growth_mid + 30);
  return sowing;
}

std::vector<Sowing> rotation(const Parcel& parcel, Date first, Date last) {
  std::vector<Sowing> sowings;
  // Two years early: the first winter's crops are sown the year before, after a harvest of that
  // year.
  double free_from = -INFINITY;
  const int first_year = year_of(first) - 2, last_year = year_of(last) + 1;
  for (int year = first_year; year <= last_year; ++year) {
    Random random(hash_of(parcel.id, 0xc409, year));
    const Sowing main = sow(draw_crop(random), new_year(year), free_from, random);
    if (!sowings.empty()) {
      const Sowing before = sowings.back();
      Random extra(hash_of(parcel.id, 0xca7c, year));
      const double sown = before.harvest + extra.uniform(12, 35);
      const double cleared = std::min(main.sown - 8, sown + extra.uniform(100, 190));
      if (extra.chance(before.crop->catch_crop_chance) && cleared - sown > 45) {
        Sowing cover = sow(catch_crop(), sown, sown, extra);
        cover.harvest = cleared;
        sowings.push_back(cover);
      }
    }
    sowings.push_back(main);
    free_from = main.harvest + 6;
  }
  return sowings;
}

std::vector<double> mowing_days(const Parcel& parcel, Date first, Date last) {
  std::vector<double> days;
  for (int year = year_of(first) - 1; year <= year_of(last); ++year) {
    Random random(hash_of(parcel.id, 0x309, year));
    const int cuts = random.between(2, 4);
    double day = new_year(year) + random.uniform(cuts > 2 ? 118 : 140, cuts > 2 ? 142 : 168);
    for (int cut = 0; cut < cuts; ++cut, day += random.uniform(35, 58)) days.push_back(day);
  }
  return days;
}

}  // namespace

Calendar::Calendar(const Parcel& parcel, Date first, Date last) : parcel_(parcel) {
  Random random(hash_of(parcel.id, 0xca1));
  soil_ndvi_ = random.uniform(0.13, 0.23);
  radar_offset_db_ = 0.6 * random.normal();
  vigour_ = random.uniform(0.9, 1.0);
  shift_days_ = 5 * random.normal();
  if (parcel.cover == LandCover::cropland) sowings_ = rotation(parcel, first, last);
  if (parcel.cover == LandCover::meadow) mowings_ = mowing_days(parcel, first, last);
}

Canopy Calendar::at(double day, double delay_days) const {
  switch (parcel_.cover) {
    case LandCover::cropland:
      return crop_canopy(day, delay_days);
    case LandCover::meadow:
      return meadow_canopy(day, delay_days);
    case LandCover::deciduous_forest:
    case LandCover::evergreen_forest:
      return forest_canopy(day, delay_days);
    case LandCover::rainforest:
      return {0.97 + 0.02 * std::cos(2 * std::numbers::pi * day_of_cycle(day) / kDaysOfYear), 1, 0, 0.91, -13.2, 2.6};
    case LandCover::built_up:
      return {0.3, 1, 0, 0.6, -13.5, 3};
    case LandCover::water:
      return {.peak_ndvi = 0, .is_water = true};
  }
  return {};
}

Canopy Calendar::crop_canopy(double day, double delay_days) const {
  const auto after = std::upper_bound(sowings_.begin(), sowings_.end(), day,
                                      [](double d, const Sowing& sowing) { return d < sowing.sown; });
  if (after == sowings_.begin()) return {};
  const Sowing& s = *(after - 1);
  Canopy canopy;
  canopy.peak_ndvi = s.peak_ndvi;
  canopy.canopy_vh_db = s.crop->canopy_vh_db;
  canopy.attenuation = s.crop->attenuation;
  const double t = day - delay_days;
  const double autumn = logistic((t - s.sown - 28) / 7), spring = logistic((t - s.growth_mid) / s.growth_days);
  const double rise = s.winter_cover * autumn + (1 - s.winter_cover) * spring;
  const double fall = logistic((t - s.senescence_mid) / s.senescence_days);
  const double cut = logistic((day - s.harvest) / kHarvest_days);
  // Stubble keeps some weeds and volunteers, which grow slowly until the next sowing.
  const double weeds = 0.18 * logistic((day - s.harvest - 25) / 8) * vigour_;
  canopy.green = std::clamp((rise - fall) * (1 - cut) + weeds, 0.0, 1.0);
  // Biomass lags the green cover and dries more slowly than it yellows.
  const double late_rise = logistic((t - s.growth_mid - 12) / (1.3 * s.growth_days));
  const double drying = logistic((t - s.senescence_mid - 6) / (1.2 * s.senescence_days));
  canopy.water =
      (0.5 * s.winter_cover * autumn + (1 - 0.5 * s.winter_cover) * late_rise) * (1 - 0.7 * drying) * (1 - cut);
  canopy.tilled = std::exp(-(day - s.sown) / 30);
  return canopy;
}

Canopy Calendar::meadow_canopy(double day, double delay_days) const {
  const double doy = day_of_cycle(day - delay_days - shift_days_);
  const double season = logistic((doy - 85) / 12) - 0.8 * logistic((doy - 315) / 15);
  double green = vigour_ * (0.58 + 0.42 * season), water = 0.35 + 0.65 * season;
  const auto after = std::upper_bound(mowings_.begin(), mowings_.end(), day + 4);
  if (after != mowings_.begin()) {
    const double since = day - *(after - 1);
    const double regrown = since < 0 ? 0 : 1 - std::exp(-std::pow(since / 20, 1.5));
    const double cut = logistic(since / 0.8) * (1 - regrown);
    green *= 1 - 0.55 * cut;
    water *= 1 - 0.8 * cut;
  }
  return {green, water, 0, 0.88, -17.0, 1.2};
}

Canopy Calendar::forest_canopy(double day, double delay_days) const {
  const double doy = day_of_cycle(day - delay_days - shift_days_);
  if (parcel_.cover == LandCover::evergreen_forest) {
    const double season = 0.5 - 0.5 * std::cos(2 * std::numbers::pi * (doy - 20) / kDaysOfYear);
    return {vigour_ * (0.85 + 0.1 * season), 1, 0, 0.88, -13.2, 2.6};
  }
  const double leaves = logistic((doy - 118) / 6) - logistic((doy - 303) / 8);
  return {vigour_ * (0.42 + 0.56 * leaves), 1 - 0.12 * leaves, 0, 0.93, -13.0, 2.2};
}

}  // namespace undercast

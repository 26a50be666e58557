// SPDX-License-Identifier: Apache-2.0
#include "simulate/crops.h"

namespace undercast {
namespace {

// name, share, sown, growth mid/days, senescence mid/days, harvest, winter cover, peak NDVI, VH dB,
// attenuation, catch crop
constexpr Crop kCrops[] = {
    {"winter wheat", .30, -70, 92, 10, 186, 7, 210, .32, .90, -18.8, 1.7, .55},
    {"winter barley", .09, -85, 86, 10, 168, 6, 188, .38, .88, -18.2, 1.6, .75},
    {"rapeseed", .07, -122, 80, 10, 176, 7, 198, .60, .86, -13.8, 1.9, .45},
    {"maize", .22, 122, 168, 7, 262, 9, 272, 0, .87, -14.8, 1.7, .10},
    {"sugar beet", .12, 97, 152, 8, 322, 14, 300, 0, .90, -14.6, 1.6, 0},
    {"potato", .14, 112, 160, 7, 240, 7, 258, 0, .88, -15.0, 1.6, .15},
    {"peas", .06, 78, 128, 7, 178, 5, 182, 0, .86, -16.0, 1.3, .85},
};
constexpr Crop kCatchCrop = {"catch crop", 0, 0, 32, 8, 400, 20, 120, 0, .74, -16.8, 1.3, 0};

}  // namespace

std::span<const Crop> crops() { return kCrops; }
const Crop& catch_crop() { return kCatchCrop; }

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <vector>

#include "composite/pixel_places.h"
#include "composite/source_image.h"

namespace undercast {

enum class Resampling { nearest, bilinear };

/// The part of `image` that resampling onto `places` reads, widened by `margin_px`; of no pixels when they do not meet.
Window source_window(const PixelPlaces& places, const SourceImage& image, Resampling resampling, int margin_px = 0);

/// `values` [row, col] of the window `from` of `image`, brought to `places`. NaN outside the image, and where the
/// source pixel that holds a pixel's centre is NaN; other NaN have no weight. Bilinear is GDAL's triangle kernel:
/// between the centres of four source pixels, and widened in proportion when output pixels are larger than source
/// pixels, so that all of them count. On a grid whose pixels coincide, values come back unchanged.
std::vector<float> resample(const PixelPlaces& places, const SourceImage& image, const Window& from,
                            const std::vector<float>& values, Resampling resampling);

/// Sets how many of the image's pixels one pixel of `output` spans (at the output's centre, so the same for any
/// window).
void place_on(const Grid& output, SourceImage& image);

}  // namespace undercast

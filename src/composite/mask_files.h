// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "composite/acquisition.h"
#include "composite/cloud_mask.h"
#include "composite/composite_options.h"
#include "composite/source_image.h"

namespace undercast {

/// What --mask-keep, --mask-min and --mask-max, or --mask-bits say. Throws Error(usage) where none
/// or several of them are given.
MaskRule mask_rule(const CompositeOptions& options);

/// Whether the options name masks from elsewhere.
bool has_masks(const CompositeOptions& options);

/// Throws Error(usage) where options of masks do not fit together, or are given without masks.
/// `option` is the one that gives masks, for the message. Opens no file.
void check_mask_options(const CompositeOptions& options, bool has_masks, const std::string& option);

/// Gives each image the mask of its date, and of its tile where the names of both hold one, as
/// --mask and --mask-missing say; an image that has a mask already keeps it. Throws
/// Error(bad_input) when a mask's name holds no date, when several masks fit an image, when an
/// image has neither mask nor SCL, and when no image is left.
void add_masks(const CompositeOptions& options, std::vector<OpticalFiles>& images);

/// Reads the header of a mask. Throws as describe_image() does, and Error(bad_input) when a value
/// that is clear is declared as nodata.
SourceImage describe_mask(const std::string& path, const MaskRule& rule);

/// Throws Error(bad_input) when a mask does not cover the part of its image that lies in the
/// output. Both are placed on it (place_on).
void require_covers(const SourceImage& mask, const SourceImage& image, const Grid& output);

}  // namespace undercast

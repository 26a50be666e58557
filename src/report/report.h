// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>

#include "core/run_context.h"
#include "fields/given_fields.h"

namespace undercast {

/// Returns a page of HTML that refers to nothing outside: words, maps, an animation, charts. Equal
/// inputs give equal pages. `files.cube` must not be null. `evaluation_path` names the file that
/// `evaluate --json` wrote; where it is empty the page shows no scores. `fields`: outlines, if
/// given, whose means the page shows as well. Throws Error(io) and Error(bad_input) for files that
/// cannot be used.
std::string make_report(const FilledFiles& files, const std::string& evaluation_path, const GivenFields& fields,
                        const RunContext& run);

}  // namespace undercast

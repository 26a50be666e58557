// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <map>
#include <vector>

#include "io/field_file.h"

namespace undercast {

/// Warns of fields that are flagged, with a few of their ids, and returns how many have each flag.
std::map<FieldFlag, int> warn_of_flags(const std::vector<Field>& fields);

}  // namespace undercast

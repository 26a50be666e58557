// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "jobs/fill.h"

namespace undercast {

/// The names in `--variable NDVI,EVI2`; none where it is left out. Throws Error(usage) for an empty
/// name, and for one that stands twice.
std::vector<std::string> names_of_variables(const FillJob& job);

/// The jobs that fill the variables of a job one after another: those that it names, or with
/// `--variable all` all that the cube holds. The first has the outputs of the job, and each other
/// one has outputs beside them: "filled-EVI2.tif". Throws Error(usage) for tables of several variables, and
/// for outputs that exist; Error(bad_input) for a variable that the cube does not have.
std::vector<FillJob> by_variable(const FillJob& job);

}  // namespace undercast

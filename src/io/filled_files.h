// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>

#include "io/cube_file.h"
#include "io/provenance_file.h"

namespace undercast {

/// Metadata of a filled cube whose dates are not the periods of the cube before filling: what the
/// dates are.
inline constexpr const char* kOutputDatesKey = "OUTPUT_DATES";

/// A filled cube and the files that belong to it; all but `filled` may be empty.
struct FilledPaths {
  std::string filled = {};
  std::string cube = {};               ///< before filling
  std::string lower = {}, upper = {};  ///< bounds, both or neither
  std::string provenance = {};
};

/// Opens no file. Throws Error(usage) where only one of the bounds is given.
void check(const FilledPaths& paths);

/// Opens the same files; a member is null where its path is empty.
struct FilledFiles {
  /// `reading` is for the cube before filling, if there is one. Throws as check() and the files'
  /// readers do, and Error(bad_input) where a file is not on the filled cube's grid and NDVI dates,
  /// or where a bound says that it is the other one.
  FilledFiles(const FilledPaths& paths, const CubeReadOptions& reading);

  /// Whether the filled cube has dates of its own, as 'fill --dates' writes them. The cube before
  /// filling then shows on each of them the period that is nearest to it.
  bool has_own_dates() const { return filled->metadata().contains(kOutputDatesKey); }

  /// Throws Error(bad_input) when one of them is no longer the file that was opened.
  void require_unchanged() const;

  std::unique_ptr<CubeFile> filled, cube, lower, upper;
  std::unique_ptr<ProvenanceFile> provenance;
};

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/progress.h"
#include "earth_engine/download.h"
#include "earth_engine/google_files.h"

namespace undercast {

/// The state of an operation of Earth Engine.
struct EeOperation {
  std::string name;   ///< projects/<project>/operations/<id>
  std::string state;  ///< PENDING, RUNNING, SUCCEEDED, ...; PENDING when the answer has no state
  bool done = false;
  double progress = 0;      ///< 0 to 1
  double eecu_seconds = 0;  ///< what it has used so far, where the answer says so
  std::string started;      ///< RFC 3339
  std::string folder_id;    ///< the folder in Google Drive, where the answer names it
  std::string error;        ///< why it failed; empty otherwise
};
EeOperation operation_of(const nlohmann::json& answer);

/// The text that names an export in Earth Engine's list of tasks: `name` with _ for each letter
/// that the service refuses, and at most 100 letters long.
std::string export_description(const std::string& name);

/// An export of a cube to Google Drive or Cloud Storage. `CUBE.export` holds the running operation,
/// so that another run can continue or cancel it.
class EeExport {
 public:
  /// The options have been checked. Throws Error(usage) when a service account would write to
  /// Drive.
  EeExport(const EarthEngineOptions& options, const std::string& cube, EeService& service, GoogleFileAccess files);

  /// Starts the export, or finds the one that an earlier run started; waits until it is done.
  /// Another export of the same cube is cancelled with `overwrite`, and forgotten when it never got
  /// an operation. Throws Error(remote) when the export is refused, fails or was cancelled,
  /// Error(interrupted), and Error(usage) when `CUBE.export` belongs to another export.
  EeOperation run(const EeCube& cube, bool overwrite, Progress& progress);
  /// Fetches the files of an export that is done, and writes their values into the draft.
  void fetch(const EeTarget& target, const EeOperation& operation, Progress& progress);
  /// Removes `CUBE.export` and the fetched files.
  void finish();

  /// Cancels the export that an earlier run started for this cube, and says so in a sentence.
  /// Throws Error(usage) when there is none.
  static std::string cancel(const std::string& cube, EeService& service);

 private:
  std::string begin(const EeCube& cube, bool overwrite);
  EeOperation wait(const std::string& name, Progress& progress);
  nlohmann::json request(const EeCube& cube, const std::string& request_id) const;

  EarthEngineOptions options_;
  std::string cube_, prefix_;
  EeService& service_;
  GoogleFileAccess files_;
};

}  // namespace undercast

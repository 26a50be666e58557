// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "core/progress.h"
#include "retrieve/ee_download.h"
#include "retrieve/google_files.h"

namespace undercast {

/// What an operation of Earth Engine says of itself.
struct EeOperation {
  std::string name;   ///< projects/<project>/operations/<id>
  std::string state;  ///< PENDING, RUNNING, SUCCEEDED, ...; PENDING when it does not say
  bool done = false;
  double progress = 0;    ///< 0 to 1
  std::string started;    ///< RFC 3339
  std::string folder_id;  ///< of Google Drive, when it succeeded there
  std::string error;      ///< why it failed
};
EeOperation operation_of(const nlohmann::json& answer);

/// An export of a cube to Google Drive or Cloud Storage. What is under way is kept in `CUBE.export`, so that another
/// run goes on with it, or cancels it.
class EeExport {
 public:
  /// Throws Error(usage) when the options do not say where to, or a service account is to write to Drive.
  EeExport(const EarthEngineOptions& options, const std::string& cube, EeService& service, GoogleFileAccess files);

  /// Begins it, or finds the one that an earlier run began; waits until it is done. Throws Error(remote) when it fails
  /// or was cancelled, Error(interrupted), Error(usage) when an export of something else is under way.
  EeOperation run(const EeCube& cube, Progress& progress);
  /// Fetches the files of an export that is done, and writes them into the draft.
  void fetch(const EeCube& cube, const EeOperation& operation, CubeDraft& draft, const InsideOf& inside,
             Progress& progress);
  /// Forgets it, and removes what was fetched.
  void finish();

  /// Cancels what an earlier run began for this cube. Throws Error(usage) when there is nothing.
  static std::string cancel(const std::string& cube, EeService& service);

 private:
  std::string begin(const EeCube& cube);
  EeOperation wait(const std::string& name, Progress& progress);
  nlohmann::json request(const EeCube& cube, const std::string& request_id) const;

  EarthEngineOptions options_;
  std::string cube_, prefix_;
  EeService& service_;
  GoogleFileAccess files_;
};

}  // namespace undercast

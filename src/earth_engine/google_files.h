// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "earth_engine/service.h"

namespace undercast {

/// Access to files in Google Drive and Cloud Storage.
struct GoogleFileAccess {
  HttpClient& client;
  GoogleToken& token;
  Patience patience;
  std::string drive_api, storage_api;
};

/// A file in Drive or a bucket.
struct GoogleFile {
  std::string name, url;
  std::string md5;      ///< hexadecimal; empty when unknown
  std::string created;  ///< RFC 3339
  long long size = 0;   ///< bytes
};

/// The files of an export: `prefix`.tif or `prefix`-<row>-<column>.tif, made at `since` (RFC 3339)
/// or later.
struct ExportedFiles {
  std::string prefix, since;
};

/// The files of an export in a folder of Drive (by its id) or a bucket, without those in the bin;
/// the newest of several with one name. Throws Error(remote).
/// Source: Google Drive API v3, files.list; Cloud Storage JSON API, objects.list.
std::vector<GoogleFile> list_drive_files(const GoogleFileAccess& access, const std::string& folder_id,
                                         const ExportedFiles& exported);
std::vector<GoogleFile> list_bucket_files(const GoogleFileAccess& access, const std::string& bucket,
                                          const ExportedFiles& exported);

/// The id of the folder of Google Drive that Earth Engine exports to under this name: the one that
/// was modified last. Throws Error(remote), also when there is none.
std::string find_drive_folder(const GoogleFileAccess& access, const std::string& name);

/// Downloads a file to `path`. It continues where an earlier attempt or run ended (`path`.part),
/// checks size and checksum, and does nothing when `path` is right already. Throws Error(remote)
/// and Error(io).
void download_file(const GoogleFileAccess& access, const GoogleFile& file, const std::string& path);

}  // namespace undercast

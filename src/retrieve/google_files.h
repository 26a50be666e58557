// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

#include "retrieve/ee_service.h"

namespace undercast {

/// Access to files in Google Drive and Cloud Storage.
struct GoogleFileAccess {
  HttpClient& client;
  GoogleToken& token;
  Patience patience;
  std::string drive_api, storage_api;
};

/// A file that an export wrote.
struct GoogleFile {
  std::string name, url;
  std::string md5;      ///< hexadecimal; empty: unknown
  std::string created;  ///< RFC 3339
  long long size = 0;
};

/// The files `prefix`.tif or `prefix`-<row>-<column>.tif in a folder of Drive (by its id) or a bucket that were made at
/// `since` (RFC 3339) or later and are not in the bin; of several of one name the newest. Throws Error(remote).
/// Source: Google Drive API v3, files.list; Cloud Storage JSON API, objects.list.
std::vector<GoogleFile> list_drive_files(const GoogleFileAccess& access, const std::string& folder_id,
                                         const std::string& prefix, const std::string& since);
std::vector<GoogleFile> list_bucket_files(const GoogleFileAccess& access, const std::string& bucket,
                                          const std::string& prefix, const std::string& since);

/// Downloads into `path`, going on where an earlier attempt or run ended (`path`.part), and checks size and checksum.
/// A file that is there with the right checksum is left. Throws Error(remote) and Error(io).
void download_file(const GoogleFileAccess& access, const GoogleFile& file, const std::string& path);

}  // namespace undercast

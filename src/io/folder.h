// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace undercast {

struct FolderEntry {
  std::string name;
  bool is_folder = false;
};

/// Whether a path or address (remote.h) names a folder.
bool is_folder(const std::string& path);

/// What a folder holds, in order of names. Throws Error(io) when it cannot be listed.
std::vector<FolderEntry> list_folder(const std::string& path);

}  // namespace undercast

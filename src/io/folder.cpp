// SPDX-License-Identifier: Apache-2.0
#include "io/folder.h"

#include <cpl_vsi.h>
#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <memory>

#include "core/error.h"
#include "io/remote.h"

namespace undercast {
namespace {

struct CloseFolder {
  void operator()(VSIDIR* folder) const { VSICloseDir(folder); }
};

}  // namespace

bool is_folder(const std::string& path) {
  remote_setup();
  VSIStatBufL found;
  return VSIStatExL(path_of_url(path).c_str(), &found, VSI_STAT_EXISTS_FLAG | VSI_STAT_NATURE_FLAG) == 0 &&
         VSI_ISDIR(found.st_mode) != 0;
}

std::vector<FolderEntry> list_folder(const std::string& path) {
  remote_setup();
  errno = 0;
  const std::unique_ptr<VSIDIR, CloseFolder> folder(VSIOpenDir(path_of_url(path).c_str(), 0, nullptr));
  if (!folder)
    throw Error(ErrorKind::io, fmt::format("cannot list {}: {}", path, std::strerror(errno)), "check its permissions");
  std::vector<FolderEntry> entries;
  while (const VSIDIREntry* entry = VSIGetNextDirEntry(folder.get())) {
    const std::string name = entry->pszName;
    if (name == "." || name == "..") continue;
    entries.push_back({name, entry->bModeKnown ? VSI_ISDIR(entry->nMode) != 0 : is_folder(path + "/" + name)});
  }
  std::sort(entries.begin(), entries.end(), [](const FolderEntry& a, const FolderEntry& b) { return a.name < b.name; });
  return entries;
}

}  // namespace undercast

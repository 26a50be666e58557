// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <vector>

namespace undercast {

/// What tells a file of this machine from another one of its name: device, inode, size and time of
/// its last change. Empty for a folder, and for other paths such as /vsicurl/...
std::string file_stamp(const std::string& path);
std::vector<std::string> stamps_of(const std::vector<std::string>& paths);
/// Throws Error(bad_input) when a file's stamp is no longer this one.
void require_unchanged(const std::string& path, const std::string& stamp);

/// Throws Error(io) when a path of this machine is a pipe or a device: reading it may wait forever.
void require_file(const std::string& path);

/// An identity of files that is the same on each machine that shares them: their paths, and for
/// files of this machine sizes, times, and a hash of samples of their bytes.
std::string identity_of_files(const std::vector<std::string>& paths);

/// A hash of the content of files, wherever they lie: of sizes, times and samples of their bytes. A
/// file that is not on this machine counts by its path.
std::string content_of_files(const std::vector<std::string>& paths);

}  // namespace undercast

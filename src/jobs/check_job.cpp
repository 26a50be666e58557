// SPDX-License-Identifier: Apache-2.0
#include "jobs/check_job.h"

#include <filesystem>

#include "io/atomic_file.h"

namespace undercast {
namespace fs = std::filesystem;
namespace {

bool is_one_file(const std::string& a, const std::string& b) {
  std::error_code reason;
  if (fs::equivalent(a, b, reason)) return true;
  // Made absolute first: of a relative path that does not exist yet only a normalised copy would be
  // compared.
  const fs::path whole_a = fs::weakly_canonical(fs::absolute(a), reason);
  const fs::path whole_b = fs::weakly_canonical(fs::absolute(b), reason);
  return !reason && whole_a == whole_b;
}

}  // namespace

void check_names(const JobFiles& files) {
  for (auto output = files.outputs.begin(); output != files.outputs.end(); ++output) {
    const auto& [option, path, ending] = *output;
    if (!path.ends_with(ending))
      throw Error(ErrorKind::usage, fmt::format("{} is {}, expected a name that ends with {}", option, path, ending),
                  fmt::format("only {} can be written: name it *{}", ending.substr(1), ending));
    for (const std::string& input : files.inputs)
      if (is_one_file(path, input))
        throw Error(ErrorKind::usage, fmt::format("{} is {}, a file that is read", option, path),
                    "name another file to write");
    for (auto other = files.outputs.begin(); other != output; ++other)
      if (is_one_file(path, other->path))
        throw Error(ErrorKind::usage, fmt::format("{} and {} are both {}", other->option, option, path),
                    "name a file for each");
  }
}

void require_writable_outputs(const JobFiles& files, bool overwrite) {
  for (const JobFiles::Output& output : files.outputs) require_writable(output.path, overwrite);
}

void require_kept_work(const std::string& path, const std::string& what, bool resume, bool overwrite) {
  const bool exists = fs::exists(path);
  if (exists && !resume && !overwrite)
    throw Error(ErrorKind::usage, fmt::format("{} holds {}", path, what),
                "continue it with --resume, or start anew with --overwrite");
  if (resume && !exists)
    throw Error(ErrorKind::usage, fmt::format("there is nothing to resume: {} does not exist", path),
                "leave out --resume");
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <limits>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace undercast {

/// What is said of an option beside its name, type and default. The options of a job are a plain
/// struct with
///     template <class Self, class Visit> static void each(Self& self, Visit&& visit) {
///       visit("period", self.period_days, {.text = "length of a composite", .unit = "days", .min = 1, .max = 366});
///     }
/// Everything that reads options (command line, JSON, help, run manifest) is a visitor of that
/// list. Types: bool, int, double, std::string, ByteSize, OptionalDate, InputFile, OutputFile, and
/// vectors of int, double, std::string or InputFile. An AssetList can be set in the JSON config
/// alone.
struct OptionText {
  std::string text;
  std::string unit = {};
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  std::vector<std::string> choices = {};
  bool may_be_empty = false;  ///< an empty text beside the choices: none of them
  std::string group = {};     ///< heading in the help; empty: the command's own options
  char letter = 0;            ///< as in -o
  bool positional = false;
  bool required = false;
  std::string ending = {};   ///< of an output's name; empty: any
  bool of_the_run = false;   ///< makes no difference to what comes out, so it is not recorded
  bool of_training = false;  ///< has no effect where the job trains nothing
};

/// A list of named files, for example {"date": "2018-05-11", "B04": "red.tif"}.
using AssetList = std::vector<std::map<std::string, std::string>>;

/// A file that a job reads. Empty: none.
struct InputFile {
  std::string path;
  InputFile() = default;
  InputFile(std::string name) : path(std::move(name)) {}  // NOLINT(google-explicit-constructor): job.cube = "a.tif"
  InputFile(const char* name) : path(name) {}             // NOLINT(google-explicit-constructor)
  bool given() const { return !path.empty(); }
  bool operator==(const InputFile&) const = default;
};

/// A file that a job writes. Empty: none; "-": standard output, where a command offers that.
struct OutputFile {
  std::string path;
  OutputFile() = default;
  OutputFile(std::string name) : path(std::move(name)) {}  // NOLINT(google-explicit-constructor): as InputFile
  OutputFile(const char* name) : path(name) {}             // NOLINT(google-explicit-constructor)
  bool given() const { return !path.empty(); }
  bool is_stdout() const { return path == "-"; }
  /// Whether there is a file to write.
  bool is_file() const { return given() && !is_stdout(); }
  bool operator==(const OutputFile&) const = default;
};

/// Wraps a visitor: options without a heading get this one. With `of_training` they also belong to a
/// training that the job may do without.
template <class Visit>
auto in_group(std::string group, Visit& visit, bool of_training = false) {
  return [group = std::move(group), &visit, of_training](const char* name, auto& value, OptionText text) {
    if (text.group.empty()) {
      text.group = group;
      text.of_training = of_training;
    }
    visit(name, value, text);
  };
}

/// The option of every job that writes files.
inline const OptionText kOverwriteText{
    .text = "replace outputs that exist already", .group = "Run", .of_the_run = true};

}  // namespace undercast

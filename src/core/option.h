// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <limits>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "core/byte_size.h"
#include "core/date.h"

namespace undercast {

/// What is said of an option beside its name, type and default. The options of a job are a plain
/// struct with
///     void each(const OptionVisitor& visit) {
///       visit("period", &period_days, {.text = "length of a composite", .unit = "days", .min = 1, .max = 366});
///     }
/// Everything that reads options (command line, JSON, help, run manifest) is a visitor of that
/// list.
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
  std::vector<std::string> holds = {};  ///< of a file or folder: raster, table, polygons, model, picture, json or page
  std::string ending = {};              ///< of an output's name; empty: any
  bool one_by_one = false;              ///< of a list: on the line, each item has the option's name before it
  bool of_the_run = false;              ///< makes no difference to what comes out, so it is not recorded
  bool of_training = false;             ///< has no effect where the job trains nothing
  std::string network = {};             ///< the kind of network that it is for; empty: any
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

/// Where an option's value lies. An AssetList can be set in the JSON config alone.
using OptionValue = std::variant<bool*, int*, double*, std::string*, ByteSize*, OptionalDate*, InputFile*, OutputFile*,
                                 std::vector<int>*, std::vector<double>*, std::vector<std::string>*,
                                 std::vector<InputFile>*, AssetList*>;

using OptionVisitor = std::function<void(const char* name, OptionValue value, const OptionText& text)>;

/// The options of any struct with each(), which is visited in place; a const one is copied.
class AnyOptions {
 public:
  template <class Options>
  requires(!std::is_same_v<Options, AnyOptions>)
      AnyOptions(Options& options)  // NOLINT(google-explicit-constructor): readers of options take any struct
      : each_([&options](const OptionVisitor& visit) { options.each(visit); }) {
    read_training(options);
  }
  template <class Options>
  requires(!std::is_same_v<Options, AnyOptions>)
      AnyOptions(const Options& options)  // NOLINT(google-explicit-constructor)
      : each_([copy = options](const OptionVisitor& visit) mutable { copy.each(visit); }) {
    read_training(options);
  }

  void each(const OptionVisitor& visit) const { each_(visit); }
  /// Whether an option has no effect, because it is of a training that the job does not do.
  bool is_ignored(const OptionText& text) const {
    return (text.of_training && !trains_) || (!text.network.empty() && !network_.empty() && text.network != network_);
  }

 private:
  template <class Options>
  void read_training(const Options& options) {
    if constexpr (requires { options.trains(); }) trains_ = options.trains();
    if constexpr (requires { options.network(); }) network_ = options.network();
  }

  std::function<void(const OptionVisitor&)> each_;
  bool trains_ = true;
  std::string network_;  ///< the kind that is trained
};

/// Wraps a visitor: options without a heading get this one. With `of_training` they also belong to
/// a training that the job may do without.
OptionVisitor in_group(std::string group, OptionVisitor visit, bool of_training = false);

/// The option of every job that writes files.
inline const OptionText kOverwriteText{
    .text = "replace outputs that exist already", .group = "Run", .of_the_run = true};

}  // namespace undercast

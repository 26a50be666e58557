// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

#include "core/json.h"

namespace undercast {

/// A named float32 array of a model file.
struct NamedTensor {
  std::string name;
  std::vector<std::int64_t> shape;
  std::vector<float> values;
};

/// The content of a model file (.uc, docs/formats.md): a JSON header, tensors, and named bytes in
/// the formats of other libraries; nothing that could be executed.
struct ModelFile {
  nlohmann::json header;
  std::vector<NamedTensor> tensors;
  std::map<std::string, std::string> bytes;
  std::string name_in_messages = "the model";

  /// The header, to be read as foreign: its errors are Error(bad_input).
  JsonValue checked_header() const&;
  JsonValue checked_header() && = delete;  // the header would not outlive it
  /// Throws Error(bad_input) when there is no such tensor.
  const NamedTensor& tensor(const std::string& name) const;
  /// Throws Error(bad_input) when there are none of that name.
  const std::string& bytes_of(const std::string& name) const;
};

/// Returns whether a file begins as a model file does.
bool is_model_file(const std::string& path);

/// Writes a model file's bytes.
void write_model(std::ostream& out, const ModelFile& model);
/// Writes a temporary file and renames it. Throws Error(io), and Error(usage) when the file exists
/// and `overwrite` is not set.
void write_model_file(const std::string& path, const ModelFile& model, bool overwrite);

/// Throws Error(io) when the file is unreadable, Error(bad_input) when it is not a model file, is
/// truncated or altered, states sizes beyond its bytes, or has a newer format. `with_tensors` = false reads only the
/// header (and does not verify the checksum of the tensors).
ModelFile read_model_file(const std::string& path, bool with_tensors = true);
/// Reads from a stream that holds such a file's bytes; `name` is for messages.
ModelFile read_model(std::istream& in, const std::string& name, bool with_tensors = true);

}  // namespace undercast

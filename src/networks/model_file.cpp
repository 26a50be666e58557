// SPDX-License-Identifier: Apache-2.0
#include "networks/model_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/hash.h"
#include "io/atomic_file.h"
#include "io/file_identity.h"

namespace undercast {
namespace {

// The layout is: magic, format version (u32), header bytes (u64), header hash (u64), header, data
// hash (u64), data. All numbers are little-endian.
constexpr char kMagic[] = {'U', 'N', 'D', 'E', 'R', 'C', 'A', 'S', 'T', '\n', '\x1a', '\n'};
constexpr std::uint32_t kFormatVersion = 2;
constexpr std::uint64_t kLongestHeader = 64ULL << 20;

template <class Number>
void put(std::string& text, Number number) {
  text.append(reinterpret_cast<const char*>(&number), sizeof number);
}

class Reader {
 public:
  Reader(std::istream& in, std::string name) : name_(std::move(name)), in_(in) {
    const auto start = in.tellg();
    in.seekg(0, std::ios::end);
    left_ = static_cast<std::uint64_t>(std::max<std::streamoff>(0, in.tellg() - start));
    in.seekg(start);
  }
  // Throws where fewer bytes are left: called before anything of a stated size is made.
  void require(std::uint64_t count) const {
    if (count > left_) damaged("it ends too early");
  }
  void bytes(void* to, std::size_t count) {
    require(count);
    in_.read(static_cast<char*>(to), static_cast<std::streamsize>(count));
    if (static_cast<std::size_t>(in_.gcount()) != count) damaged("it cannot be read to its end");
    left_ -= count;
  }
  template <class Number>
  Number number() {
    Number value{};
    bytes(&value, sizeof value);
    return value;
  }
  bool at_end() const { return left_ == 0; }
  std::uint64_t left() const { return left_; }
  [[noreturn]] void damaged(const std::string& what) const {
    throw Error(ErrorKind::bad_input, fmt::format("the model {} is damaged: {}", name_, what),
                "copy it again, or train it again");
  }

 private:
  std::string name_;
  std::istream& in_;
  std::uint64_t left_ = 0;  ///< bytes that are not read yet
};

// Returns how many values a tensor of the file has. Throws Error(bad_input) where the file has fewer
// bytes.
std::size_t element_count(const std::vector<std::int64_t>& shape, const Reader& reader) {
  std::uint64_t count = 1;
  for (const std::int64_t size : shape) {
    if (size < 0 || (size > 0 && count > reader.left() / static_cast<std::uint64_t>(size)))
      reader.damaged("a tensor is larger than the file");
    count *= static_cast<std::uint64_t>(size);
  }
  reader.require(count * sizeof(float));
  return count;
}

JsonSource source_of_header(const ModelFile& model) {
  return {"the header of " + model.name_in_messages, ErrorKind::bad_input, "train the model again"};
}

}  // namespace

JsonValue ModelFile::checked_header() const& { return {header, source_of_header(*this)}; }

const NamedTensor& ModelFile::tensor(const std::string& name) const {
  for (const NamedTensor& candidate : tensors)
    if (candidate.name == name) return candidate;
  throw Error(ErrorKind::bad_input, fmt::format("the model has no tensor '{}'", name),
              "the file was made by another version: train the model again");
}

const std::string& ModelFile::bytes_of(const std::string& name) const {
  if (const auto found = bytes.find(name); found != bytes.end()) return found->second;
  throw Error(ErrorKind::bad_input, fmt::format("the model has no part '{}'", name),
              "the file was made by another version: train the model again");
}

bool is_model_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  char start[sizeof kMagic] = {};
  in.read(start, sizeof start);
  return in && std::memcmp(start, kMagic, sizeof kMagic) == 0;
}

void write_model(std::ostream& out, const ModelFile& model) {
  nlohmann::json header = model.header;
  header["tensors"] = nlohmann::json::array();
  Hash hash;
  for (const NamedTensor& tensor : model.tensors) {
    header["tensors"].push_back({{"name", tensor.name}, {"shape", tensor.shape}});
    hash.add(tensor.values.data(), tensor.values.size() * sizeof(float));
  }
  header["bytes"] = nlohmann::json::array();
  for (const auto& [name, bytes] : model.bytes) {
    header["bytes"].push_back({{"name", name}, {"size", bytes.size()}});
    hash.add(bytes.data(), bytes.size());
  }
  const std::uint64_t data_hash = hash.value();
  const std::string json = to_text(header);

  std::string start(kMagic, sizeof kMagic);
  put(start, kFormatVersion);
  put(start, static_cast<std::uint64_t>(json.size()));
  put(start, hash_of_bytes(json));
  start += json;
  put(start, data_hash);

  out << start;
  for (const NamedTensor& tensor : model.tensors)
    out.write(reinterpret_cast<const char*>(tensor.values.data()),
              static_cast<std::streamsize>(tensor.values.size() * sizeof(float)));
  for (const auto& [name, bytes] : model.bytes) out << bytes;
}

void write_model_file(const std::string& path, const ModelFile& model, bool overwrite) {
  AtomicFile file(path, overwrite);
  {
    std::ofstream out(file.part(), std::ios::binary);
    write_model(out, model);
    out.flush();
    if (!out)
      throw Error(ErrorKind::io, fmt::format("writing {} failed: {}", path, std::strerror(errno)), "check free space");
  }
  file.commit();
}

ModelFile read_model_file(const std::string& path, bool with_tensors) {
  require_file(path);
  std::ifstream in(path, std::ios::binary);
  if (!in)
    throw Error(ErrorKind::io, fmt::format("cannot open the model {}: {}", path, std::strerror(errno)),
                "check the path; `undercast train` makes a model, and built-in is part of the program");
  if (in.peek() == std::ifstream::traits_type::eof())
    throw Error(ErrorKind::bad_input, fmt::format("the model {} is empty (0 bytes)", path),
                "copy it again, or train it again");
  if (!is_model_file(path))
    throw Error(ErrorKind::bad_input, fmt::format("{} is not a model file of undercast", path),
                "expected a file made by `undercast train` (.uc)");
  return read_model(in, path, with_tensors);
}

ModelFile read_model(std::istream& in, const std::string& name, bool with_tensors) {
  Reader reader(in, name);
  char magic[sizeof kMagic];
  reader.bytes(magic, sizeof magic);
  const auto version = reader.number<std::uint32_t>();
  if (version > kFormatVersion)
    throw Error(
        ErrorKind::bad_input,
        fmt::format("the model {} has format version {}, this program reads up to {}", name, version, kFormatVersion),
        "use the newer undercast that made it");
  const auto header_size = reader.number<std::uint64_t>();
  const auto header_hash = reader.number<std::uint64_t>();
  if (header_size > kLongestHeader) reader.damaged("its header's length is not possible");
  reader.require(header_size);
  std::string json(header_size, '\0');
  reader.bytes(json.data(), json.size());
  if (hash_of_bytes(json) != header_hash) reader.damaged("its header was altered");
  ModelFile model;
  model.name_in_messages = fmt::format("the model {}", name);
  model.header = parse_json(json, source_of_header(model));
  if (!with_tensors) return model;

  const auto data_hash = reader.number<std::uint64_t>();
  Hash hash;
  std::set<std::string> names;
  for (const JsonValue& entry : model.checked_header().at("tensors").items()) {
    NamedTensor tensor{entry.at("name").as<std::string>(), entry.at("shape").as<std::vector<std::int64_t>>(), {}};
    tensor.values.resize(element_count(tensor.shape, reader));
    reader.bytes(tensor.values.data(), tensor.values.size() * sizeof(float));
    hash.add(tensor.values.data(), tensor.values.size() * sizeof(float));
    if (!std::all_of(tensor.values.begin(), tensor.values.end(), [](float value) { return std::isfinite(value); }))
      reader.damaged(fmt::format("the tensor {} holds values that are not finite", tensor.name));
    if (!names.insert(tensor.name).second) reader.damaged(fmt::format("it holds two tensors {}", tensor.name));
    model.tensors.push_back(std::move(tensor));
  }
  const std::optional<JsonValue> parts = model.checked_header().find("bytes");
  for (const JsonValue& entry : parts ? parts->items() : std::vector<JsonValue>()) {
    const auto [place, is_new] = model.bytes.try_emplace(entry.at("name").as<std::string>());
    if (!is_new) reader.damaged(fmt::format("it holds two parts {}", place->first));
    std::string& bytes = place->second;
    const auto size = entry.at("size").as<std::uint64_t>();
    reader.require(size);
    bytes.resize(size);
    reader.bytes(bytes.data(), bytes.size());
    hash.add(bytes.data(), bytes.size());
  }
  if (hash.value() != data_hash) reader.damaged("its weights were altered");
  if (!reader.at_end()) reader.damaged("it has more bytes than its header says");
  return model;
}

}  // namespace undercast

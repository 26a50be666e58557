// SPDX-License-Identifier: Apache-2.0
// A model file. The fuzzer cannot guess checksums, so an input may also be a header and data that
// get theirs here.
#include "networks/model_file.h"

#include <sstream>

#include "core/hash.h"
#include "fuzz/foreign_bytes.h"
#include "fuzz/targets.h"
#include "learn/departure_trees.h"
#include "networks/trained_model.h"

namespace undercast {
namespace {

template <class Number>
std::string bytes_of(Number number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

std::string with_checksums(std::string_view bytes) {
  const std::size_t mark = bytes.find("\n--\n");
  const std::string header(bytes.substr(0, mark));
  const std::string data(mark == std::string_view::npos ? std::string_view() : bytes.substr(mark + 4));
  return std::string("UNDERCAST\n\x1a\n") + bytes_of(std::uint32_t{2}) + bytes_of(std::uint64_t{header.size()}) +
         bytes_of(hash_of_bytes(header)) + header + bytes_of(hash_of_bytes(data)) + data;
}

}  // namespace

void fuzz_model_file(std::string_view bytes) {
  const bool is_whole = bytes.starts_with("UNDERCAST");
  const std::string file = is_whole ? std::string(bytes) : with_checksums(bytes);
  std::istringstream header_alone(file), whole(file);
  succeeds([&] { describe_training(read_model(header_alone, "model.uc", false), "network"); });
  const ModelFile model = read_model(whole, "model.uc");
  succeeds([&] { describe_training(model, "network"); });
  succeeds([&] { was_trained_on(model, CubeLayout()); });
  succeeds([&] { calibration_of(model); });
  succeeds([&] { DepartureTrees::load("partly", model); });
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace undercast {

/// A node of a computation that Earth Engine is asked for: a constant, a list, a call of one of its algorithms by name,
/// or a function of one argument. Cheap to copy; what is used several times is sent once.
/// Source: reference of the Earth Engine REST API v1, Expression and ValueNode.
class EeNode {
 public:
  using Arguments = std::map<std::string, EeNode>;

  /// Text, a number, or a list of such.
  static EeNode constant(nlohmann::json value);
  static EeNode list(std::vector<EeNode> items);
  static EeNode call(const std::string& algorithm, Arguments arguments);
  /// `body` makes the function's value of its argument. A function inside another's body needs another `name`.
  static EeNode function(const std::string& name, const std::function<EeNode(const EeNode& argument)>& body);

  /// The body of requests: {"result": key, "values": {key: node}}, the same for the same computation.
  nlohmann::json expression() const;

 private:
  struct Content;
  explicit EeNode(std::shared_ptr<const Content> content) : content_(std::move(content)) {}
  class Writer;

  std::shared_ptr<const Content> content_;
};

}  // namespace undercast

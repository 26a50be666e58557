// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace undercast {

/// A node of a computation for Earth Engine: a constant, a list, a call of one of its algorithms by
/// name, or a function of one argument. Copies are cheap, and a node that is used several times is
/// sent once.
/// Source: Earth Engine REST API v1, Expression and ValueNode.
class EeNode {
 public:
  using Arguments = std::map<std::string, EeNode>;

  /// Text, a number, or a list of these.
  static EeNode constant(nlohmann::json value);
  static EeNode list(std::vector<EeNode> items);
  static EeNode call(const std::string& algorithm, Arguments arguments);
  /// `body` turns the argument into the value of the function. Nested functions need different
  /// names.
  static EeNode function(const std::string& name, const std::function<EeNode(const EeNode& argument)>& body);

  /// The form of requests: {"result": key, "values": {key: node}}. Equal computations have equal
  /// forms.
  nlohmann::json expression() const;

 private:
  struct Content;
  explicit EeNode(std::shared_ptr<const Content> content) : content_(std::move(content)) {}
  class Writer;

  std::shared_ptr<const Content> content_;
};

}  // namespace undercast

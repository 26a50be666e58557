// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/expression.h"

#include <unordered_map>

#include "core/json.h"

namespace undercast {

using Json = nlohmann::json;

struct EeNode::Content {
  enum class Kind { constant, argument, list, call, function } kind;
  Json value = {};                 ///< the constant
  std::string name = {};           ///< the name of the algorithm or the argument
  std::vector<EeNode> items = {};  ///< the items of a list, or the body of a function
  EeNode::Arguments arguments = {};
};

EeNode EeNode::constant(Json value) {
  return EeNode(std::make_shared<Content>(Content{Content::Kind::constant, std::move(value)}));
}

EeNode EeNode::list(std::vector<EeNode> items) {
  return EeNode(std::make_shared<Content>(Content{Content::Kind::list, {}, {}, std::move(items)}));
}

EeNode EeNode::call(const std::string& algorithm, Arguments arguments) {
  return EeNode(std::make_shared<Content>(Content{Content::Kind::call, {}, algorithm, {}, std::move(arguments)}));
}

EeNode EeNode::function(const std::string& name, const std::function<EeNode(const EeNode&)>& body) {
  const EeNode argument(std::make_shared<Content>(Content{Content::Kind::argument, {}, name}));
  return EeNode(std::make_shared<Content>(Content{Content::Kind::function, {}, name, {body(argument)}}));
}

// Every call and function gets a key, so that nodes do not nest: the service refuses depths over
// 100. Equal nodes get the same key.
class EeNode::Writer {
 public:
  Json write(const EeNode& node) {
    const Content& content = *node.content_;
    switch (content.kind) {
      case Content::Kind::constant:
        return {{"constantValue", content.value}};
      case Content::Kind::argument:
        return {{"argumentReference", content.name}};
      case Content::Kind::list: {
        Json items = Json::array();
        for (const EeNode& item : content.items) items.push_back(write(item));
        return {{"arrayValue", {{"values", std::move(items)}}}};
      }
      default:
        return {{"valueReference", key_of(node)}};
    }
  }
  std::string key_of(const EeNode& node) {
    if (const auto known = keys_.find(node.content_.get()); known != keys_.end()) return known->second;
    const Content& content = *node.content_;
    Json value;
    if (content.kind == Content::Kind::call) {
      Json arguments = Json::object();
      for (const auto& [name, argument] : content.arguments) arguments[name] = write(argument);
      value["functionInvocationValue"] = {{"functionName", content.name}, {"arguments", std::move(arguments)}};
    } else if (content.kind == Content::Kind::function) {
      value["functionDefinitionValue"] = {{"argumentNames", Json::array({content.name})},
                                          {"body", key_of(content.items.front())}};
    } else {
      value = write(node);
    }
    const auto [place, is_new] = by_content_.try_emplace(to_text(value), std::to_string(by_content_.size()));
    if (is_new) values_[place->second] = std::move(value);
    return keys_[node.content_.get()] = place->second;
  }
  Json values() { return std::move(values_); }

 private:
  std::unordered_map<const Content*, std::string> keys_;
  std::unordered_map<std::string, std::string> by_content_;
  Json values_ = Json::object();
};

Json EeNode::expression() const {
  Writer writer;
  const std::string result = writer.key_of(*this);
  return {{"result", result}, {"values", writer.values()}};
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/expression_reader.h"

#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

#include "earth_engine/algorithms.h"
#include "net/digest.h"

namespace undercast {
namespace {

using Json = nlohmann::json;

// Follows references while it walks.
class Node {
 public:
  Node(const Json& values, const Json& node) : values_(&values), node_(&node) {
    while (node_->contains("valueReference")) node_ = &values.at((*node_)["valueReference"].get<std::string>());
  }
  bool is_call() const { return node_->contains("functionInvocationValue"); }
  std::string algorithm() const { return is_call() ? call().at("functionName").get<std::string>() : ""; }
  Node argument(const char* name) const { return {*values_, call().at("arguments").at(name)}; }
  Node argument_of(const char* expected, const char* name) const {
    if (algorithm() != expected)
      throw std::runtime_error("found " + algorithm() + node_->dump().substr(0, 80) + ", expected " + expected);
    return argument(name);
  }
  /// The key of what an argument refers to.
  std::string key_of(const char* name) const { return call().at("arguments").at(name).at("valueReference"); }
  Json constant() const { return node_->at("constantValue"); }
  std::vector<Node> items() const {
    std::vector<Node> list;
    for (const Json& item : node_->at("arrayValue").at("values")) list.emplace_back(*values_, item);
    return list;
  }

 private:
  const Json& call() const { return node_->at("functionInvocationValue"); }
  const Json* values_;
  const Json* node_;
};

Node root_of(const Json& expression) {
  return {expression.at("values"), expression.at("values").at(expression.at("result").get<std::string>())};
}

std::pair<std::string, std::string> period_of(const Node& filtered) {
  const Node days =
      filtered.argument_of("Collection.filter", "filter").argument_of("Filter.dateRangeContains", "leftValue");
  return {days.argument("start").constant(), days.argument("end").constant()};
}

std::string fault_of_call(const Json& call) {
  const std::string name = call.at("functionName");
  const auto known = algorithms().find(name);
  if (known == algorithms().end()) return "Unknown function '" + name + "'";
  std::set<std::string> unknown;
  for (const auto& [argument, value] : call.at("arguments").items()) unknown.insert(argument);
  std::istringstream words(known->second);
  for (std::string argument; words >> argument;) {
    const bool is_optional = argument.back() == '?';
    if (is_optional) argument.pop_back();
    if (unknown.erase(argument) == 0 && !is_optional) return name + ": Parameter '" + argument + "' is required";
  }
  return unknown.empty() ? "" : name + ": Unrecognized argument '" + *unknown.begin() + "'";
}

std::string first_fault(const Json& values, const Json& node) {
  if (!node.is_object() && !node.is_array()) return {};
  std::string fault;
  if (node.contains("valueReference") && !values.contains(node["valueReference"].get<std::string>()))
    fault = "Missing reference " + node["valueReference"].dump();
  if (node.contains("functionInvocationValue")) fault = fault_of_call(node["functionInvocationValue"]);
  for (const auto& [key, child] : node.items())
    if (fault.empty() && key != "constantValue") fault = first_fault(values, child);
  return fault;
}

// Hashes nodes from the leaves up, so that neither keys nor the names of functions' arguments
// matter.
class Meaning {
 public:
  explicit Meaning(const Json& values) : values_(values) {}

  std::string of_reference(const std::string& key, const std::vector<std::string>& arguments) {
    std::string& known = known_[{key, arguments}];
    if (known.empty()) known = of(values_.at(key), arguments);
    return known;
  }

 private:
  static std::string hash(const Json& content) { return sha256_hex(content.dump()); }

  // A list of constants is the same as a constant list, and 4 the same as 4.0.
  static std::string of_constant(const Json& value) {
    if (value.is_number()) return hash({"constant", value.get<double>()});
    if (!value.is_array()) return hash({"constant", value});
    Json items{"list"};
    for (const Json& item : value) items.push_back(of_constant(item));
    return hash(items);
  }
  std::string of(const Json& node, const std::vector<std::string>& arguments) {
    const std::string kind = node.begin().key();
    const Json& value = node.begin().value();
    if (kind == "constantValue") return of_constant(value);
    if (kind == "valueReference") return of_reference(value, arguments);
    if (kind == "argumentReference")  // how many functions further out the argument belongs to
      return hash({"argument", std::find(arguments.rbegin(), arguments.rend(), value) - arguments.rbegin()});
    if (kind == "arrayValue") {
      Json items{"list"};
      for (const Json& item : value.at("values")) items.push_back(of(item, arguments));
      return hash(items);
    }
    if (kind == "functionDefinitionValue") {
      std::vector<std::string> inner = arguments;
      inner.push_back(value.at("argumentNames").at(0));
      return hash({"function", of_reference(value.at("body"), inner)});
    }
    Json given = Json::object();
    for (const auto& [name, argument] : value.at("arguments").items()) given[name] = of(argument, arguments);
    return hash({"call", value.at("functionName"), given});
  }

  const Json& values_;
  std::map<std::pair<std::string, std::vector<std::string>>, std::string> known_;
};

}  // namespace

std::string fault_of(const Json& expression) {
  if (!expression.is_object() || !expression.contains("values") ||
      !expression["values"].contains(expression.value("result", "")))
    return "Invalid expression";
  return first_fault(expression["values"], expression["values"]);
}

std::string meaning_of(const Json& expression) {
  return Meaning(expression.at("values")).of_reference(expression.at("result"), {}).substr(0, 16);
}

std::vector<AskedBand> asked_bands(const Json& expression) {
  const Node filled = root_of(expression).argument_of("Image.toFloat", "value");
  if (filled.argument_of("Image.unmask", "sameFootprint").constant() != false)
    throw std::runtime_error("unmask keeps the footprint");
  const Node named = filled.argument("input");
  const Json names = named.argument_of("Image.rename", "names").constant();
  const std::vector<Node> images = named.argument("input")
                                       .argument_of("ImageCollection.toBands", "collection")
                                       .argument_of("ImageCollection.fromImages", "images")
                                       .items();
  std::vector<AskedBand> bands;
  for (Node image : images) {
    if (image.algorithm() == "Image.multiply") image = image.argument("image1").argument_of("Image.log10", "value");
    const Node merged = image.argument("collection");
    const Node guard =
        merged.argument_of("ImageCollection.merge", "collection2").argument("images").items().front().argument("image");
    const Node mapped = merged.argument("collection1");
    Node images_of_period = mapped.argument_of("Collection.map", "collection");
    // A cloud mask from another collection adds a function, and bursts are joined.
    while (images_of_period.algorithm() != "Collection.filter")
      images_of_period =
          images_of_period.argument(images_of_period.algorithm() == "Join.apply" ? "primary" : "collection");
    const auto [start, end] = period_of(images_of_period);
    for (const std::string variable : guard.argument("value").argument("names").constant()) {
      if ((image.algorithm() == "reduce.mean") == (variable != "VH" && variable != "VV"))
        throw std::runtime_error(variable + " is reduced by " + image.algorithm());
      bands.push_back({names.at(bands.size()), variable, start, end, mapped.key_of("baseAlgorithm")});
    }
  }
  if (names.size() != bands.size()) throw std::runtime_error("the names are not as many as the bands");
  return bands;
}

std::vector<std::pair<std::string, std::string>> counted_periods(const Json& expression) {
  std::vector<std::pair<std::string, std::string>> periods;
  for (const Node& counts : root_of(expression).items())
    periods.push_back(period_of(counts.items().front().argument_of("Collection.size", "collection")));
  return periods;
}

std::vector<std::string> listed_properties(const Json& expression) {
  std::vector<std::string> properties;
  for (const Node& list : root_of(expression).items())
    if (list.is_call() && list.algorithm() == "AggregateFeatureCollection.array")
      properties.push_back(list.argument("property").constant());
  return properties;
}

std::array<double, 4> searched_box(const Json& expression) {
  for (const auto& [key, node] : expression.at("values").items()) {
    const Node call(expression["values"], node);
    if (!call.is_call() || call.algorithm() != "GeometryConstructors.Polygon") continue;
    const Json ring = call.argument("coordinates").constant()[0];
    std::array<double, 4> box{180, 90, -180, -90};
    for (const Json& point : ring)
      box = {std::min<double>(box[0], point[0]), std::min<double>(box[1], point[1]), std::max<double>(box[2], point[0]),
             std::max<double>(box[3], point[1])};
    return box;
  }
  throw std::runtime_error("the graph has no polygon");
}

std::vector<std::string> loaded_collections(const Json& expression) {
  std::vector<std::string> ids;
  for (const auto& [key, node] : expression.at("values").items()) {
    const Node call(expression["values"], node);
    if (call.is_call() && call.algorithm() == "ImageCollection.load") ids.push_back(call.argument("id").constant());
  }
  return ids;
}

}  // namespace undercast

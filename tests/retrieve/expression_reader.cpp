// SPDX-License-Identifier: Apache-2.0
#include "retrieve/expression_reader.h"

#include <algorithm>
#include <stdexcept>

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

void find_faults(const Json& values, const Json& node, const Json& algorithms, std::string& fault) {
  if (!fault.empty()) return;
  if (node.is_array())
    for (const Json& item : node) find_faults(values, item, algorithms, fault);
  if (!node.is_object()) return;
  if (node.contains("valueReference") && !values.contains(node["valueReference"].get<std::string>()))
    fault = "Missing reference " + node["valueReference"].dump();
  if (node.contains("functionInvocationValue")) {
    const Json& call = node["functionInvocationValue"];
    const std::string name = call.at("functionName");
    const Json* known = nullptr;
    for (const Json& algorithm : algorithms.at("algorithms"))
      if (algorithm["name"] == "algorithms/" + name) known = &algorithm;
    if (known == nullptr) {
      fault = "Unknown function '" + name + "'";
      return;
    }
    const Json& given = call.at("arguments");
    for (const auto& [argument, value] : given.items()) {
      bool is_known = false;
      for (const Json& of_known : (*known)["arguments"]) is_known = is_known || of_known["argumentName"] == argument;
      if (!is_known) fault = name + ": Unrecognized argument '" + argument + "'";
    }
    for (const Json& of_known : (*known)["arguments"])
      if (!of_known.value("optional", false) && !given.contains(of_known["argumentName"].get<std::string>()))
        fault = name + ": Parameter '" + of_known["argumentName"].get<std::string>() + "' is required";
  }
  for (const auto& [key, child] : node.items())
    if (key != "constantValue") find_faults(values, child, algorithms, fault);
}

}  // namespace

std::string fault_of(const Json& expression, const Json& algorithms) {
  std::string fault;
  if (!expression.is_object() || !expression.contains("values") ||
      !expression["values"].contains(expression.value("result", "")))
    return "Invalid expression";
  find_faults(expression["values"], expression["values"], algorithms, fault);
  return fault;
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
  if (names.size() != images.size()) throw std::runtime_error("the names are not as many as the images");
  std::vector<AskedBand> bands;
  for (std::size_t i = 0; i < images.size(); ++i) {
    Node image = images[i];
    if (image.algorithm() == "Image.multiply") image = image.argument("image1").argument_of("Image.log10", "value");
    const Node merged = image.argument("collection");
    const Node guard =
        merged.argument_of("ImageCollection.merge", "collection2").argument("images").items().front().argument("image");
    const Node mapped = merged.argument("collection1");
    Node images_of_period = mapped.argument_of("Collection.map", "collection");
    // With a cloud mask from another collection.
    while (images_of_period.algorithm() == "Collection.map") images_of_period = images_of_period.argument("collection");
    const auto [start, end] = period_of(images_of_period);
    const std::string variable = guard.argument("value").argument("names").constant()[0];
    if ((image.algorithm() == "reduce.mean") == (variable == "NDVI"))
      throw std::runtime_error(variable + " is reduced by " + image.algorithm());
    bands.push_back({names[i], variable, start, end});
  }
  return bands;
}

std::vector<std::pair<std::string, std::string>> counted_periods(const Json& expression) {
  std::vector<std::pair<std::string, std::string>> periods;
  for (const Node& counts : root_of(expression).items())
    periods.push_back(period_of(counts.items().front().argument_of("Collection.size", "collection")));
  return periods;
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

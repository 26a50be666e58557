// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/image_nodes.h"

namespace undercast {

EeNode ee_number(double value) { return EeNode::call("Image.constant", {{"value", EeNode::constant(value)}}); }

EeNode ee_pair(const std::string& operation, const EeNode& a, const EeNode& b) {
  return EeNode::call("Image." + operation, {{"image1", a}, {"image2", b}});
}

EeNode ee_single(const std::string& operation, const EeNode& image) {
  return EeNode::call("Image." + operation, {{"value", image}});
}

EeNode ee_band(const EeNode& image, const std::string& name) {
  return EeNode::call("Image.select",
                      {{"input", image}, {"bandSelectors", EeNode::constant(nlohmann::json::array({name}))}});
}

EeNode ee_renamed(const EeNode& image, const std::vector<std::string>& names) {
  return EeNode::call("Image.rename", {{"input", image}, {"names", EeNode::constant(names)}});
}

EeNode ee_masked(const EeNode& image, const EeNode& mask) {
  return EeNode::call("Image.updateMask", {{"image", image}, {"mask", mask}});
}

EeNode ee_bilinear(const EeNode& image) {
  return EeNode::call("Image.resample", {{"image", image}, {"mode", EeNode::constant("bilinear")}});
}

}  // namespace undercast

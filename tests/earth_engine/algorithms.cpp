// SPDX-License-Identifier: Apache-2.0
#include "earth_engine/algorithms.h"

namespace undercast {

const Algorithms& algorithms() {
  static const Algorithms table{
      {"AggregateFeatureCollection.array", "collection property"},
      {"Collection.distinct", "collection properties"},
      {"Collection.filter", "collection filter"},
      {"Collection.map", "collection baseAlgorithm dropNulls?"},
      {"Collection.size", "collection"},
      {"Date", "value timeZone?"},
      {"Date.advance", "date delta unit timeZone?"},
      {"DateRange", "start end? timeZone?"},
      {"Element.get", "object property"},
      {"Feature", "geometry? metadata? geometryKey?"},
      {"Filter.dateRangeContains", "leftField? rightValue? rightField? leftValue?"},
      {"Filter.equals", "leftField? rightValue? rightField? leftValue?"},
      {"Filter.intersects", "leftField? rightValue? rightField? leftValue? maxError?"},
      {"Filter.listContains", "leftField? rightValue? rightField? leftValue?"},
      {"GeometryConstructors.MultiPolygon", "coordinates crs? geodesic? maxError? evenOdd?"},
      {"GeometryConstructors.Polygon", "coordinates crs? geodesic? maxError? evenOdd?"},
      {"Image.abs", "value"},
      {"Image.acos", "value"},
      {"Image.add", "image1 image2"},
      {"Image.addBands", "dstImg srcImg names? overwrite?"},
      {"Image.and", "image1 image2"},
      {"Image.asin", "value"},
      {"Image.atan", "value"},
      {"Image.atan2", "image1 image2"},
      {"Image.bitwiseAnd", "image1 image2"},
      {"Image.clamp", "input low high"},
      {"Image.clip", "input geometry"},
      {"Image.constant", "value"},
      {"Image.cos", "value"},
      {"Image.cosh", "value"},
      {"Image.divide", "image1 image2"},
      {"Image.eq", "image1 image2"},
      {"Image.exp", "value"},
      {"Image.focalMax", "image radius? kernelType? units? iterations? kernel?"},
      {"Image.gt", "image1 image2"},
      {"Image.gte", "image1 image2"},
      {"Image.linkCollection", "input imageCollection linkedBands? linkedProperties? matchPropertyName?"},
      {"Image.log", "value"},
      {"Image.log10", "value"},
      {"Image.lt", "image1 image2"},
      {"Image.lte", "image1 image2"},
      {"Image.max", "image1 image2"},
      {"Image.min", "image1 image2"},
      {"Image.multiply", "image1 image2"},
      {"Image.neq", "image1 image2"},
      {"Image.normalizedDifference", "input bandNames?"},
      {"Image.not", "value"},
      {"Image.or", "image1 image2"},
      {"Image.pow", "image1 image2"},
      {"Image.rename", "input names"},
      {"Image.reproject", "image crs crsTransform? scale?"},
      {"Image.resample", "image mode?"},
      {"Image.round", "value"},
      {"Image.select", "input bandSelectors newNames?"},
      {"Image.signum", "value"},
      {"Image.sin", "value"},
      {"Image.sinh", "value"},
      {"Image.sqrt", "value"},
      {"Image.subtract", "image1 image2"},
      {"Image.tan", "value"},
      {"Image.tanh", "value"},
      {"Image.toFloat", "value"},
      {"Image.unmask", "input value? sameFootprint?"},
      {"Image.updateMask", "image mask"},
      {"ImageCollection.fromImages", "images"},
      {"ImageCollection.load", "id version?"},
      {"ImageCollection.merge", "collection1 collection2"},
      {"ImageCollection.mosaic", "collection"},
      {"ImageCollection.toBands", "collection"},
      {"Join.apply", "join primary secondary condition"},
      {"Join.saveAll", "matchesKey ordering? ascending? measureKey? outer?"},
      {"Join.saveFirst", "matchKey ordering? ascending? measureKey? outer?"},
      {"List.map", "list baseAlgorithm dropNulls?"},
      {"List.sequence", "start end? step? count?"},
      {"Number.multiply", "left right"},
      {"Projection", "crs transform? transformWkt?"},
      {"reduce.max", "collection"},
      {"reduce.mean", "collection"},
      {"reduce.median", "collection"},
  };
  return table;
}

Algorithms algorithms_of(const nlohmann::json& list) {
  Algorithms found;
  for (const nlohmann::json& algorithm : list.at("algorithms")) {
    std::string& arguments = found[algorithm.at("name").get<std::string>().substr(std::string("algorithms/").size())];
    for (const nlohmann::json& argument : algorithm.value("arguments", nlohmann::json::array()))
      arguments += (arguments.empty() ? "" : " ") + argument.at("argumentName").get<std::string>() +
                   (argument.value("optional", false) ? "?" : "");
  }
  return found;
}

}  // namespace undercast

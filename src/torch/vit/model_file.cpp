// SPDX-License-Identifier: Apache-2.0
#include "torch/vit/model_file.h"

#include <fmt/format.h>

#include "core/error.h"
#include "core/version.h"
#include "io/options_json.h"
#include "torch/base/tensors.h"

namespace undercast {

ModelFile to_model_file(const Vit& network, const WindowEncoder& encoder) {
  ModelFile model;
  const Normalisation& normalisation = encoder.normalisation();
  model.header = {{"kind", "vit"},
                  {"version", kVersion},
                  {"options", options_to_json(network->options)},
                  {"channels",
                   {{"ndvi", normalisation.ndvi.mean.size()},
                    {"vh", normalisation.vh.mean.size()},
                    {"vv", normalisation.vv.mean.size()}}},
                  {"normalisation", to_json(normalisation)}};
  store(*network, model.tensors);
  return model;
}

LoadedVit from_model_file(const ModelFile& model) {
  const JsonValue header = model.checked_header();
  if (const auto kind = header.at("kind").as<std::string>(); kind != "vit")
    throw Error(ErrorKind::bad_input, fmt::format("the model is of the kind '{}', expected vit", kind),
                "use the version of undercast that wrote it");
  VitOptions options;
  options_from_json(options, header.at("options").json(), header.source().name);
  WindowEncoder encoder(normalisation_from_json(header.at("normalisation")));
  Vit network(options, encoder.channels(), encoder.ndvi_steps());
  load(*network, model);
  return {network, encoder};
}

}  // namespace undercast

// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "cli/commands.h"
#include "core/error.h"
#include "view/view_server.h"

namespace undercast::cli {
namespace {

struct ViewOptions {
  InputFile filled, cube, lower, upper, provenance, phenology;
  GivenFields fields;
  int port = 8650;
  std::string basemap;
  CubeReadOptions reading;

  FilledPaths paths() const { return {filled.path, cube.path, lower.path, upper.path, provenance.path}; }

  void each(const OptionVisitor& visit) {
    visit("filled", &filled, {.text = "filled cube", .positional = true, .required = true, .holds = {"raster"}});
    visit("cube", &cube, {.text = "cube before filling: adds observed values and VH", .holds = {"raster"}});
    visit("lower", &lower, {.text = "lower bound that 'fill' wrote; needs --upper", .holds = {"raster"}});
    visit("upper", &upper, {.text = "upper bound that 'fill' wrote; needs --lower", .holds = {"raster"}});
    visit("provenance", &provenance, {.text = "provenance that 'fill' wrote", .holds = {"raster"}});
    visit("phenology", &phenology, {.text = "raster that 'phenology' wrote", .holds = {"raster"}});
    fields.each(visit);
    visit("port", &port, {.text = "port on this machine; 0: any free port", .min = 0, .max = 65535});
    visit("basemap", &basemap,
          {.text = "URL of background map tiles in Web Mercator, with {z}, {x}, {y}; empty: no map and no requests to "
                   "other servers"});
    reading.each(visit);
  }
};

void run(const ViewOptions& options, const RunContext& context, bool quiet) {
  check(options.paths());
  check(options.fields);
  if (const std::string problem = missing_front_end(); !problem.empty())
    throw Error(ErrorKind::usage, "this undercast has no viewer: " + problem,
                "install nodejs and npm (with access to registry.npmjs.org) and build again; 'undercast report' needs "
                "neither");
  const ViewedScene scene(options.paths(), options.phenology.path, options.reading, options.fields, context);
  ViewServer server(scene, {options.port, std::max(2, context.threads), options.basemap});
  fmt::print("{}\n", server.address());
  std::fflush(stdout);
  if (!quiet) fmt::print(stderr, "open this address in a browser and keep it to yourself; Ctrl-C ends\n");
  std::set_new_handler(nullptr);  // a request that asks for too much fails alone
  server.serve();
}

}  // namespace

std::unique_ptr<Command> view_command(CLI::App& app) {
  auto command = std::make_unique<Command>(app, "view", "Look at a filled cube in a browser, on this machine alone");
  auto options = std::make_shared<ViewOptions>();
  command->bind(*options);
  command->limit_memory();
  command->run([self = command.get(), options](const RunContext& context) { run(*options, context, self->quiet()); });
  return command;
}

}  // namespace undercast::cli

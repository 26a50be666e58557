// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "cli/commands.h"
#include "view/view_server.h"

namespace undercast::cli {
namespace {

struct ViewOptions {
  int port = 8650;
  std::string basemap;

  template <class Self, class Visit>
  static void each(Self& self, Visit&& visit) {
    visit("port", self.port, OptionText{"port on this machine; 0: any that is free", "", 0, 65535});
    visit("basemap", self.basemap,
          OptionText{"address of map tiles in Web Mercator to show beneath, with {z}, {x}, {y}; empty: none, so that "
                     "nothing is asked of any network"});
  }
};

struct State {
  ViewPaths paths;
  CubeReadOptions reading;
  ViewOptions options;
};

void run(const Command& command, const State& state) {
  if (const std::string problem = missing_front_end(); !problem.empty())
    throw Error(ErrorKind::usage, "this undercast has no viewer: " + problem,
                "install nodejs and npm (with a way to registry.npmjs.org) and build again; 'undercast report' needs "
                "neither");
  const ViewedScene scene(state.paths, state.reading);
  ViewServer server(scene, {state.options.port, std::max(2, command.threads()), state.options.basemap});
  fmt::print("{}\n", server.address());
  std::fflush(stdout);
  if (!command.common().quiet) fmt::print(stderr, "open this address in a browser; Ctrl-C ends\n");
  server.serve();
}

}  // namespace

std::unique_ptr<Command> view_command(CLI::App& app) {
  auto command = std::make_unique<Command>(app, "view", "Look at a filled cube in a browser, on this machine alone");
  auto state = std::make_shared<State>();
  command->argument("FILLED", state->paths.filled, "filled cube");
  command->input("--cube", state->paths.cube, "the cube before filling: observed values, VH");
  command->input("--lower", state->paths.lower, "lower bound that 'fill' wrote; with --upper");
  command->input("--upper", state->paths.upper, "upper bound that 'fill' wrote");
  command->input("--provenance", state->paths.provenance, "provenance that 'fill' wrote");
  command->input("--phenology", state->paths.phenology, "raster that 'phenology' wrote");
  command->bind(state->options);
  command->bind(state->reading, "Reading cubes");
  command->run([command = command.get(), state] { run(*command, *state); });
  return command;
}

}  // namespace undercast::cli

// SPDX-License-Identifier: Apache-2.0
// Bundles the page: node build.mjs SOURCE OUTPUT. Run beside node_modules.
import { build } from "esbuild";
import { copyFileSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const [source, output] = process.argv.slice(2);
mkdirSync(output, { recursive: true });
await build({
  entryPoints: [join(source, "main.js")],
  outdir: output,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome105", "firefox110", "safari16"],
  legalComments: "eof",
  nodePaths: [join(dirname(fileURLToPath(import.meta.url)), "node_modules")],
});
copyFileSync(join(source, "index.html"), join(output, "index.html"));

#!/usr/bin/env bash
# Of: vega-lite 6.5.0 with vega 6.4.0, a logarithmic y axis.
# Guess, before it was run: a value of 0 among positive ones is left out, with a warning, and the others stand where they would
# stand without it. (Bars came to light in the same run.)
# Behaviour: one zero takes the whole plot along: each point, 0 and 1000 alike, is drawn at the same height, the top edge. Bars
# need no zero in the data: their own base is 0, so that all have height 0 and the plot is empty. It is one
# warning ("domain includes zero"), no error. A run that sent no bytes, or took 0 ms, is enough.
# Seen: distances from the top of points 0, 10, 1000: 0 0 0, of 10, 100, 1000: 100 50 0; heights of bars 10, 1000: 0 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm install --no-save --silent vega@6.4.0 vega-lite@6.5.0 node@24.21.0
cat > draw.mjs <<'JS'
import * as vega from "vega";
import { compile } from "vega-lite";
async function draw(mark, values) {
  const warnings = [];
  const logger = { level: () => logger, info: () => logger, debug: () => logger };
  logger.error = logger.warn = (...text) => (warnings.push(text.join(" ")), logger);
  const axis = (field, type, scale) => ({ field, type, ...(scale && { scale }) });
  const { spec } = compile({
    width: 100,
    height: 100,
    data: { values: values.map((y, x) => ({ x, y })) },
    mark,
    encoding: { x: axis("x", "ordinal"), y: axis("y", "quantitative", { type: "log", nice: false }) },
  });
  const view = new vega.View(vega.parse(spec), { renderer: "none" }).logger(logger);
  const svg = await (await view.runAsync()).toSVG();
  const drawn = mark === "bar" ? /roledescription="bar" d="M[^v]*v([\d.]+)/g
    : /roledescription="point" transform="translate\([^,]*,([\d.]+)/g;
  const heights = [...svg.matchAll(drawn)].map((found) => Math.round(Number(found[1])));
  console.log(`${mark} ${values}: ${heights.join(" ")} (${warnings.length} warning(s))`);
}
await draw("point", [0, 10, 1000]);
await draw("point", [10, 100, 1000]);
await draw("bar", [10, 1000]);
JS
seen=$(npx --no-install node draw.mjs)
echo "$seen"
expected="point 0,10,1000: 0 0 0 (1 warning(s))
point 10,100,1000: 100 50 0 (0 warning(s))
bar 10,1000: 0 0 (1 warning(s))"
[ "$seen" = "$expected" ] || { echo "CHANGED: expected a plot without heights"; exit 1; }

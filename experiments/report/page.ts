/** Style and script of report.html. The script draws the figures to the width of the page, again when that changes. */

export const PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1b1b1b; --paper: #ffffff; --faint: #6a6a6a; --line: #d9d9d9; --mark: #fff3d6; --head: #f5f5f5; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e6e6; --paper: #16181b; --faint: #a0a0a0; --line: #3a3d42; --mark: #40350f; --head: #202328; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
main { max-width: 1180px; margin: 0 auto; padding: 16px; }
h1 { font-size: 1.6em; margin: 0.4em 0; overflow-wrap: anywhere; }
h2 { font-size: 1.2em; margin: 2em 0 0.5em; padding-top: 0.4em; border-top: 1px solid var(--line); }
p { max-width: 75ch; overflow-wrap: anywhere; }
nav { display: flex; flex-wrap: wrap; gap: 2px 14px; font-size: 0.9em; }
a { color: inherit; }
.warning { background: var(--mark); border-left: 4px solid #e69f00; padding: 6px 10px; max-width: none; }
.note, figcaption { color: var(--faint); font-size: 0.86em; }
figcaption strong { color: var(--ink); font-size: 1.1em; }
figure { margin: 1.6em 0; break-inside: avoid; }
.chart { width: 100%; margin: 6px 0; }
.chart svg.marks { max-width: 100%; height: auto; display: block; }
.chart.vega-embed { padding-right: 0 !important; position: relative; display: block; }
.chart details { position: absolute; right: 0; top: -34px; }
.wide { overflow-x: auto; border: 1px solid var(--line); }
table { border-collapse: collapse; font-size: 0.84em; font-variant-numeric: tabular-nums; }
th, td { text-align: left; padding: 3px 9px; border-bottom: 1px solid var(--line); vertical-align: top; min-width: 4em; max-width: 34em; overflow-wrap: break-word; }
th { background: var(--head); font-weight: 600; vertical-align: bottom; }
tr:last-child td { border-bottom: 0; }
.n { text-align: right; white-space: nowrap; }
th.n { white-space: normal; }
.roomy { min-width: 15em; }
details { margin: 4px 0; }
details > .wide { margin: 6px 0; }
summary { cursor: pointer; font-size: 0.9em; overflow-wrap: anywhere; }
#vg-tooltip-element { max-width: 90vw; }
@page { size: landscape; margin: 12mm; }
@media print {
  :root { --ink: #000; --paper: #fff; --faint: #444; --line: #bbb; --mark: #f4f4f4; --head: #f4f4f4; }
  main { max-width: none; padding: 0; }
  nav, .chart details { display: none; }
  .wide { overflow: visible; border: 0; }
  table { font-size: 6.5pt; }
  .n { white-space: normal; }
  .roomy { min-width: 8em; }
  th, td { padding: 1px 4px; min-width: 0; }
  tr { break-inside: avoid; }
}
`;

/** The least width of a panel on a page. If panels would be narrower, fewer are in a row. */
const NARROWEST_PANEL = 200;
/** On narrower pages the entries of a legend are one below the other. */
const NARROW = 560;
/** Room for the vertical axis and its title. */
const AXIS = 75;

export const PAGE_SCRIPT = `
"use strict";
(() => {
  const specifications = JSON.parse(document.getElementById("specifications").textContent);
  const dark = matchMedia("(prefers-color-scheme: dark)");

  function fitted(specification, width, narrower) {
    const copy = structuredClone(specification);
    if (width < ${NARROW}) {
      copy.config.legend.layout = { bottom: { direction: "vertical" } };
      copy.config.legend.labelFontSize = 10;
    }
    if (copy.spec === undefined) {
      copy.width = Math.min(copy.width, width - ${AXIS} - narrower);
      return copy;
    }
    copy.columns = Math.max(1, Math.min(copy.columns, Math.floor((width - ${AXIS}) / ${NARROWEST_PANEL})));
    copy.spec.width = Math.floor((width - ${AXIS} - narrower) / copy.columns) - 14;
    return copy;
  }

  async function draw(element, narrower = 0) {
    const width = element.clientWidth;
    const result = await vegaEmbed(element, fitted(specifications[element.id], width, narrower), {
      renderer: "svg",
      ast: true,
      actions: { export: true, source: false, compiled: false, editor: false },
      tooltip: { theme: dark.matches ? "dark" : "light" },
      downloadFileName: element.id,
    });
    const excess = element.querySelector("svg.marks").viewBox.baseVal.width - width;
    if (excess > 0 && narrower === 0) {
      result.finalize();
      return draw(element, excess + 4);
    }
    element.dataset.drawn = String(width);
    return result;
  }

  const drawn = new Map();
  let queue = Promise.resolve();
  function drawAll() {
    for (const element of document.querySelectorAll(".chart"))
      queue = queue.then(async () => {
        if (element.dataset.drawn === String(element.clientWidth)) return;
        drawn.get(element)?.finalize();
        drawn.set(element, await draw(element));
      });
    queue = queue.catch((error) => console.error(error));
    return queue;
  }

  let waiting;
  addEventListener("resize", () => {
    clearTimeout(waiting);
    waiting = setTimeout(drawAll, 150);
  });
  dark.addEventListener("change", () => {
    for (const element of document.querySelectorAll(".chart")) delete element.dataset.drawn;
    drawAll();
  });
  drawAll().then(() => {
    document.documentElement.dataset.ready = "true";
  });
})();
`;

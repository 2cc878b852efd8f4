/** A simulation for people: a table of operations, what left its range, outputs beside their shadows, results. */
import { aligned } from "../experiments/demo/report.ts";
import type { OutsideDomain } from "../online/outside-domain.ts";
import { describeRange } from "../online/overflow.ts";
import type { Shown, Site, Spread } from "../online/simulation.ts";
import { describeUndeclared } from "../online/undeclared.ts";
import { shownResult } from "../run/result.ts";
import type { SimulationReport } from "../run/simulate.ts";
import { styled } from "./log.ts";

/** LOCAL: elements of an output that are shown. */
const SHOWN = 5;

export function describeSimulation(report: SimulationReport): string {
  const { program, rounding, sites, outputs, parties } = report;
  const how = rounding === "floor" ? "truncation rounds down" : "truncation rounds at random";
  return [
    styled(["bold", "yellow"], "in the clear: nothing is secret, and all values are seen here"),
    `${program}, ${parties.length} parties: a simulation; ${how}`,
    section("numbers, by operation and line of the program", table(sites)),
    section("ranges", [...refusal(report), ...ranges(report), ...withoutRange(report)]),
    section(
      "outputs",
      outputs.length === 0 ? ["none"] : outputs.flatMap((output) => shown(output)),
    ),
    section("results", results(report)),
    LEGEND.join("\n"),
  ].join("\n\n");
}

const section = (title: string, lines: readonly string[]): string =>
  [styled("bold", title), ...lines.map((line) => `  ${line}`)].join("\n");

const HEADER = [
  "",
  "at",
  "elements",
  "worst ulps",
  "mean ulps",
  "worst relative",
  "largest |x|",
  "bits below M",
  "range",
];

function table(sites: readonly Site[]): string[] {
  if (sites.length === 0) return ["the program calls no operation"];
  const rows = sites.map((site) => [
    site.operation,
    site.at ?? "?",
    String(site.elements),
    figure(site.ulps, ({ worst }) => worst),
    figure(site.ulps, ({ sum, count }) => sum / count),
    figure(site.relative, ({ worst }) => worst),
    short(site.largest),
    site.ofLimit === 0 ? "–" : (-Math.log2(site.ofLimit)).toFixed(1),
    site.range === null ? "–" : describeRange(site.range),
  ]);
  const strange = sites.flatMap((site) =>
    site.undefined === 0
      ? []
      : [
          `${site.operation} at ${site.at}: no real number stands for ${site.undefined} elements of ${site.elements}`,
        ],
  );
  return [...aligned([HEADER, ...rows]), ...strange];
}

const figure = (spread: Spread, of: (spread: Spread) => number): string =>
  spread.count === 0 ? "–" : short(of(spread));

const short = (x: number): string =>
  x === 0 || Number.isInteger(x) ? String(x) : String(Number(x.toPrecision(3)));

const refusal = ({ refused }: SimulationReport): string[] =>
  refused === null ? [] : [styled("red", `a run would refuse this program: ${refused}`)];

const withoutRange = ({ undeclared }: SimulationReport): string[] =>
  undeclared === null ? [] : [describeUndeclared(undeclared)];

function ranges({ first, outside, failed }: SimulationReport): string[] {
  if (outside !== null) return outsideItsDomain(outside);
  if (first === null && failed !== null) return ["not known: the program failed before its end"];
  if (first === null) return ["every number kept to its range, and to ±(2^58 − 2^18)"];
  const { operation, at, element, value, limits, remedy } = first;
  return [
    styled(
      "red",
      `${operation} at ${at ?? "?"}: element ${element} is the first to leave its range`,
    ),
    `it is ${value}; ${describeRange(limits)} fits`,
    ...(remedy === null ? [] : [`what would fit: ${remedy}`]),
  ];
}

function outsideItsDomain({ operation, at, element, value, expected, domain }: OutsideDomain) {
  const what =
    element === null
      ? "the result is not what its operands make"
      : `element ${element} is ${value} where its operands make ${expected}`;
  const which = domain === null ? "" : ` (${domain})`;
  return [
    styled("red", `${operation} at ${at ?? "?"}: ${what}: they are outside its domain${which}`),
  ];
}

function shown({ operation, at, scale, values, shadows }: Shown): string[] {
  const some = values.slice(0, SHOWN).map((v) => Number(v) / 2 ** scale);
  const more = values.length > SHOWN ? ` … (${values.length} in all; --json has them)` : "";
  return [
    `${operation} at ${at ?? "?"}${scale === 0 ? "" : `, scale ${scale}`}`,
    `  computed  ${some.join(", ")}${more}`,
    `  shadow    ${shadows.slice(0, SHOWN).join(", ")}${more === "" ? "" : " …"}`,
  ];
}

function results({ parties }: SimulationReport): string[] {
  const told = parties.map(({ result, error }) =>
    error === null ? shownResult(result) : styled("red", `failed: ${error.message}`),
  );
  if (parties.every(({ error }) => error !== null) && new Set(told).size === 1) return [told[0]!];
  if (new Set(told).size === 1) return [`all parties: ${told[0]}`];
  return told.map((text, party) => `P${party}: ${text}`);
}

const LEGEND = [
  "Errors are distances from the shadow, what was computed before included: in units in the last place (ulps), 2^-scale of",
  "  the result, and as a part of the shadow where that is one unit or more. A bit that differs is 1 ulp. Each element",
  "  counts once, whichever party has it. Shadows go on by themselves: what a program does after it has read an output",
  "  it does with what was computed. Shadows of integers are whole: what is rounded to an integer is right again after that.",
  "Bits below M: log2 of how many times as large the largest number may be. What an operation has in between counts for",
  "  the ranges, not for the table.",
];

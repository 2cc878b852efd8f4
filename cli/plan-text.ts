/** A plan for people: tables, and in words what is exact in them, what is a bound, and what is left out. */
import { prime60 } from "../algebra/prime60.ts";
import { formatMegabits, formatMilliseconds } from "../experiments/config/quantities.ts";
import { aligned } from "../experiments/demo/report.ts";
import { figure, bytes as inUnits } from "../experiments/report/format.ts";
import { describeBudget } from "../host/party/budget.ts";
import { wordFor } from "../items/demand.ts";
import { KINDS, kindName, kindOf, parseKind, splitName } from "../items/kinds.ts";
import { describeUndeclared } from "../online/undeclared.ts";
import type { Way } from "../run/choose-comparisons.ts";
import type { ComparedWays, WholePlan } from "../run/whole-plan.ts";
import { styled } from "./log.ts";
import { type OnlineFigures, onlineFigures } from "./plan-figures.ts";

type Engines = NonNullable<ReturnType<typeof onlineFigures>>;

export function describePlan(plan: WholePlan, pricePerGb: number | null): string {
  const engines = onlineFigures(plan, pricePerGb);
  const sections = [
    `${plan.program}, ${plan.parties} parties: a plan. Nothing was sent, and nothing was made.`,
    section("what it takes", itemsTable(plan)),
    ...(plan.compared === null
      ? []
      : [section(comparisonsTitle(plan), comparisonsTable(plan.compared))]),
    section("what is made for it, and wasted of that in brackets", madeTable(plan)),
    ...(engines === null
      ? [`online: not known before it runs: ${plan.unknown}`]
      : [
          section("online", onlineTable(plan, engines)),
          ...engines.map(([name, figures]) =>
            section(
              `payload bytes on each link with ${name}, the last round included`,
              linksTable(figures),
            ),
          ),
          section("time on links, without any computing", timesTable(engines)),
        ]),
    section("memory of a party, at most", memoryTable(plan)),
    section("security", securityTable(plan)),
    ...(plan.undeclared === null ? [] : [section("ranges", [describeUndeclared(plan.undeclared)])]),
    LEGEND.join("\n"),
  ];
  return sections.join("\n\n");
}

const section = (title: string, lines: readonly string[]): string =>
  [styled("bold", title), ...lines.map((line) => `  ${line}`)].join("\n");

/** By the kinds' own order, then by name. */
function inShownOrder(names: Iterable<string>): string[] {
  const place = (name: string) => KINDS.findIndex(({ kind }) => kind === splitName(name)[0]);
  return [...new Set(names)].sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
}

function itemsTable({ items }: WholePlan): string[] {
  const counts = new Map(items);
  if (counts.size === 0) return ["nothing"];
  const rows = inShownOrder(counts.keys()).map((name) => {
    const count = counts.get(name)!;
    return [wordFor(name), String(count), derivedOf(name, count)];
  });
  const [words, numbers] = [0, 1].map((c) => Math.max(...rows.map((row) => row[c]!.length)));
  return rows.map(([word, count, of]) =>
    `${word!.padEnd(words!)}  ${count!.padStart(numbers!)}  ${of}`.trimEnd(),
  );
}

/** "of bits × 60 (of squares × 60), triples × 6", as the records of kinds say; "" for what backends make themselves. */
function derivedOf(name: string, count: number): string {
  const { derive } = kindOf(parseKind(name));
  if (derive === null) return "";
  const needs =
    derive.from === "batches"
      ? ([[derive.of, count]] as const)
      : derive.needs(parseKind(name), prime60(), count);
  const parts = needs.map(([item, many]) => {
    const own = kindName(item as Parameters<typeof kindName>[0]);
    const deeper = derivedOf(own, many);
    return `${wordFor(own)} × ${many}${deeper === "" ? "" : ` (${deeper})`}`;
  });
  return `of ${parts.join(", ")}`;
}

const comparisonsTitle = ({ comparisons }: WholePlan): string =>
  `numbers are compared ${comparisons === "tree" ? "in a tree" : "by a product"}; both ways, with MACs`;

function comparisonsTable({ ways: { tree, product }, breakEvenMs }: ComparedWays): string[] {
  const row = (title: string, of: (way: Way) => number) => [
    title,
    String(of(tree)),
    String(of(product)),
  ];
  return [
    ...aligned([
      ["", "tree", "product"],
      row("messages that wait for each other, the last one included", ({ delays }) => delays),
      row("elements opened", ({ elements }) => elements),
      row("MAC checks", ({ checks }) => checks),
      row("bytes of all links, the last round included", ({ bytes }) => bytes),
      row("triples, those of which masks are made included", ({ triples }) => triples),
      row("bits, those of which masks are made included", ({ bits }) => bits),
    ]),
    inWords(breakEvenMs),
  ];
}

function inWords(breakEvenMs: number): string {
  if (breakEvenMs === 0) return "a product is not faster on any link";
  if (breakEvenMs === Number.POSITIVE_INFINITY) return "a product is faster on any link";
  return `a product is faster where a message takes less than about ${figure(breakEvenMs)} ms one way`;
}

function madeTable({ combinations }: WholePlan): string[] {
  const names = inShownOrder(combinations.flatMap(({ material }) => [...material.made.keys()]));
  if (names.length === 0) return ["nothing"];
  const columns = combinations.map(({ security, material: { made, atMost }, wasted }) => {
    const cells = names.map((name) => {
      const most = atMost.includes(name) ? "≤ " : "";
      return made.has(name)
        ? [`${most}${made.get(name)}`, ` (${most}${wasted.get(name) ?? 0})`]
        : ["–", ""];
    });
    const wide = Math.max(...cells.map(([, left]) => left!.length));
    return [security, ...cells.map(([count, left]) => count + left!.padStart(wide))];
  });
  const rows = ["", ...names.map(wordFor)].map((word, k) => [word, ...columns.map((c) => c[k]!)]);
  const discarded = combinations.flatMap(({ security, material }) => {
    const sum = [...material.discards.values()].reduce((a, b) => a + b, 0);
    return sum === 0 ? [] : [`${security} ${figure(sum)}`];
  });
  const lacking = combinations.flatMap(({ security, material: { replies } }) =>
    replies === null || replies.taken <= replies.most
      ? []
      : [
          `${security} would run out of material: a session's keys carry ${replies.most} replies of a party, this takes ${replies.taken}`,
        ],
  );
  return [
    ...aligned(rows),
    ...lacking,
    ...(discarded.length === 0
      ? []
      : [`bits and masks discarded on average, beside these: ${discarded.join(", ")}`]),
  ];
}

function onlineTable({ parties }: WholePlan, engines: Engines): string[] {
  const row = (title: string, of: (figures: OnlineFigures) => number | string) => [
    title,
    ...engines.map(([, figures]) => String(of(figures))),
  ];
  const sentBy = (party: number) =>
    row(`bytes sent online by P${party}`, ({ online }) =>
      online.traffic.online.bytes[party]!.reduce((a, b) => a + b, 0),
    );
  const price = engines[0]![1].price;
  const unchecked = engines.some(([, { online }]) => online.unchecked > 0);
  return [
    ...aligned([
      ["", ...engines.map(([name]) => name)],
      row(
        "rounds, those in checks and echoes included",
        ({ online }) => online.traffic.online.rounds,
      ),
      row("rounds that open or tell, the last one included", ({ online }) => online.rounds),
      row("messages that wait for each other, the last one included", ({ whole }) => whole.delays),
      row("elements opened", ({ online }) => online.elements),
      row("MAC checks", ({ online }) => online.checks),
      ...Array.from({ length: parties }, (_, party) => sentBy(party)),
      row("bytes of all links, the last round included", ({ bytes }) => bytes),
      ...(price === null ? [] : [row("price of these", (figures) => figures.price!.toFixed(6))]),
    ]),
    ...(unchecked
      ? ["the program ends with something opened and not checked: a run refuses that"]
      : []),
  ];
}

function linksTable({ whole: { bytes } }: OnlineFigures): string[] {
  const header = ["from \\ to", ...bytes.map((_, to) => `P${to}`)];
  const rows = bytes.map((row, from) => [
    `P${from}`,
    ...row.map((count, to) => (from === to ? "–" : String(count))),
  ]);
  return aligned([header, ...rows]);
}

function timesTable(engines: Engines): string[] {
  const presets = engines[0]![1].networks.map(({ network }) => network);
  const rows = presets.map((network, k) => [
    network.name,
    network.links === null ? formatMilliseconds(network.latencyMs) : "by link",
    network.bandwidthMbit === null ? "–" : formatMegabits(network.bandwidthMbit),
    ...engines.map(([, { networks }]) => {
      const { time } = networks[k]!;
      if (time === null) return `has ${network.links!.latencyMs.length} places`;
      return `${seconds(time.latencyMs)} + ${seconds(time.transferMs)}`;
    }),
  ]);
  const header = ["", "latency", "bandwidth", ...engines.map(([name]) => name)];
  return aligned([header, ...rows]);
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(3)} s`;

function memoryTable({ combinations }: WholePlan): string[] {
  const rows = combinations.map(({ security, memory: { material, opened } }) => [
    security,
    inUnits(material),
    opened === null ? "not known" : inUnits(opened),
  ]);
  return aligned([["", "material", "openings"], ...rows]);
}

const securityTable = ({ combinations, unknown }: WholePlan): string[] =>
  unknown !== null
    ? [`not known: ${unknown}`]
    : combinations.map(
        ({ security, budget }) =>
          `${security}: ${describeBudget(budget!).replace(/^security: /, "")}`,
      );

const LEGEND = [
  "Exact, as long as nobody cheats, no link breaks, and the program puts out what it says in about.outputs, if it says",
  "  that: items taken, rounds, elements, checks, and payload bytes. Payload is what the protocols send: headers of rounds,",
  "  elements, masked inputs, echoes, checks. Framing, signs of life and TLS come on top. What keys and material send is",
  "  not in it.",
  "Exact but for chance: what is made and wasted. A square of 0 gives no bit, and bits of p or more no mask; if there are",
  "  any, a few more are made. On links so slow that LowGear's parties agree upon smaller batches, it makes other counts.",
  "  Items are made before the program begins. What their batches hold beyond them is wasted. Items of which others are",
  "  derived, or that hide others in a check, are among those made.",
  "Bounds: what has ≤ before it, and memory. Material is twice the bytes of all items taken and wasted. Openings are what",
  "  waits for a MAC check, 40 bytes an element and 64 KiB; without MACs the longest round. Not in it: the program's own",
  "  values, messages under way, and what making material needs.",
  "About: up to which latency a product is faster than a tree. It weighs messages that wait for each other against LowGear's",
  "  time for triples and bits, roughly, and leaves bandwidth out.",
  "Time on links is latency × messages that wait for each other + payload / bandwidth, each of the slowest link. It is",
  "  no prediction of a run: computing, keys, material, connecting, framing, jitter and queues are left out.",
];

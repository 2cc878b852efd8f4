/** Selects the cells that a call is about: `parties=2, latency=0, args.length=1000`. */
import { isSecurity, SECURITIES } from "../../host/party/combination.ts";
import { NETWORK_KINDS } from "../records/record.ts";
import { type CellRuns, SOURCES } from "../statistics/cells.ts";
import { bandwidthOf, latencyOf } from "../statistics/links.ts";
import type { Word } from "./language.ts";

type Value = number | string | boolean | null;

interface Key {
  readonly allowed: string;
  /** Whether the value is not allowed. */
  refuses(text: string): boolean;
  /** Null where a cell has no single value. */
  of(cell: CellRuns): Value;
}

const isNumber = (text: string): boolean => /^\d+(\.\d+)?$/.test(text);
const anything = { allowed: "a text", refuses: () => false };
const oneOf = (names: readonly string[]) => ({
  allowed: names.join(", "),
  refuses: (text: string) => !names.includes(text),
});

const KEYS: Readonly<Record<string, Key>> = {
  parties: {
    allowed: "a number",
    refuses: (text) => !/^\d+$/.test(text),
    of: ({ cell }) => cell.parties,
  },
  latency: {
    allowed: "milliseconds one way, a number",
    refuses: (text) => !isNumber(text),
    of: ({ cell, network }) => latencyOf(network, cell.parties),
  },
  bandwidth: {
    allowed: 'Mbit/s, a number, or "unlimited"',
    refuses: (text) => !isNumber(text) && text !== "unlimited",
    of: ({ cell, network }) => bandwidthOf(network, cell.parties) ?? "unlimited",
  },
  network: { ...anything, of: ({ cell }) => cell.network },
  security: {
    allowed: SECURITIES.join(", "),
    refuses: (text) => !isSecurity(text),
    of: ({ cell }) => cell.security,
  },
  ablation: { ...anything, of: ({ cell }) => cell.ablation },
  program: { ...anything, of: ({ cell }) => cell.program },
  kind: { ...oneOf(NETWORK_KINDS), of: ({ network }) => network.kind },
  source: { ...oneOf(SOURCES), of: ({ source }) => source },
};

const argument = (name: string): Key => ({
  ...anything,
  of: ({ cell }) => {
    const value = Object.hasOwn(cell.args, name) ? cell.args[name]! : null;
    return typeof value === "object" ? JSON.stringify(value) : value;
  },
});

export const SELECTOR_NAMES = [...Object.keys(KEYS), "args.NAME"];

/** Null if there is no such selector. */
export function selectorOf(name: string): Key | null {
  if (/^args\../.test(name)) return argument(name.slice("args.".length));
  return Object.hasOwn(KEYS, name) ? KEYS[name]! : null;
}

/** The value of each selector, by key. `selectorOf` knows all keys. */
export type Selection = ReadonlyMap<string, Word>;

export const select = (cells: readonly CellRuns[], selection: Selection): readonly CellRuns[] =>
  cells.filter((cell) => [...selection].every(([key, { text }]) => matches(cell, key, text)));

const matches = (cell: CellRuns, key: string, text: string): boolean => {
  const value = selectorOf(key)!.of(cell);
  return typeof value === "number" ? value === Number(text) : String(value) === text;
};

/** The keys in which these cells differ, with their values. One of them has to be added to select a single cell. */
export function differencesOf(cells: readonly CellRuns[]): string {
  const names = new Set(
    cells.flatMap(({ cell }) => Object.keys(cell.args).map((a) => `args.${a}`)),
  );
  const differing = [...Object.keys(KEYS), ...names].flatMap((key) => {
    const values = new Set(cells.map((cell) => String(selectorOf(key)!.of(cell))));
    return values.size < 2 ? [] : [`${key} (${[...values].slice(0, 6).join(", ")})`];
  });
  return differing.join(", ") || "nothing that can be selected";
}

export const describeSelection = (selection: Selection): string =>
  [...selection].map(([key, { text }]) => `${key}=${text}`).join(", ") || "everything";

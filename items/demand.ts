/**
 * What a program needs: how many items of which kind. A demand is a plain map by kindName, in the order in which kinds
 * were added. Demands are never changed in place.
 */
import type { Item, Kind } from "./kind.ts";
import { type ItemKind, KINDS, kindName, parseKind, splitName } from "./kinds.ts";

/** Positive counts by kindName. */
export type Demand = ReadonlyMap<string, number>;

export const NO_DEMAND: Demand = new Map();

/** So many items of one kind. RangeError unless 0 ≤ count is a safe integer. */
export function demandOf(item: ItemKind, count: number): Demand {
  if (!Number.isSafeInteger(count) || count < 0)
    throw new RangeError(`${kindName(item)}: ${count} items`);
  return count === 0 ? NO_DEMAND : new Map([[kindName(item), count]]);
}

/** Everything together. */
export function addDemands(...demands: readonly Demand[]): Demand {
  const sum = new Map<string, number>();
  for (const demand of demands)
    for (const [name, count] of demand) {
      const total = (sum.get(name) ?? 0) + count;
      if (!Number.isSafeInteger(total)) throw new RangeError(`${name}: ${total} items`);
      sum.set(name, total);
    }
  return sum;
}

/** The same `times` over. RangeError unless 0 ≤ times is an integer. */
export function scaleDemand(demand: Demand, times: number): Demand {
  if (!Number.isSafeInteger(times) || times < 0) throw new RangeError(`demand × ${times}`);
  return addDemands(
    ...[...demand].map(([name, count]) => demandOf(parseKind(name), count * times)),
  );
}

/** What `demand` asks for beyond `supply`. */
export function missingFrom(supply: Demand, demand: Demand): Demand {
  const missing = [...demand].map(
    ([name, count]) => [name, count - (supply.get(name) ?? 0)] as const,
  );
  return new Map(missing.filter(([, count]) => count > 0));
}

/** What users may write in front of "=COUNT", a line for each kind. */
export const FORMS: readonly string[] = KINDS.map(({ forms }) => forms);

/** The kind that users call by this word. Any kindName is accepted too. */
const called = (word: string): Kind<Item> | undefined =>
  KINDS.find((kind) => kind.word === word) ?? KINDS.find((kind) => kind.kind === word);

/** A number with an optional power of ten. */
const COUNT = /^(\d{1,16})(?:e(\d{1,2}))?$/i;

/**
 * Inverse of formatDemand: "triples=1e6,input-masks/0=100,matrix/64x30x1*4+4=10,truncation/16=1000". A kind
 * that is named twice adds up; one matrix triple may be written "matrix=64x30x1*4+4".
 * @throws RangeError naming the entry and what was expected.
 */
export function parseDemand(text: string): Demand {
  if (text.trim() === "") return NO_DEMAND;
  return addDemands(...text.split(",").map((entry) => parseEntry(entry.trim())));
}

function parseEntry(entry: string): Demand {
  const shown = JSON.stringify(entry.slice(0, 80));
  const at = entry.indexOf("=");
  const [name, value] = [entry.slice(0, Math.max(at, 0)).trim(), entry.slice(at + 1).trim()];
  const [word, parameters] = splitName(name);
  if (at <= 0 || word === "") throw new RangeError(`${shown}: expected kind=count`);
  const kind = name.endsWith("/") ? undefined : called(word);
  if (kind?.single === true && name === word) return demandOf(itemOf(kind, value, shown), 1);
  const match = COUNT.exec(value);
  const count = match === null ? Number.NaN : Number(match[1]) * 10 ** Number(match[2] ?? 0);
  if (!Number.isSafeInteger(count))
    throw new RangeError(`${shown}: expected a count like 1000 or 1e6`);
  return demandOf(itemOf(kind, parameters, shown), count);
}

function itemOf(kind: Kind<Item> | undefined, parameters: string, shown: string): ItemKind {
  const item = kind?.read(parameters) ?? null;
  if (item !== null && kind!.write(item) === parameters) return item as ItemKind;
  throw new RangeError(`${shown}: expected one of ${FORMS.join(", ")}`);
}

/** One line, which parseDemand reads: "triples=1000000,truncation/16=1000". */
export function formatDemand(demand: Demand): string {
  return [...demand].map(([name, count]) => `${wordFor(name)}=${count}`).join(",");
}

/** A kindName as users write it: "triple" → "triples". */
export function wordFor(name: string): string {
  const [kind, parameters] = splitName(name);
  const word = KINDS.find((known) => known.kind === kind)?.word ?? kind;
  return parameters === "" ? word : `${word}/${parameters}`;
}

/** What the reference says of a record: figures of its `cost`, and what its edges give, each found by asking it. */
import { prime60 } from "../algebra/prime60.ts";
import { wordFor } from "../items/demand.ts";
import { type ItemKind, kindName } from "../items/kinds.ts";
import type { Cost, Operation, Plain } from "../online/operation.ts";
import { Origin } from "../online/origin.ts";
import type { Rounding } from "../online/rounding.ts";
import { bitsOf, numbersOf } from "../online/secret-type.ts";
import { describeShape, type Shape, sizeOf } from "../online/shape.ts";
import { SharedSecret } from "../online/shared-secret.ts";
import { clearMpc } from "./clear.ts";
import { NO_COST } from "./cost.ts";

type Arguments = readonly unknown[];

const isPlain = (x: unknown): x is Plain =>
  typeof x === "object" && x !== null && "shape" in x && "scale" in x && "values" in x;

/** f of each plain value among the arguments, those in lists included. */
const mapped = (args: Arguments, f: (x: Plain) => unknown): unknown[] =>
  args.map((x) =>
    isPlain(x) ? f(x) : Array.isArray(x) ? x.map((y) => (isPlain(y) ? f(y) : y)) : x,
  );

function plainsIn(args: Arguments): Plain[] {
  const found: Plain[] = [];
  mapped(args, (x) => found.push(x));
  return found;
}

const NOWHERE = new Origin("reference", { a: 0, b: 0, c: 0, d: 0 });

/** What a call would cost, without any run. What is local costs nothing. */
function costOf(of: Operation, args: Arguments, n: number, rounding: Rounding): Cost {
  const share = { value: new BigUint64Array(0), mac: null };
  const secrets = mapped(args, ({ shape, scale, type }) => {
    const own = type === "bit" ? bitsOf(shape) : numbersOf(shape, scale, null);
    return new SharedSecret({}, share, own, NOWHERE);
  });
  const checking = {
    field: prime60(),
    self: 0,
    n,
    rounding,
    comparisons: "tree" as const,
    own: (x: unknown) => x as SharedSecret,
    assertParty: () => {},
  };
  const call = of.prepare(checking, ...(secrets as never[]));
  return "cost" in call ? call.cost() : NO_COST;
}

/** The first example that has elements, vectors and single values alone if there is one. */
function exampleOf(of: Operation): Arguments {
  const all = (of.examples(0) as readonly Arguments[]).filter((args) =>
    plainsIn(args).every(({ values }) => values.length > 0),
  );
  const flat = all.find((args) => plainsIn(args).every(({ shape }) => shape.length <= 1));
  const example = flat ?? all[0];
  if (example === undefined) throw new RangeError(`${of.name}: no example has elements`);
  return example;
}

/** Fractional bits at which the costs of operations in fixed point are measured. */
export const SCALE = 16;

/** Of a product in fixed point whose examples are integers the cost would lack what the page is asked for: truncation. */
const measured = (of: Operation): Arguments => {
  const example = exampleOf(of);
  if (!of.name.endsWith("Fixed")) return example;
  return mapped(example, (x) => ({ ...x, scale: SCALE }));
};

/** Vectors, and public values that go with them, in another length; null if that is no call. */
function ofLength(args: Arguments, m: number): Arguments | null {
  const vectors = plainsIn(args).filter(({ shape }) => shape.length === 1);
  const [first] = vectors;
  const size = first?.values.length;
  if (size === undefined || vectors.some(({ values }) => values.length !== size)) return null;
  const long = <T>(list: readonly T[]) => Array.from({ length: m }, (_, j) => list[j % size]!);
  return mapped(args, (x) =>
    x.shape.length === 1 ? { ...x, shape: [m], values: long(x.values) } : x,
  ).map((x) => (Array.isArray(x) && !x.some(isPlain) && x.length === size ? long(x) : x));
}

const LENGTHS = [10, 100, 1000] as const;

/** "119·m + 2", or the three figures themselves where they are on no line. */
function formula([a, b, c]: readonly number[]): string {
  const slope = (b! - a!) / 90;
  const rest = a! - 10 * slope;
  if (!Number.isInteger(slope) || c !== 1000 * slope + rest)
    return `${a} | ${b} | ${c} at m = ${LENGTHS.join(" | ")}`;
  if (slope === 0) return String(rest);
  const line = slope === 1 ? "m" : `${slope}·m`;
  return rest === 0 ? line : `${line} ${rest < 0 ? "−" : "+"} ${Math.abs(rest)}`;
}

/** The name of an item of a call on m elements: the length of a matrix is m, that of a truncation follows from it. */
function wordAt(item: ItemKind, m: number | null): string {
  const word = wordFor(kindName(item));
  if (m === null) return word;
  if (item.kind === "matrix-triple")
    return word.replace(new RegExp(`(?<!\\d)${m}(?!\\d)`, "g"), "m");
  return word;
}

/** Items by name; truncations by different numbers of bits as one, where those follow from m. */
function countsIn(costs: readonly Cost[], lengths: readonly (number | null)[]) {
  const named = costs.map(({ items }, k) =>
    items.map(([item, count]) => [wordAt(item, lengths[k]!), count] as const),
  );
  const everywhere = (word: string) => named.every((list) => list.some(([own]) => own === word));
  const merged = named.map((list) =>
    list.map(([word, count]) => {
      const varies = word.startsWith("truncation/") && !everywhere(word);
      return [varies ? word.replace(/\d+/, "…") : word, count] as const;
    }),
  );
  const words = [...new Set(merged.flatMap((list) => list.map(([word]) => word)))];
  return words.map((word) => ({
    word,
    counts: merged.map((list) =>
      list.reduce((sum, [own, count]) => sum + (own === word ? count : 0), 0),
    ),
  }));
}

function inWords(costs: readonly Cost[], lengths: readonly (number | null)[]): string {
  const say = costs.length === 1 ? ([x]: readonly number[]) => String(x) : formula;
  return [
    `rounds: ${say(costs.map(({ rounds }) => rounds))}`,
    `opened: ${say(costs.map(({ opened }) => opened))}`,
    ...countsIn(costs, lengths).map(({ word, counts }) => `${word}: ${say(counts)}`),
  ].join("; ");
}

const shapesIn = (args: Arguments): string =>
  plainsIn(args)
    .map(({ shape }: { shape: Shape }) => describeShape(shape))
    .join(", ");

/** Of a vector of m elements, or of an example; at two parties, and at three if that is something else. */
export function describedCost(of: Operation, rounding: Rounding): string {
  if (of.form === "local") return "none: local";
  const example = measured(of);
  const at = (n: number): string => {
    try {
      const calls = LENGTHS.map((m) => ofLength(example, m));
      if (!calls.includes(null))
        return inWords(
          calls.map((args) => costOf(of, args!, n, rounding)),
          LENGTHS,
        );
    } catch {
      // Not a call of vectors of any length.
    }
    const shapes = shapesIn(example);
    const where = shapes === "" ? shownCall(of, example) : `of ${shapes}`;
    return `${where}: ${inWords([costOf(of, example, n, rounding)], [null])}`;
  };
  const [two, three] = [at(2), at(3)];
  return two === three ? two : `n = 2: ${two}; n = 3: ${three}`;
}

/** As a program would write it. */
function shownCall({ name }: Operation, args: Arguments): string {
  const one = (x: unknown): string => {
    if (isPlain(x)) return shownNumbers(x.values, x.scale, x.shape);
    if (Array.isArray(x) && x.some(isPlain)) return `[${x.map(one).join(", ")}]`;
    const json = (_: string, v: unknown) => (typeof v === "bigint" ? Number(v) : v);
    return JSON.stringify(x, json) ?? "undefined";
  };
  return `${name}(${args.map(one).join(", ")})`;
}

const MOST_SHOWN = 6;

function shownNumbers(values: readonly bigint[], scale: number, shape: Shape): string {
  const list = values.slice(0, MOST_SHOWN).map((v) => String(Number(v) / 2 ** scale));
  const text = [...list, ...(values.length > MOST_SHOWN ? ["…"] : [])].join(", ");
  if (shape.length === 0) return text;
  return shape.length === 1 ? `[${text}]` : `[${text}] of ${describeShape(shape)}`;
}

/** The call and what comes, rounded down; or why it is refused. */
async function shownResult(of: Operation, args: Arguments): Promise<string> {
  const call = shownCall(of, args);
  const options = { rounding: "floor", turn: (f: () => void) => void setTimeout(f, 0) } as const;
  const told = await Promise.all(
    clearMpc(2, prime60(), options).map(async (mpc) => {
      const methods = mpc as unknown as Record<string, (...args: Arguments) => unknown>;
      const secrets = mapped(args, ({ shape, scale, values, type }) =>
        methods.constant!(
          scale === 0 ? values : values.map((v) => Number(v) / 2 ** scale),
          shape,
          type === "bit" ? { type } : { scale },
        ),
      );
      try {
        const result = await methods[of.name]!(...secrets);
        if (result === null) return null;
        if (result instanceof SharedSecret) {
          const values = (await methods.output!(result)) as bigint[];
          return `${call} = ${shownNumbers(values, result.scale, result.shape)}`;
        }
        if (Array.isArray(result)) return `${call} = [${result.join(", ")}]`;
        const { shape } = result as { readonly shape: Shape };
        return `${call}: a masked matrix of ${describeShape(shape)}`;
      } catch (error) {
        return `${call}: refused: ${(error as Error).message}`;
      }
    }),
  );
  return told.find((text) => text !== null)!;
}

/** A call of one element, if there is such a one. */
function shortest(of: Operation, example: Arguments): Arguments {
  const one = ofLength(example, 1);
  if (one === null) return example;
  try {
    costOf(of, one, 2, "floor");
    return one;
  } catch {
    return example;
  }
}

/** What it gives where every secret number is 0, where it is −1, and where there is none. */
export async function describedEdges(of: Operation): Promise<readonly string[]> {
  const all = of.examples(0) as readonly Arguments[];
  if (plainsIn(all[0] ?? []).length === 0) return ["it takes no secrets"];
  const example = shortest(of, exampleOf(of));
  const filled = (value: (x: Plain) => bigint) =>
    mapped(example, (x) => ({ ...x, values: x.values.map(() => value(x)) }));
  const ofBits = plainsIn(example).every(({ type }) => type === "bit");
  const empty =
    all.find((args) => plainsIn(args).some(({ shape }) => sizeOf(shape) === 0)) ??
    ofLength(exampleOf(of), 0);
  if (empty === null) throw new RangeError(`${of.name}: no example is of nothing`);
  const calls = [
    filled(() => 0n),
    ...(ofBits ? [] : [filled((x) => (x.type === "bit" ? 1n : -(1n << BigInt(x.scale))))]),
    empty,
  ];
  return Promise.all(calls.map((args) => shownResult(of, args)));
}

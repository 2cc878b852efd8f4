/**
 * F_p in one thread, in nanoseconds per element (per multiply-accumulate in matrix products). Cases without a suffix
 * are kernels on operands that are in the kernels' memory, in cache. /8192 and /1000000 are vectors of that length
 * through the field's interface; they include copies and the new result. mul/vs-bigint says how many times as long the
 * loop over bigints takes. Each run times both in turn.
 */
import type { Field, Scalar, Vector } from "../../algebra/field.ts";
import { CHUNK, loadKernels } from "../../algebra/kernel/load.ts";
import { prime60 } from "../../algebra/prime60.ts";
import { referenceField } from "../../algebra/reference.ts";
import { type Case, timeAll } from "./cases.ts";
import { type BenchOptions, type Measurement, measurement } from "./measurement.ts";

/** A case, and the elements that one call handles. */
interface ElementsCase extends Case {
  readonly elements: number;
}

const PER_ELEMENT = "ns per element";

/** Public, reproducible elements. The figures do not depend on the values. */
function elements(field: Field, length: number): Vector {
  const out = new BigUint64Array(length);
  let state = 0x9e3779b97f4a7c15n;
  for (let j = 0; j < length; j++) {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    out[j] = (state >> 2n) % field.p;
  }
  return out;
}

function kernelCases(field: Field): ElementsCase[] {
  const { kernels: k, slots, scalars } = loadKernels();
  for (const { view } of slots) view.set(elements(field, CHUNK));
  const [o, a, b, c, d, e, s] = slots.map((slot) => slot.at) as [number, ...number[]] & number[];
  const of = (name: string, work: () => unknown): ElementsCase => ({ name, elements: CHUNK, work });
  return [
    of("add", () => k.add(o!, a!, b!, CHUNK)),
    of("mul", () => k.multiply(o!, a!, b!, CHUNK)),
    of("mul-scalar-add", () => k.multiplyScalarAdd(o!, a!, s!, b!, CHUNK)),
    of("beaver", () => k.recombine(o!, a!, b!, c!, d!, e!, s!, CHUNK)),
    of("mac-accumulate", () => k.combine(scalars.at, a!, b!, c!, CHUNK)),
    of("dot", () => k.matrixVector(scalars.at, a!, b!, 1, CHUNK)),
    of("sum", () => k.sum(scalars.at, a!, CHUNK)),
  ];
}

function vectorCases(field: Field, length: number): ElementsCase[] {
  const a = elements(field, length);
  const [b, c] = [a.slice().reverse(), field.add(a, a)];
  const s: Scalar = a.slice(0, 1);
  const squares = field.multiply(a, a);
  const bytes = field.encode(a);
  const of = (name: string, work: () => unknown): ElementsCase => ({
    name: `${name}/${length}`,
    elements: length,
    work,
  });
  return [
    of("add", () => field.add(a, b)),
    of("mul", () => field.multiply(a, b)),
    of("mul-scalar-add", () => field.multiplyScalarAdd(a, s, c)),
    of("beaver", () => field.recombine([{ c, a, b, k: s }], a, b)),
    of("mac-accumulate", () => field.combine(a, b, c)),
    of("dot", () => field.dot(a, b)),
    of("sum", () => field.sum(a)),
    of("inverse", () => field.inverse(a)),
    of("square-root", () => field.squareRoot(squares)),
    of("from-uniform", () => field.fromUniform(bytes)),
    of("encode", () => field.encode(a)),
    of("decode", () => field.decode(bytes, length)),
  ];
}

function matrixCases(field: Field): ElementsCase[] {
  const of = (rows: number, inner: number, columns: number): ElementsCase => {
    const [a, b] = [elements(field, rows * inner), elements(field, inner * columns)];
    return {
      name: `matrix-product/${rows}x${inner}x${columns}`,
      elements: rows * inner * columns,
      work: () => field.matrixProduct(a, b, rows, inner, columns),
    };
  };
  return [of(100, 100, 100), of(256, 256, 256), of(426, 30, 1), of(30, 426, 1)];
}

/** The cases add, mul, beaver, mac-accumulate, dot, … as above. */
export async function run({
  runs,
  quick = false,
  only = "",
}: BenchOptions): Promise<Measurement[]> {
  const field = prime60();
  const bigints = referenceField(field.p);
  const lengths = quick ? [8192] : [8192, 1_000_000];
  const cases = [
    ...kernelCases(field),
    ...lengths.flatMap((length) => vectorCases(field, length)),
    ...matrixCases(field),
  ].filter(({ name }) => name.includes(only));
  const a = elements(field, CHUNK);
  const pair: ElementsCase[] = [field, bigints].map((f) => ({
    name: f === field ? "kernels" : "bigints",
    elements: CHUNK,
    work: () => f.multiply(a, a),
  }));
  const times: number[][] = cases.map(() => []);
  const ratios: number[] = [];
  for (let k = 0; k < runs; k++) {
    (await timeAll("field", cases)).forEach((ns, j) => {
      times[j]!.push(ns / cases[j]!.elements);
    });
    const [fast, slow] = (await timeAll("field", pair)) as [number, number];
    ratios.push(slow / fast);
  }
  return [
    ...cases.map(({ name }, j) => measurement("field", name, 1, PER_ELEMENT, times[j]!)),
    ...("mul/vs-bigint".includes(only)
      ? [measurement("field", "mul/vs-bigint", 1, "times as long", ratios)]
      : []),
  ];
}

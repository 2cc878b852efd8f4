/** Runs every operation of the field and of the suite, at sizes from one element on. An observer times them. */
import type { BeaverLane, Field, Vector } from "../../../algebra/field.ts";
import { prime60 } from "../../../algebra/prime60.ts";
import { observeWork, type WorkObserver } from "../../../algebra/work.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import { toNumbers, toResidues, toSigned } from "../../../online/numbers.ts";
import { observedSuite } from "../computation.ts";

const SIZES = [1, 32, 1024, 8192, 100_000];
const BYTES = [32, 1024, 16_384, 262_144];
const REPEATS = 30;

export function runOperations(observer: WorkObserver): void {
  observeWork(observer);
  try {
    const field = prime60();
    for (const size of SIZES) for (let k = 0; k < REPEATS; k++) fieldOperations(field, size);
    for (const size of [4, 16, 64, 128])
      for (let k = 0; k < REPEATS; k++) {
        const a = elements(field, size * size);
        field.matrixProduct(a, a, size, size, size);
        field.matrixProduct(a, elements(field, size), size, size, 1);
      }
    const suite = observedSuite(nodeSuite, observer);
    for (const length of BYTES)
      for (let k = 0; k < REPEATS; k++) {
        suite.sha256().update(new Uint8Array(length)).digest();
        suite.keyStream(new Uint8Array(32)).next(length);
      }
  } finally {
    observeWork(null);
  }
}

function fieldOperations(field: Field, size: number): void {
  const a = elements(field, size);
  const b = field.addScalar(a, a.slice(0, 1));
  const s = a.slice(0, 1);
  field.add(a, b);
  field.subtract(a, b);
  field.negate(a);
  const product = field.multiply(a, b);
  field.multiplyAdd(a, b, product);
  field.multiplyScalar(a, s);
  field.multiplyScalarAdd(a, s, b);
  field.dot(a, b);
  field.sum(a);
  field.power(a, 65_537n);
  field.inverse(a);
  field.squareRoot(field.multiply(a, a));
  field.subtractInto(product, a, b);
  const lanes: BeaverLane[] = [1, 2].map(() => ({ c: b.slice(), a, b, k: s }));
  field.recombine(lanes, a, b);
  field.combine(a, b, product);
  const bytes = field.encode(a);
  field.decode(bytes, size);
  field.addEncoded(product, a, bytes);
  field.fromUniform(bytes);
  field.toSigned(a);
  toNumbers(field, a, 8);
  toSigned(field, a);
  toResidues(field, "calibration", new Float64Array(size).fill(-3), 0);
  field.fromIntegers(Array.from({ length: size }, (_, k) => k));
}

/** Public, reproducible elements, none of them 0. */
function elements(field: Field, length: number): Vector {
  const out = new BigUint64Array(length);
  let state = 0x9e3779b97f4a7c15n;
  for (let j = 0; j < length; j++) {
    state = BigInt.asUintN(64, state * 6364136223846793005n + 1442695040888963407n);
    out[j] = ((state >> 4n) % (field.p - 1n)) + 1n;
  }
  return out;
}

import type { Field, Vector } from "../../algebra/field.ts";
import type { Ring, RnsPoly } from "../../algebra/ring/ring.ts";
import type { ModulusSwitch } from "../../algebra/ring/switching.ts";
import type { BgvParameters } from "./parameters.ts";
import type { Sampler } from "./sampler.ts";

/** What all operations of one instance share. */
export interface Workspace {
  readonly parameters: BgvParameters;
  readonly ring: Ring;
  readonly field: Field;
  readonly sampler: Sampler;
  /** The switch from all primes down to those that replies keep. */
  readonly down: ModulusSwitch;
  /** Freed polynomials. Their memory may already be in use again. */
  readonly freed: WeakSet<RnsPoly>;
}

/** RangeError unless every polynomial is in use and at full level. */
export function assertPolynomials({ parameters, freed }: Workspace, ...all: RnsPoly[]): void {
  for (const poly of all) {
    if (freed.has(poly)) throw new RangeError("bgv: a polynomial was freed");
    if (poly.level !== parameters.level)
      throw new RangeError(`bgv: a polynomial of level ${poly.level}, not ${parameters.level}`);
  }
}

/** RangeError unless these are N coefficients or slots. */
export function assertVector({ parameters }: Workspace, what: string, vector: Vector): void {
  if (vector.length !== parameters.degree)
    throw new RangeError(`bgv: ${vector.length} ${what}, not ${parameters.degree}`);
}

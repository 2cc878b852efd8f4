import { hash } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import { portable } from "../../crypto/suite.ts";

/**
 * `count` whole numbers from 0 to `bound` − 1, uniform, for made-up data: a function of a name and a public seed.
 * bound ≤ 2^32.
 */
export const invented = (name: string, seed: number, bound: number, count: number): Uint32Array =>
  new Prg(portable, hash(portable, "spdz-lab/invented/v1", name, seed)).below(bound, count);

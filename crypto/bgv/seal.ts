/**
 * Microsoft SEAL (node-seal) beside our own kernel. It checks the parameters against its table of 128-bit security and
 * samples secret keys. As an independent check it decrypts and encodes what our kernel made. Secrets are passed as
 * typed arrays. Their copies in SEAL's heap disappear with the module; each session loads a module of its own.
 */
import initialize, { type InitializeOptions, type MainModule } from "node-seal/allows";
import type { Vector } from "../../algebra/field.ts";
import type { BgvParameters } from "./parameters.ts";
import { SealLevel } from "./seal-level.ts";

/**
 * Halves of a ciphertext are in NTT form: N canonical residues under each of the first primes in turn, under all
 * or under those that replies keep. Residues that are not canonical cause an Error with SEAL's message.
 */
export interface Seal {
  /** A fresh ternary secret from SEAL's key generator: NTT form, residues under all primes. */
  sampleSecret(): Float64Array<ArrayBuffer>;
  /** N coefficients mod t of c0 + c1·s, times 1/`correction`. */
  decrypt(secret: Float64Array, c0: Float64Array, c1: Float64Array, correction: bigint): Vector;
  /** log2 of the factor by which the noise may still grow; 0 if decryption may be wrong. */
  noiseBudget(secret: Float64Array, c0: Float64Array, c1: Float64Array, correction: bigint): number;
  /** N slots in SEAL's order → N coefficients mod t. */
  encode(slots: Vector): Vector;
  /** Inverse of `encode`. */
  decode(coefficients: Vector): Vector;
  /** Frees SEAL's memory. No method may be called afterwards. */
  close(): void;
}

/**
 * Loads SEAL for these parameters. `options.locateFile` gives the location of its module, if not beside its script.
 *
 * @throws Error if SEAL refuses the parameters at 128 bits of security.
 */
export async function loadSeal(
  parameters: BgvParameters,
  options?: InitializeOptions,
): Promise<Seal> {
  return new LoadedSeal(await initialize(options), parameters);
}

class LoadedSeal implements Seal {
  readonly #module: MainModule;
  readonly #parameters: BgvParameters;
  readonly #full: SealLevel;
  #kept: SealLevel | null = null;

  constructor(module: MainModule, parameters: BgvParameters) {
    this.#module = module;
    this.#parameters = parameters;
    this.#full = new SealLevel(module, parameters.degree, parameters.primes);
  }

  sampleSecret(): Float64Array<ArrayBuffer> {
    return this.#full.sampleSecret();
  }

  decrypt(secret: Float64Array, c0: Float64Array, c1: Float64Array, correction: bigint): Vector {
    return this.#level(secret, c0, c1).decrypt(secret, c0, c1, correction);
  }

  noiseBudget(secret: Float64Array, c0: Float64Array, c1: Float64Array, correction: bigint) {
    return this.#level(secret, c0, c1).noiseBudget(secret, c0, c1, correction);
  }

  encode(slots: Vector): Vector {
    return this.#full.encode(this.#whole(slots));
  }

  decode(coefficients: Vector): Vector {
    return this.#full.decode(this.#whole(coefficients));
  }

  close(): void {
    this.#full.close();
    this.#kept?.close();
  }

  #level(secret: Float64Array, c0: Float64Array, c1: Float64Array): SealLevel {
    const { degree, primes, level, keptPrimes } = this.#parameters;
    if (secret.length !== degree * level || c0.length !== c1.length)
      throw new RangeError(`SEAL: ${secret.length}, ${c0.length}, ${c1.length} residues`);
    if (c0.length === degree * level) return this.#full;
    if (c0.length !== degree * keptPrimes)
      throw new RangeError(`SEAL: a ciphertext's half of ${c0.length} residues`);
    this.#kept ??= new SealLevel(this.#module, degree, primes.slice(0, keptPrimes));
    return this.#kept;
  }

  #whole(vector: Vector): Vector {
    if (vector.length === this.#parameters.degree) return vector;
    throw new RangeError(`SEAL: ${vector.length} slots or coefficients`);
  }
}

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { deriveParameters } from "../../../crypto/bgv/parameters.ts";
import { loadSeal } from "../../../crypto/bgv/seal.ts";
import { freshPrg } from "../../../crypto/random.ts";
import { LONG } from "../../support/long.ts";
import { seeded, vectors } from "./instances.ts";

/** `SPDZ_LONG_TESTS=1 npx node --test test/crypto/bgv/seal-heap.test.ts` does ten times as many. */
const OPERATIONS = LONG ? 10_000 : 1_000;
const MOST_GROWTH = 2 ** 20;

declare const WebAssembly: {
  instantiate(...args: unknown[]): Promise<{ instance: { exports: Record<string, unknown> } }>;
};

/** The memory of the module that `load` instantiates. */
async function memoryOf<T>(load: () => Promise<T>): Promise<[T, () => number]> {
  const { instantiate } = WebAssembly;
  const memories: { buffer: ArrayBuffer }[] = [];
  WebAssembly.instantiate = async (...args) => {
    const result = await instantiate(...args);
    for (const value of Object.values(result.instance.exports))
      if (Object.prototype.toString.call(value) === "[object WebAssembly.Memory]")
        memories.push(value as { buffer: ArrayBuffer });
    return result;
  };
  try {
    const loaded = await load();
    assert.equal(memories.length, 1);
    return [loaded, () => memories[0]!.buffer.byteLength];
  } finally {
    WebAssembly.instantiate = instantiate;
  }
}

describe("SEAL's heap", () => {
  // An object that is not deleted costs 64 to 500 kB each time.
  it(`grows by less than 1 MB over ${OPERATIONS} operations, after a tenth of them`, async () => {
    const parameters = deriveParameters({
      ...{ parties: 2, statistical: 40, batch: 1, degree: 8192 },
      ...{ keys: "honest", flooding: "coefficient" },
    });
    const [seal, heap] = await memoryOf(() => loadSeal(parameters));
    const { degree, level, keptPrimes } = parameters;
    const [slots] = vectors(freshPrg(seeded(1)), degree);
    const [full, kept] = [level, keptPrimes].map((primes) => new Float64Array(degree * primes));
    const bad = new Float64Array(degree * keptPrimes).fill(2 ** 50);
    const round = (): void => {
      const secret = seal.sampleSecret();
      assert.deepEqual(seal.decode(seal.encode(slots!)), slots);
      seal.decrypt(secret, full!, full!, 1n);
      seal.decrypt(secret, kept!, kept!, 1n);
      assert.throws(() => seal.decrypt(secret, bad, bad, 1n), /^Error: SEAL/);
    };
    const perRound = 6;
    const rounds = Math.ceil(OPERATIONS / perRound);
    for (let k = 0; k < rounds / 10; k++) round();
    const before = heap();
    for (let k = rounds / 10; k < rounds; k++) round();
    assert.ok(heap() - before < MOST_GROWTH, `${before} -> ${heap()}`);
    seal.close();
  });
});

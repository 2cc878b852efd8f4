import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hash } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { clearMpc } from "../../operations/clear.ts";
import { M } from "../../operations/examples.ts";
import { REAL } from "../online/parties.ts";

const prg = new Prg(nodeSuite, hash(nodeSuite, "test/division", "numbers"));
const upTo = (most: bigint, count: number): bigint[] =>
  Array.from(prg.elements(REAL, count), (v) => (v % (2n * most + 1n)) - most);

/** Around every tenth power of two, and around where the way of dividing changes. */
const DIVISORS = [1n, 2n, 3n, 10n, 1000003n, ...[20n, 31n, 32n, 33n, 45n, 57n].map((e) => 1n << e)]
  .flatMap((d) => [d - 1n, d, d + 1n])
  .filter((d) => d > 0n);

describe("division by a public number", () => {
  for (const rounding of ["probabilistic", "floor"] as const)
    it(`is exact next to multiples and elsewhere, ${rounding}`, async () => {
      const [mpc] = clearMpc(1, REAL, { turn: setImmediate, seed: "division", rounding });
      for (const d of [...DIVISORS, M]) {
        const near = upTo(M / d, 40).flatMap((q) => [q * d - 1n, q * d, q * d + 1n]);
        const x = [...near, ...upTo(M, 40)].filter((v) => v <= M && v >= -M);
        const secret = mpc!.constant(x, x.length);
        const quotients = await mpc!.output(await mpc!.dividePublic(secret, d));
        const rests = await mpc!.output(await mpc!.moduloPublic(secret, d));
        for (const [j, v] of x.entries()) {
          assert.equal(quotients[j]! * d + rests[j]!, v, `${v} by ${d}`);
          assert.ok(rests[j]! >= 0n && rests[j]! < d, `${v} by ${d}: ${rests[j]} is left`);
        }
      }
    });

  it("by 0, by a fraction, by too much, of fixed point is refused in its name", async () => {
    const [mpc] = clearMpc(1, REAL, { turn: setImmediate });
    const x = mpc!.constant([5], 1);
    const fixed = mpc!.constant([5], 1, { scale: 4 });
    for (const [name, of, d, says] of [
      ["dividePublic", x, 0, /by 0/],
      ["dividePublic", x, 2.5, /an integer/],
      ["moduloPublic", x, M + 1n, /within/],
      ["moduloPublic", x, 2 ** 54, /bigint/],
      ["dividePublic", fixed, 3, /scale 4/],
    ] as const)
      await assert.rejects(
        mpc![name](of, d),
        (error) =>
          error instanceof RangeError &&
          error.message.startsWith(`${name}: `) &&
          says.test(error.message),
      );
  });
});

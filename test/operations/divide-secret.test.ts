import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hash } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { clearMpc } from "../../operations/clear.ts";
import { M } from "../../operations/examples.ts";
import { REAL } from "../online/parties.ts";
import { LONG } from "../support/long.ts";

const prg = new Prg(nodeSuite, hash(nodeSuite, "test/divide-secret", "numbers"));
const word = (): bigint => prg.elements(REAL, 1)[0]!;
const COUNT = LONG ? 40 : 1;

/** Of exactly so many bits, of either sign. */
const ofBits = (bits: bigint): bigint => {
  const size = bits === 0n ? 0n : (1n << (bits - 1n)) + (word() % (1n << (bits - 1n)));
  const within = size > M ? M : size;
  return word() % 2n === 0n ? within : -within;
};

type Case = readonly [x: bigint, y: bigint];

/** Every length of a divisor with every third of a dividend, and what is next to multiples. */
const ALL: Case[] = [];
for (let b = 0n; b <= 58n; b++)
  for (let k = 0; k < COUNT; k++) {
    for (let a = word() % 3n; a <= 58n; a += 3n) ALL.push([ofBits(a), ofBits(b)]);
    const y = b === 0n ? 1n : ofBits(b);
    const size = y < 0n ? -y : y;
    const q = (word() % (2n * (M / size) + 1n)) - M / size;
    ALL.push([q * y, y], [q * y - 1n, y], [q * y + 1n, y]);
    // The ends of both, and powers of two and what is next to them.
    for (const x of [M, -M]) ALL.push([x, y], [x, 1n << (b === 58n ? 57n : b)]);
    if (b > 0n && b < 58n) ALL.push([M, (1n << b) - 1n], [-M, 1n - (1n << b)], [M, (1n << b) + 1n]);
  }
const CASES = ALL.filter(([x, y]) => x <= M && x >= -M && y <= M && y >= -M);

const within =
  (bits: bigint) =>
  ([x, y]: Case) =>
    y === 0n || (x < 0n ? -x : x) < (y < 0n ? -y : y) << bits;

describe("division by a secret number", () => {
  for (const rounding of ["probabilistic", "floor"] as const)
    for (const bits of [undefined, 20, 40] as const)
      it(`is exact, ${rounding}, quotients ${bits === undefined ? "of any size" : `below 2^${bits}`}`, async () => {
        const [mpc] = clearMpc(1, REAL, { turn: setImmediate, seed: "secret division", rounding });
        const cases = bits === undefined ? CASES : CASES.filter(within(BigInt(bits)));
        assert.ok(cases.length > 1000, `${cases.length}`);
        const options = bits === undefined ? {} : { bits };
        const [x, y] = [0, 1].map((side) => {
          const values = cases.map((pair) => pair[side]!);
          return mpc!.constant(values, values.length);
        });
        const quotients = await mpc!.output(await mpc!.divide(x!, y!, options));
        const rests = await mpc!.output(await mpc!.modulo(x!, y!, options));
        for (const [j, [a, b]] of cases.entries()) {
          const [q, r] = [quotients[j]!, rests[j]!];
          if (b === 0n) assert.deepEqual([q, r], [0n, a], `${a} by 0`);
          else {
            assert.equal(q * b + r, a, `${a} by ${b}: ${q}, and ${r} is left`);
            assert.ok(b > 0n ? r >= 0n && r < b : r <= 0n && r > b, `${a} by ${b}: ${r} is left`);
          }
        }
      });

  it("takes fewer digits where ranges are declared that say so", async () => {
    const [mpc] = clearMpc(1, REAL, { turn: setImmediate });
    const x = await mpc!.input(0, 2, [1000n, -1000n], { range: [-1000, 1000] });
    const y = await mpc!.input(0, 2, [7n, 0n], { range: [0, 2 ** 57] });
    const quotient = await mpc!.divide(x, y);
    assert.deepEqual(quotient.range, [-1000, 1000]);
    assert.deepEqual(await mpc!.output(quotient), [142n, 0n]);
    assert.deepEqual((await mpc!.modulo(x, y)).range, [-1000, 2 ** 57]);
  });

  it("of fixed point, and with a promise that is none, is refused in its name", async () => {
    const [mpc] = clearMpc(1, REAL, { turn: setImmediate });
    const x = mpc!.constant([5], 1);
    const fixed = mpc!.constant([5], 1, { scale: 4 });
    for (const what of ["divide", "modulo"] as const) {
      const says = (message: string) => ({ name: "RangeError", message: `${what}: ${message}` });
      await assert.rejects(mpc![what](fixed, x), says("scale 4, must be integers"));
      await assert.rejects(mpc![what](x, fixed), says("scale 4, must be integers"));
      for (const bits of [0, 59, 1.5])
        await assert.rejects(
          mpc![what](x, x, { bits }),
          says(`bits ${bits}, must be an integer from 1 to 58`),
        );
    }
  });
});

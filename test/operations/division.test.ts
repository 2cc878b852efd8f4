/** Division by public numbers: that there is one within two units for every d, and what is refused. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MAX_INTEGER as M } from "../../online/public-values.ts";
import { clearMpc } from "../../operations/clear.ts";
import { type Division, divisionOf } from "../../operations/fixed/division.ts";
import { REAL } from "../online/parties.ts";
import { LONG } from "../support/long.ts";

const abs = (x: bigint) => (x < 0n ? -x : x);

/** No c·y leaves the range, and c puts no y off by more than a unit: |y·(c·d − 2^f)| ≤ 2^f·d. */
function assertSound(d: bigint, most: bigint, { f, c, first }: Division): void {
  const power = 1n << BigInt(f);
  let y = most;
  if (first !== null) {
    const step = 1n << BigInt(first.g);
    const r = step - first.q * d;
    assert.ok(2n * abs(r) <= d);
    y = (most / step + 1n) * abs(r) + step;
  }
  assert.ok(c * y <= M, `${d}: leaves the range`);
  assert.ok(y * abs(c * d - power) <= power * d, `${d}: off by more than a unit`);
}

const isPower = (d: bigint) => (d & (d - 1n)) === 0n;

describe("a division by a public number", () => {
  it("is within two units for every |x| ≤ M, whatever the number", () => {
    const few = LONG ? 100_000n : 4000n;
    const list: bigint[] = [];
    for (let d = 3n; d < few; d++) list.push(d);
    // All over what is allowed, near powers of two and far from them.
    for (let e = 12n; e <= 40n; e++)
      for (let k = 1n; k <= 40n; k++) list.push((1n << e) - k, (1n << (e - 1n)) + k * k * k * 7n);
    for (const d of list) {
      if (isPower(d) || d > 1n << 40n) continue;
      for (const most of [M, 1n << 40n, 1000n]) {
        const division = divisionOf(d, most, M);
        assert.ok(division !== null, `${d}`);
        assertSound(d, most, division);
      }
    }
  });

  it("takes one truncation where little is declared, and one for a power of two", async () => {
    const [mpc] = clearMpc(1, REAL, { turn: setImmediate });
    const plan = (most: bigint) => divisionOf(455n, most, M)!.first;
    assert.equal(plan(1n << 30n), null);
    assert.notEqual(plan(M), null);
    const x = mpc!.constant([1000, -1000], 2, { scale: 4 });
    assert.deepEqual(await mpc!.outputNumbers(await mpc!.dividePublicFixed(x, 8)), [125, -125]);
  });

  it("leaves room for two units in the range that it says", async () => {
    const [mpc] = clearMpc(1, REAL, { turn: setImmediate });
    const x = await mpc!.input(0, 2, [10, -10], { scale: 4, range: [-10, 10] });
    const { range } = await mpc!.dividePublicFixed(x, 3);
    const most = 10 / 3 + 2 / 2 ** 4;
    assert.ok(range !== null && range[0] <= -most && range[1] >= most && range[1] < most + 0.1);
  });

  it("refuses what is no whole number from 1 to 2^40", async () => {
    const [mpc] = clearMpc(1, REAL, { turn: setImmediate });
    const x = mpc!.constant([1], 1);
    for (const d of [0, -3, 0.5, Number.NaN, 2 ** 41])
      await assert.rejects(mpc!.dividePublicFixed(x, d), {
        name: "RangeError",
        message: `dividePublicFixed: divided by ${d}, must be a whole number from 1 to 2^40`,
      });
  });
});

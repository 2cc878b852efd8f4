/** What masks are for, of every number under every mask: in F_1009, whose prime is 2^10 − 2^4 + 1, in plain integers. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";

const P = 1009;
const bit = (x: number, i: number) => (x >> i) & 1;
const everyMask = Array.from({ length: P }, (_, r) => r);

describe("the formulas over a mask r of [0, p − 1]", () => {
  it("x' + r = c + w·p with w = b_9·(1 − c_9), for 2^8 − M ≤ x' ≤ 2^8 + M, M = 2^8 − 2^4", () => {
    for (let x = 2 ** 4; x <= 2 ** 9 - 2 ** 4; x++)
      for (const r of everyMask) {
        const c = (x + r) % P;
        const w = bit(r, 9) * (1 - bit(c, 9));
        assert.ok(x + r === c + w * P, `x' = ${x}, r = ${r}`);
      }
  });

  it("the last bit of y is c_0 ⊕ r_0 ⊕ [c < r], c = y + r; and that of 2x is 1 exactly for x < 0", () => {
    for (let x = -(P - 1) / 2; x <= (P - 1) / 2; x++)
      for (const r of everyMask) {
        const y = (((2 * x) % P) + P) % P;
        const c = (y + r) % P;
        const last = bit(c, 0) ^ bit(r, 0) ^ Number(c < r);
        assert.ok(last === bit(y, 0) && last === Number(x < 0), `x = ${x}, r = ${r}`);
      }
  });

  it("c says nothing of y: under all masks it is each residue once, and not without p − 1", () => {
    for (let y = 0; y < P; y++) {
      const seen = new Set(everyMask.map((r) => (y + r) % P));
      assert.ok(seen.size === P);
      const dropped = new Set(everyMask.slice(0, -1).map((r) => (y + r) % P));
      assert.ok(!dropped.has((y + P - 1) % P), "one residue tells what y is not");
    }
  });
});

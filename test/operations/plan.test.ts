/** A plan that is refused stays refused, however the program takes that. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Program } from "../../operations/mpc.ts";
import { CanOverflow, planProgram } from "../../operations/plan.ts";

const wide = 2n ** 40n;
const swallowed = (f: () => unknown): unknown => {
  try {
    return f();
  } catch {
    return null;
  }
};

/** Each goes on without another call. */
const SWALLOWING: Readonly<Record<string, Program>> = {
  "of a local operation, at once": async (mpc) => {
    const x = mpc.constant([wide], 1);
    swallowed(() => mpc.multiplyPublic(x, wide));
  },
  "of a local operation, later": async (mpc) => {
    const x = await mpc.input(0, 1, mpc.self === 0 ? [1] : null, { range: [0, Number(wide)] });
    swallowed(() => mpc.multiplyPublic(x, wide));
  },
  "of a product": async (mpc) => {
    const x = mpc.constant([wide], 1);
    await mpc.square(x).catch(() => null);
  },
};

describe("a program that swallows the refusal", () => {
  for (const [what, program] of Object.entries(SWALLOWING))
    it(`${what}, has no plan`, async () => {
      const options = { n: 2, self: 0, turn: setImmediate };
      await assert.rejects(planProgram(program, null, options), CanOverflow);
      // Where numbers may wrap, nothing is refused.
      await planProgram(program, null, { ...options, overflow: "wrap" });
    });
});

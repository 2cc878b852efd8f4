/** Plans that are refused: for which reason, and however the program takes that. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Range } from "../../online/secret-type.ts";
import type { Mpc, Program } from "../../operations/mpc.ts";
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

const pair = (mpc: Mpc, range: Range, scale: number) =>
  Promise.all(
    [0, 1].map(() => mpc.input(0, 3, mpc.self === 0 ? [1, 2, 3] : null, { range, scale })),
  );

describe("a declared range beyond the domain of an operation is refused for that", () => {
  const options = { n: 2, self: 0, turn: setImmediate };
  for (const [what, program, message] of [
    [
      "of divideFixed",
      async (mpc) => {
        const [x, y] = await pair(mpc, [0, 4097], 16);
        await mpc.divideFixed(x!, y!);
      },
      /^divideFixed: x can leave ±4096, the domain of divideFixed at scale 16, for operands of 0 to 4097 at scale 16 \(3\) and of 0 to 4097 at scale 16 \(3\)$/,
    ],
    [
      "of correlation",
      async (mpc) => {
        const [x, y] = await pair(mpc, [0, 2 ** 12], 16);
        await mpc.correlation(x!, y!);
      },
      /^correlation: x and y can leave the domain of correlation, n·Σ \(x − mean\)²·2\^\(2·scale\) < 2\^56, for operands of 0 to 4096/,
    ],
  ] as const satisfies readonly (readonly [string, Program, RegExp])[])
    it(what, async () => {
      const refused = planProgram(program, null, options);
      await assert.rejects(refused, (error) => {
        assert.ok(error instanceof CanOverflow);
        assert.match(error.message, message);
        return true;
      });
    });

  it("but not at its end", async () => {
    const atItsEnd: Program = async (mpc) => {
      const [x, y] = await pair(mpc, [-4096, 4096], 16);
      await mpc.divideFixed(x!, y!);
    };
    await planProgram(atItsEnd, null, options);
  });
});

describe("a program that swallows the refusal", () => {
  for (const [what, program] of Object.entries(SWALLOWING))
    it(`${what}, has no plan`, async () => {
      const options = { n: 2, self: 0, turn: setImmediate };
      await assert.rejects(planProgram(program, null, options), CanOverflow);
      // Where numbers may wrap, nothing is refused.
      await planProgram(program, null, { ...options, overflow: "wrap" });
    });
});

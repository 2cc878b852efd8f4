import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import fc from "fast-check";
import { Abort } from "../../network/abort.ts";
import { Origins, operationId } from "../../online/origin.ts";
import { hexOf } from "../../online/program-divergence.ts";
import { HEADER_BYTES, ROUNDS } from "../../online/round-message.ts";
import type { Secret } from "../../online/values.ts";
import type { Engine } from "../../operations/engine.ts";
import type { MacKey } from "../../protocols/mac-key.ts";
import { inputOf, runEngines, type Setting } from "./parties.ts";

type Pair = readonly [x: Secret, y: Secret];
type Start = (mpc: Engine, pair: Pair) => Promise<Secret>;

const pairOf = async (mpc: Engine): Promise<Pair> => [
  await inputOf(mpc, 0, [1, 2, 3, 4]),
  await inputOf(mpc, 1, [5, 6, 7, 8]),
];

/** Runs it, and asserts that nobody is accused and no key is lost. Returns every party's result or code. */
async function honestly<T>(
  program: (mpc: Engine) => Promise<T>,
  setting: Setting = {},
): Promise<(T | string)[]> {
  const keys: MacKey[] = [];
  const { results } = await runEngines(program, {
    ...setting,
    engine: { reportWaitMs: 500, ...setting.engine },
    material: (items) => {
      keys.push(items.macKey!);
      return items;
    },
  });
  for (const key of keys) assert.equal(key.dead, false, "a store was lost");
  return results.map((result) => {
    if (!(result instanceof Abort)) return result;
    assert.deepEqual(result.culprits, []);
    return `${result.code} ${result.message}`;
  });
}

const assertDiverged = (results: readonly unknown[], says?: RegExp) => {
  const texts = results.map(String);
  assert.ok(
    texts.every((text) => /^(programs-diverged|peer-aborted)/.test(text)),
    texts.join("\n"),
  );
  const diverged = texts.filter((text) => text.startsWith("programs-diverged"));
  assert.ok(diverged.length > 0);
  if (says !== undefined)
    assert.ok(
      diverged.some((text) => says.test(text)),
      texts.join("\n"),
    );
};

/** Two operations that are alike but for their operands, and what is said where a party swaps them. */
const SWAPS: Record<string, { starts: readonly [Start, Start]; says: RegExp }> = {
  "two products": {
    starts: [(m, [x, y]) => m.multiply(x, y), (m, [, y]) => m.multiply(y, y)],
    says: /operation 1 here, multiply 4 of input of P0, input of P1, is operation 2 at P\d/,
  },
  "two squares": {
    starts: [(m, [x]) => m.square(x), (m, [, y]) => m.square(y)],
    says: /square 4 of input of P0, is operation 2 at P\d: the same operations in another order/,
  },
  "two truncations": {
    starts: [(m, [x]) => m.truncate(x, 1), (m, [, y]) => m.truncate(y, 1)],
    says: /truncate 1 4 of input of P0, is operation 2/,
  },
  "two exact truncations": {
    starts: [(m, [x]) => m.truncateExact(x, 3), (m, [, y]) => m.truncateExact(y, 3)],
    says: /truncate-exact 3 4 of input of P0, is operation 2/,
  },
  "two matrix products": {
    starts: [
      (m, [x, y]) => m.matrixProduct(m.transpose(x), y),
      (m, [x, y]) => m.matrixProduct(m.transpose(y), x),
    ],
    says: /matrix-product 1x4x1 of transpose, input of P1, is operation 2/,
  },
  "two equal products, whose results go other ways": {
    starts: [(m, [x, y]) => m.multiply(x, y), (m, [x, y]) => m.multiply(x, y)],
    says: /square 4 of multiply here, of multiply no. 2 at P\d/,
  },
  "two inputs of one owner": {
    starts: [(m) => inputOf(m, 0, [1, 2, 3, 4]), (m) => inputOf(m, 0, [5, 6, 7, 8])],
    says: /square 4 of input of P0 no. 2 here, of input of P0 no. 3 at P\d/,
  },
};

/** Starts both, the last party in another order, and goes on with what became of them. */
const swapping = (starts: readonly [Start, Start]) => async (mpc: Engine) => {
  const pair = await pairOf(mpc);
  const made: Promise<Secret>[] = [];
  for (const k of mpc.self === mpc.n - 1 ? [1, 0] : [0, 1]) made[k] = starts[k]!(mpc, pair);
  const [a, b] = await Promise.all(made);
  return mpc.output(mpc.add(await mpc.square(a!), b!));
};

describe("a party that starts operations in another order", () => {
  for (const [what, { starts, says }] of Object.entries(SWAPS))
    it(`is told so, with both places, and loses no store: ${what}`, async () => {
      for (const n of [2, 3]) assertDiverged(await honestly(swapping(starts), { n }), says);
    });

  it("of public constants is told so", async () => {
    const results = await honestly(async (mpc) => {
      const [x, y] = await pairOf(mpc);
      const shifted = [mpc.addPublic(x, 1), mpc.addPublic(x, 2)];
      const order = mpc.self === 1 ? [1, 0] : [0, 1];
      const made: Promise<Secret>[] = [];
      for (const k of order) made[k] = mpc.multiply(shifted[k]!, y);
      const [a, b] = await Promise.all(made);
      return mpc.output(mpc.subtract(a!, b!));
    });
    assertDiverged(results, /multiply 4 of addPublic, input of P1, is operation 2 at P\d/);
  });

  it("because of one extra microtask in one of two chains is told so, or it does no harm", async () => {
    for (const extra of [0, 1, 2, 3]) {
      const results = await honestly(async (mpc) => {
        const [x, y] = await pairOf(mpc);
        const chain = async (from: Secret, late: boolean) => {
          let z = from;
          for (let j = 0; j < 4; j++) {
            z = await mpc.multiply(z, x);
            if (late) for (let k = 0; k < extra; k++) await null;
          }
          return z;
        };
        const [a, b] = await Promise.all([chain(x, mpc.self === 1), chain(y, false)]);
        return mpc.output(mpc.add(a!, b!));
      });
      if (results.every((r) => typeof r !== "string"))
        for (const r of results) assert.deepEqual(r, [6n, 16n * 8n, 81n * 10n, 256n * 12n]);
      else assertDiverged(results);
    }
  });

  it("because of timers between operations of two chains is told so, or it does no harm", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3), { minLength: 24, maxLength: 24 }), async (naps) => {
        let taken = 0;
        const results = await honestly(async (mpc) => {
          const [x, y] = await pairOf(mpc);
          const chain = async (from: Secret) => {
            let z = from;
            for (let j = 0; j < 3; j++) {
              for (let k = naps[taken++ % naps.length]!; k > 0; k--) await nextTurn();
              z = await mpc.multiply(z, y);
            }
            return z;
          };
          const [a, b] = await Promise.all([chain(x), chain(mpc.addPublic(x, 1))]);
          return mpc.output(mpc.subtract(b!, a!));
        });
        if (results.every((r) => typeof r !== "string"))
          for (const r of results) assert.deepEqual(r, [125n, 216n, 343n, 512n]);
        else assertDiverged(results);
      }),
      { numRuns: 25, seed: 61 },
    );
  });
});

describe("ids of secrets", () => {
  it("do not change for the others when one party computes something for itself", async () => {
    const results = await honestly(async (mpc) => {
      const [x, y] = await pairOf(mpc);
      if (mpc.self === 0) {
        const z = mpc.transpose(mpc.negate(mpc.subtract(mpc.add(x, y), y)));
        mpc.sum(mpc.stack([mpc.rows(x, 0, 2), mpc.beside([y, x]), z].slice(0, 1)));
        mpc.constant([1], 1);
        mpc.multiplyPublic(z, 3);
      }
      const z = await mpc.multiply(
        mpc.add(x, y),
        mpc.sum(mpc.reshape(x, [2, 2])).length === 1 ? y : x,
      );
      return mpc.output(mpc.sum(z));
    });
    for (const result of results) assert.deepEqual(result, [30n + 48n + 70n + 96n]);
  });

  it("hold no values: headers are the same whatever was put in, and whatever constants are", async () => {
    const headersOf = async (values: readonly number[], constant: number) => {
      const headers: string[] = [];
      await runEngines(
        async (mpc) => {
          const x = await inputOf(mpc, 0, values);
          const y = mpc.multiplyPublic(mpc.addPublic(x, constant), constant);
          const z = mpc.publicProduct([constant, 1], 1, y);
          const w = mpc.add(z, mpc.constant([constant], 1));
          return mpc.output(await mpc.square(await mpc.truncate(w, 3)));
        },
        {
          network: {
            tamper: (_from, _to, tag, message) => {
              if (tag === ROUNDS)
                headers.push(Buffer.from(message.slice(0, HEADER_BYTES)).toString("hex"));
              return message;
            },
          },
        },
      );
      return headers;
    };
    const headers = await headersOf([1, 2], 3);
    assert.ok(headers.length >= 8);
    assert.deepEqual(await headersOf([-70, 500], 11), headers);
  });

  it("differ for different operations, shapes, scales and operands", () => {
    const origins = new Origins();
    const [add, multiply] = [operationId("add"), operationId("multiply")];
    const roots = Array.from({ length: 60 }, (_, k) =>
      origins.ofCall(add, [k % 7, k % 5, k % 3], []),
    );
    const ids = new Set(roots.map(({ id }) => hexOf(id)));
    for (const x of roots)
      for (const y of roots) {
        ids.add(hexOf(origins.ofCall(multiply, [], [x, y]).id));
        ids.add(hexOf(origins.ofCall(multiply, [], [x, y]).id));
        ids.add(hexOf(origins.ofCall(multiply, [1], [x, y]).id));
        ids.add(hexOf(origins.ofResult(add, [], [x, y]).id));
      }
    assert.equal(ids.size, 60 + 4 * 60 * 60);
    const again = origins.ofResult(add, [], [roots[3]!, roots[4]!]);
    assert.ok(
      ids.has(hexOf(again.id)),
      "what follows from its operands is another the second time",
    );
  });

  it("count calls on what follows from one secret as calls on that secret", () => {
    const origins = new Origins();
    const [transposed, multiply] = [operationId("transpose"), operationId("multiply")];
    const x = origins.ofCall(operationId("input"), [4], []);
    const once = origins.ofCall(multiply, [], [x, origins.ofResult(transposed, [], [x])]);
    const twice = origins.ofCall(multiply, [], [x, origins.ofResult(transposed, [], [x])]);
    assert.deepEqual([once.k, twice.k], [0, 1]);
    assert.notEqual(hexOf(once.id), hexOf(twice.id));
  });
});

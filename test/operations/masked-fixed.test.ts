/** A masked matrix in fixed point: opened once, multiplied straight and transposed, each sum truncated once. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Tamper } from "../../network/memory.ts";
import { HEADER_BYTES, ROUNDS, readHeader } from "../../online/round-message.ts";
import type { MaskedMatrix } from "../../online/values.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { FAMILIES, REAL, runEngines } from "../online/parties.ts";
import { assertBlamed } from "../support/tamper.ts";
import { CLEAR } from "./everywhere.ts";

const SCALE = 16;
const X = [1.5, -2.25, 0.125, 3, 100, -0.001];
const Y = [0.5, -1, 2];
const Z = [1, -0.75];
const raw = (list: readonly number[]) => list.map((v) => BigInt(Math.round(v * 2 ** SCALE)));

/** Σ of the products at each place, exact and raw. */
const straight = [0, 1].map((r) => raw(Y).reduce((sum, y, k) => sum + raw(X)[3 * r + k]! * y, 0n));
const turned = [0, 1, 2].map((c) => raw(Z).reduce((sum, z, k) => sum + raw(X)[3 * k + c]! * z, 0n));

async function masked(mpc: Mpc): Promise<MaskedMatrix> {
  const x = await mpc.input(0, [2, 3], mpc.self === 0 ? X : null, { scale: SCALE });
  return mpc.maskMatrix(x, { columns: 1, products: 1, transposed: 1 });
}

async function products(mpc: Mpc): Promise<bigint[][]> {
  const matrix = await masked(mpc);
  const made = await Promise.all([
    matrix.productFixed(mpc.constant(Y, 3, { scale: SCALE })),
    matrix.transposedProductFixed(mpc.constant(Z, 2, { scale: SCALE })),
  ]);
  for (const one of made) assert.equal(one.scale, SCALE);
  return Promise.all(made.map((one) => mpc.output(one)));
}

/** Each is the sum without its low bits, or one more. */
function assertRounded(results: readonly unknown[]): void {
  for (const result of results) {
    if (result instanceof Error) throw result;
    for (const [k, exact] of [straight, turned].entries())
      for (const [j, v] of (result as bigint[][])[k]!.entries()) {
        const error = v - (exact[j]! >> BigInt(SCALE));
        assert.ok(error === 0n || error === 1n, `${error}`);
      }
  }
}

describe("a masked matrix in fixed point", () => {
  it("gives products that are truncated once, in the clear and on the engines", async () => {
    assertRounded(await CLEAR.run(2, products));
    for (const family of FAMILIES) assertRounded((await runEngines(products, { family })).results);
  });

  it("is not opened again: a product opens y and as many elements as it gives", async () => {
    const { results } = await runEngines(async (mpc) => {
      const matrix = await masked(mpc);
      const before = mpc.statistics();
      await mpc.output(await matrix.transposedProductFixed(mpc.constant(Z, 2, { scale: SCALE })));
      const after = mpc.statistics();
      const items = [...after.items].filter(([kind, count]) => before.items.get(kind) !== count);
      // The output opens 3 more.
      return { opened: after.elements - before.elements - 3, items };
    });
    for (const result of results)
      assert.deepEqual(result, { opened: 2 + 3, items: [["truncation-mask/16", 3]] });
  });

  it("takes its products of those that are prepared, and says so in its own name", async () => {
    const { results } = await runEngines(async (mpc) => {
      const matrix = await masked(mpc);
      const y = mpc.constant(Y, 3, { scale: SCALE });
      await assert.rejects(matrix.productFixed(mpc.constant(Z, 2, { scale: SCALE })), {
        name: "RangeError",
        message: "productFixed: times 2, prepared for 3 × 1",
      });
      await mpc.output(await matrix.product(y));
      await assert.rejects(matrix.productFixed(y), {
        name: "RangeError",
        message: "productFixed: every prepared product is used up",
      });
      return true;
    });
    assert.deepEqual(results, [true, true]);
  });

  it("stops whoever shifts what a product opens, before the product or after", async () => {
    // Round 0 is the input, 1 opens the matrix, 2 and 3 are those of the products.
    for (const at of [1, 2, 3]) {
      const tamper: Tamper = (from, to, tag, message) => {
        const changes = from === 1 || (to === 1 && from === 0);
        if (!changes || tag !== ROUNDS || readHeader(message).round !== at) return message;
        const changed = message.slice();
        const view = new DataView(changed.buffer, HEADER_BYTES);
        view.setBigUint64(0, (view.getBigUint64(0, true) + 1n) % REAL.p, true);
        return changed;
      };
      const outcome = await runEngines(products, { network: { tamper } });
      assertBlamed(outcome, 1, "mac-check-failed", [], `round ${at}`);
    }
  });
});

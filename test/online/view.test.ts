import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { referenceField } from "../../algebra/reference.ts";
import { inputMasksOf } from "../../items/kinds/input-mask.ts";
import { kindName } from "../../items/kinds.ts";
import { preload } from "../../items/stock.ts";
import { HEADER_BYTES, ROUNDS, readHeader } from "../../online/round-message.ts";
import { instead, wrapping } from "./material.ts";
import { FAMILIES, inputOf, runEngines, type Setting } from "./parties.ts";

/** Elements of one run, each with masks of its own: so many samples of the view. */
const SAMPLES = 40_000;
/** P(χ² > bound) < 10^-6, by Wilson and Hilferty. */
const bound = (freedom: number) =>
  freedom * (1 - 2 / (9 * freedom) + 4.7534 * Math.sqrt(2 / (9 * freedom))) ** 3;

/**
 * All that P_0 sees of one element while x_1 + x_2 is opened, of which the rest follows: its own shares of
 * both masks, both masked inputs, P_1's share of the sum. P_2's share is then given by x_1 + x_2.
 */
async function viewsOf(
  x1: number,
  x2: number,
  { p = 5, macs = false, ...setting }: Setting & { readonly p?: number; readonly macs?: boolean },
): Promise<number[]> {
  const field = referenceField(BigInt(p));
  const masks: number[][] = [];
  const messages = new Map<string, Uint8Array>();
  const { results } = await runEngines(
    async (mpc) => {
      const [x, y] = await Promise.all([
        inputOf(mpc, 1, Array<number>(SAMPLES).fill(x1)),
        inputOf(mpc, 2, Array<number>(SAMPLES).fill(x2)),
      ]);
      return mpc.output(mpc.add(x!, y!));
    },
    {
      ...{ n: 3, field },
      ...setting,
      material: (given, self) => {
        const items = setting.material?.(given, self) ?? given;
        if (self !== 0) return items;
        return wrapping(items, (made) => {
          const { value, mac } = inputMasksOf(made, items.family).mask;
          for (const column of macs ? [value, mac!] : [value])
            masks.push(Array.from(column, Number));
          return made;
        });
      },
      network: {
        tamper: (from, to, tag, message) => {
          if (to === 0 && tag === ROUNDS && message.length > HEADER_BYTES)
            messages.set(
              `${from} in ${readHeader(message).elements > 0 ? "output" : "input"}`,
              message,
            );
          return message;
        },
      },
    },
  );
  const half = (p - 1) / 2;
  const sum = ((x1 + x2 + p + half) % p) - half;
  for (const result of results) assert.ok((result as bigint[]).every((v) => Number(v) === sum));
  const elements = (name: string): number[] => {
    const bytes = messages.get(name)!.slice(HEADER_BYTES);
    return Array.from(new BigUint64Array(bytes.buffer), Number);
  };
  const seen = [...masks, elements("1 in input"), elements("2 in input"), elements("1 in output")];
  const counts = Array<number>(p ** seen.length).fill(0);
  for (let j = 0; j < SAMPLES; j++)
    counts[seen.reduce((cell, values) => cell * p + values[j]!, 0)]!++;
  return counts;
}

const chiSquare = (counts: readonly number[]): number => {
  const mean = SAMPLES / counts.length;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
};

describe("what P_0 sees when x_1 + x_2 is opened", () => {
  for (const family of FAMILIES)
    it(`is uniform given the sum, whatever x_1 and x_2 (dealer, ${family})`, async () => {
      for (const [x1, x2] of [
        [1, 1],
        [2, 0],
        [-2, -1],
        [0, 1],
      ] as const) {
        const counts = await viewsOf(x1, x2, { family, seed: `view of ${x1} and ${x2}` });
        const statistic = chiSquare(counts);
        assert.ok(statistic < bound(counts.length - 1), `${statistic} for ${x1}, ${x2}`);
      }
    });

  it("is uniform with its MAC shares of both masks, too", async () => {
    for (const [x1, x2] of [
      [1, 0],
      [-1, -1],
    ] as const) {
      const counts = await viewsOf(x1, x2, { p: 3, macs: true, seed: `MACs, ${x1} and ${x2}` });
      const statistic = chiSquare(counts);
      assert.ok(statistic < bound(counts.length - 1), `${statistic} for ${x1}, ${x2}`);
    }
  });

  /** The same items by way of a stock in memory. */
  const stocked: NonNullable<Setting["material"]> = (items, self) => {
    const asked = [1, 2].map(
      (owner) => [kindName({ kind: "input-mask", owner }), SAMPLES] as const,
    );
    const stock = preload(items, { self, n: 3 }, asked);
    return instead(items, "input-mask", async (item, count) => (await stock).take(item, count));
  };

  it("is uniform with material from a stock", async () => {
    for (const [x1, x2] of [
      [1, 1],
      [-2, -1],
    ] as const) {
      const counts = await viewsOf(x1, x2, { material: stocked, seed: `stock, ${x1} and ${x2}` });
      const statistic = chiSquare(counts);
      assert.ok(statistic < bound(counts.length - 1), `${statistic} for ${x1}, ${x2}`);
    }
  });

  it("would show MAC shares that depend on the masked values: the test can fail", async () => {
    // P_0's MAC share is its value share; P_1 makes up for it.
    const moved = [0, 1].map(() => Promise.withResolvers<BigUint64Array<ArrayBuffer>>());
    const copied: Setting["material"] = (items, self) => {
      let call = 0;
      return wrapping(items, async (made) => {
        const { promise, resolve } = moved[call++]!;
        const { value, mac } = inputMasksOf(made, items.family).mask;
        if (self === 0) {
          resolve(mac!.map((m, j) => (m - value[j]! + 3n) % 3n));
          mac!.set(value);
        }
        if (self === 1) {
          const shift = await promise;
          mac!.set(mac!.map((m, j) => (m + shift[j]!) % 3n));
        }
        return made;
      });
    };
    const counts = await viewsOf(1, 0, { p: 3, macs: true, material: copied, seed: "copied" });
    assert.ok(chiSquare(counts) > 10 * bound(counts.length - 1));
  });

  it("would show masks of which the owner holds all: the test can fail", async () => {
    const whole: Setting["material"] = (items) =>
      wrapping(items, (made) => {
        const { mask, clear } = inputMasksOf(made, items.family);
        if (clear !== null) mask.value.set(clear);
        else mask.value.fill(0n);
        return made;
      });
    const counts = await viewsOf(2, 0, { family: "plain", material: whole });
    assert.ok(chiSquare(counts) > 10 * bound(5 ** 5 - 1));
  });

  it("would show an input mask that is used twice", async () => {
    const stuck: Setting["material"] = (items) =>
      wrapping(items, (made) => {
        const { mask, clear } = inputMasksOf(made, items.family);
        mask.value.fill(mask.value[0]!);
        clear?.fill(clear[0]!);
        return made;
      });
    const counts = await viewsOf(1, 1, { family: "plain", material: stuck });
    assert.ok(chiSquare(counts) > 10 * bound(5 ** 5 - 1));
  });
});

/** What LowGear opens, seen by somebody who has all messages: each value hides behind one of its own, used once. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { concatVectors, type Vector } from "../../../algebra/field.ts";
import { prime60 } from "../../../algebra/prime60.ts";
import { takeInputMasks } from "../../../items/kinds/input-mask.ts";
import { takeMatrixTriple } from "../../../items/kinds/matrix-triple.ts";
import { takeSquares } from "../../../items/kinds/square.ts";
import { takeTriples } from "../../../items/kinds/triple.ts";
import type { Preprocessing } from "../../../items/preprocessing.ts";
import { createLowGear } from "../../../offline/lowgear/lowgear.ts";
import { combineUnderCoins } from "../../../protocols/mac-check.ts";
import type { Share } from "../../../protocols/share.ts";
import { smallBgv } from "../../support/lowgear.ts";
import { runParties } from "../../support/parties.ts";
import { WireTap } from "../../support/wire-tap.ts";

const field = prime60();
const N = 32;
const U = 4;

/** All parties ask, and somebody listens; what each got. */
async function overheard<T>(n: number, ask: (items: Preprocessing) => Promise<T>) {
  const tap = new WireTap();
  const { results } = await runParties(
    n,
    async (session) => {
      tap.attach(session);
      const items = await createLowGear(
        session,
        smallBgv(session, "proved", { degree: N, batch: U }),
      );
      return ask(items);
    },
    { seed: "overheard", tamper: tap.tamper },
  );
  return { tap, results: results as T[] };
}

const sum = (shares: readonly Share[]): Vector =>
  shares.map(({ value }) => value).reduce((x, y) => field.add(x, y));

/** No two of all these are equal: random ones are, of so few, with probability 2^-40. */
function assertAllDistinct(leak: string, ...vectors: readonly Vector[]): void {
  const all = vectors.flatMap((vector) => [...vector]);
  assert.equal(new Set(all).size, all.length, leak);
}

/** What ρ hides with, vector by vector: t·x − ρ for the x that was tested, as far as it was handed out. */
function hiding(tap: WireTap, path: string, tested: readonly Vector[]): Vector[] {
  const coins = tap.coins(path);
  const rho = tap.opened(path);
  let at = 0;
  return tested.map((x) => {
    const t = coins.elements(field, 1);
    const opened = rho.subarray(at, at + x.length);
    at += x.length;
    return field.subtract(field.multiplyScalar(x, t), opened);
  });
}

/** Vectors of N; the last of each batch of U lacks its last item, which is filled up with 0. */
function vectorsOf(items: Vector, batches: number): Vector[][] {
  const perBatch = U * N - 1;
  assert.equal(items.length, batches * perBatch);
  return Array.from({ length: batches }, (_, batch) => {
    const whole = new BigUint64Array(U * N);
    whole.set(items.subarray(batch * perBatch, (batch + 1) * perBatch));
    return Array.from({ length: U }, (_, k) => whole.slice(k * N, (k + 1) * N));
  });
}

describe("what LowGear opens hides", () => {
  it("b behind a b̂ of its own in every vector of triples: ρ is never (t − 1)·b, nor are two b̂ alike", async () => {
    const batches = 2;
    const { tap, results } = await overheard(2, (items) =>
      takeTriples(items, batches * (U * N - 1)),
    );
    const [a, b, c] = (["a", "b", "c"] as const).map((name) => sum(results.map((t) => t[name])));
    const bHats = tap
      .openings("sacrifice")
      .flatMap((path, batch) => hiding(tap, path, vectorsOf(b!, batches)[batch]!))
      .map((bHat) => bHat.subarray(0, N - 1));
    assert.equal(bHats.length, batches * U);
    const leak = "b̂ is b, or hides two openings: their difference shows b";
    assertAllDistinct(leak, a!, b!, c!, ...bHats);
  });

  it("a behind another root in every vector of squares, which hides nothing else", async () => {
    const perBatch = U * N - 1;
    const { tap, results } = await overheard(2, (items) => takeSquares(items, 2 * perBatch));
    const a = sum(results.map((t) => t.a));
    const spent = tap
      .openings("sacrifice")
      .flatMap((path, batch) => hiding(tap, path, vectorsOf(a, 2)[batch]!))
      .map((b) => b.subarray(0, N - 1));
    assertAllDistinct("the root that is thrown away is a, or hides two openings", a, ...spent);
  });

  it("every batch of input masks behind a mask of its own: the differences of two openings show no input mask", async () => {
    const batches = 3;
    const { tap, results } = await overheard(3, (items) =>
      takeInputMasks(items, 1, batches * U * N),
    );
    const r = results[1]!.clear!;
    const masks = tap
      .openings("authenticate")
      .filter((path) => /\/inputs-\d+\//.test(path))
      .map((path, batch) => {
        const values = r.subarray(batch * U * N, (batch + 1) * U * N);
        return maskOf(tap, path, [values], N);
      });
    assert.equal(masks.length, batches);
    assertAllDistinct("one mask hides two batches", r, ...masks);
  });

  it("every group of matrix triples behind a mask, every B behind a B̂, of its own", async () => {
    const shape = { rows: 4, inner: 3, columns: 2, pairs: 1, transposed: 0 };
    const count = 4;
    const { tap, results } = await overheard(2, async (items) => {
      const made = [];
      for (let k = 0; k < count; k++) made.push(await takeMatrixTriple(items, shape));
      return made;
    });
    const triples = Array.from({ length: count }, (_, k) => {
      const of = results.map((made) => made[k]!);
      return {
        a: sum(of.map((t) => t.a)),
        b: sum(of.map((t) => t.pairs[0]!.b)),
        c: sum(of.map((t) => t.pairs[0]!.c)),
      };
    });
    const bHats: Vector[] = [];
    const masks: Vector[] = [];
    const left = [...triples];
    const checks = tap.openings("authenticate").filter((path) => path.includes("/matrices-"));
    for (const [group, path] of tap.openings("sacrifice").entries()) {
      const own = left.splice(0, tap.opened(path).length / (shape.inner * shape.columns));
      const spent = hiding(
        tap,
        path,
        own.map(({ b }) => b),
      );
      bHats.push(...spent);
      const { rows, inner, columns } = shape;
      const pieces = [
        own.flatMap(({ a, b }, k) => [a, b, spent[k]!]),
        own.flatMap(({ a, c }, k) => [c, field.matrixProduct(a, spent[k]!, rows, inner, columns)]),
      ].map((parts) => concatVectors(parts));
      masks.push(maskOf(tap, checks[group]!, pieces));
    }
    assert.ok(masks.length >= 2, "several groups");
    assert.equal(bHats.length, count);
    const items = triples.flatMap(({ a, b, c }) => [a, b, c]);
    assertAllDistinct("a mask or a B̂ hides two openings", ...items, ...bHats, ...masks);
  });
});

/** y of the Σ r_j·x_j + y that was opened, for the x_j of a batch, in pieces of so many. */
function maskOf(tap: WireTap, path: string, batch: readonly Vector[], piece = 2 ** 20): Vector {
  const pieces = batch.flatMap((vector) =>
    Array.from({ length: Math.ceil(vector.length / piece) }, (_, k) => {
      const values = vector.subarray(k * piece, (k + 1) * piece);
      return { values, macs: values };
    }),
  );
  const { value } = combineUnderCoins(field, pieces, tap.coins(path));
  return field.subtract(tap.opened(path), value);
}

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Vector } from "../../algebra/field.ts";
import { primeDomain } from "../../items/domain.ts";
import { Abort } from "../../network/abort.ts";
import type { Tamper } from "../../network/memory.ts";
import type { OpeningJob } from "../../online/opening-job.ts";
import { ROUNDS, readHeader } from "../../online/round-message.ts";
import { Rounds } from "../../online/rounds.ts";
import { SharedSecret } from "../../online/shared-secret.ts";
import { Unchecked } from "../../online/unchecked.ts";
import type { Secret } from "../../online/values.ts";
import type { Engine } from "../../operations/engine.ts";
import { MaskedSecret } from "../../operations/matrix/masked-secret.ts";
import { OpeningRecord } from "../../protocols/opening-record.ts";
import type { Share } from "../../protocols/share.ts";
import { runParties } from "../support/parties.ts";
import { inputOf, REAL, runEngines } from "./parties.ts";

/** Long enough to be kept by the record, not copied. */
const LONG = 5000;
const values = Array.from({ length: LONG }, (_, j) => j + 1);

/** Every share that P_1 holds when it has multiplied; then `end`. */
async function heldAt(end: (mpc: Engine, product: Secret) => Promise<unknown>, tamper?: Tamper) {
  const shares: Share[] = [];
  const keep: Secret[] = [];
  const { results } = await runEngines(
    async (mpc) => {
      const x = await inputOf(mpc, 0, values);
      const product = await mpc.multiply(x, x);
      if (mpc.self === 1)
        for (const secret of [x, product]) {
          keep.push(secret);
          shares.push(SharedSecret.shareOf(secret as SharedSecret));
        }
      await end(mpc, product);
    },
    { close: false, ...(tamper && { network: { tamper } }) },
  );
  assert.equal(keep.length, 2);
  return { results, vectors: shares.flatMap(({ value, mac }) => [value, mac!]) };
}

const isZero = (vector: Vector) => vector.every((x) => x === 0n);

/** A round of one opening, cut short by P_0, whose shares no program holds. */
async function cutShort(): Promise<Vector> {
  const value = new BigUint64Array(8).fill(7n);
  const options = { routing: "direct", checkEvery: 99, settings: "", reportWaitMs: 1 } as const;
  await runParties(
    2,
    async (session) => {
      const rounds = new Rounds(session, primeDomain(REAL, null), {
        ...options,
        onFailure: () => {},
      });
      const own = session.self === 1 ? value : value.slice();
      const job: OpeningJob<null, Vector> = {
        label: "open",
        opens: 8,
        material: Promise.resolve(null),
        shares: () => [{ value: own, mac: null }],
        finish: Unchecked.valuesOf,
      };
      await rounds.run(job).catch(() => undefined);
      rounds.zero();
    },
    { tamper: (from, _to, _tag, message) => (from === 0 ? message.slice(0, -1) : message) },
  );
  return value;
}

describe("at the end of a run no share is left in what the program holds", () => {
  it("after it is closed, nor in the loop and its record", async (t) => {
    const [loops, records] = [Rounds, OpeningRecord].map((each) =>
      t.mock.method(each.prototype as { zero(): void }, "zero"),
    );
    const { results, vectors } = await heldAt(async (mpc, product) => {
      await mpc.output(product);
      await mpc.close();
    });
    assert.ok(!results.some((r) => r instanceof Abort));
    assert.deepEqual([loops!.mock.callCount(), records!.mock.callCount()], [2, 2]);
    assert.deepEqual(vectors.map(isZero), [true, true, true, true]);
  });

  it("after an abort in the middle of a check, with the MAC shares that were to be checked", async () => {
    const cut: Tamper = (from, _to, tag, message) =>
      from === 0 && tag.endsWith("residues/open") ? message.slice(1) : message;
    const { results, vectors } = await heldAt((mpc, product) => mpc.output(product), cut);
    assert.ok(results[1] instanceof Abort && results[1].code === "malformed-message");
    assert.deepEqual(vectors.map(isZero), [true, true, true, true]);
  });

  it("nor in what a masked matrix hides it with", async () => {
    const spent: Share[] = [];
    await runEngines(async (mpc) => {
      const x = await mpc.input(0, [2, 2], mpc.self === 0 ? [1, 2, 3, 4] : null);
      const masked = await mpc.maskMatrix(x, { columns: 1, products: 2, transposed: 1 });
      await mpc.output(await masked.product(mpc.constant([1, 1], 2)));
      const held = masked as unknown as MaskedSecret;
      for (const kind of ["product", "transposedProduct"] as const) {
        const { a, b, c } = MaskedSecret.spend(held, kind)!;
        spent.push(a, b, c);
      }
    });
    assert.equal(spent.length, 12);
    assert.ok(spent.every(({ value, mac }) => isZero(value) && isZero(mac!)));
  });

  it("not even shares of a round under way that no program holds", async () => {
    assert.ok(isZero(await cutShort()));
  });

  it("after an abort in the middle of a round, with the shares that were under way", async () => {
    const sent: Vector[] = [];
    const cut: Tamper = (from, _to, tag, message) =>
      from === 0 && tag === ROUNDS && readHeader(message).round === 2
        ? message.slice(0, -1)
        : message;
    const { results } = await heldAt(async (mpc, product) => {
      const sum = mpc.add(product, product);
      if (mpc.self === 1) {
        const { value, mac } = SharedSecret.shareOf(sum as SharedSecret);
        sent.push(value, mac!);
      }
      await mpc.square(sum);
    }, cut);
    assert.ok(results[1] instanceof Abort && results[1].code === "malformed-message");
    assert.deepEqual(sent.map(isZero), [true, true]);
  });
});

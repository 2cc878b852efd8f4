/** What every backend and every store of preprocessing must satisfy, tested by reconstruction. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Field, Vector } from "../../algebra/field.ts";
import { prime60 } from "../../algebra/prime60.ts";
import { referenceField } from "../../algebra/reference.ts";
import { type Columns, type Family, ShareReader } from "../../items/columns.ts";
import { takeBits } from "../../items/kinds/bit.ts";
import { takeInputMasks } from "../../items/kinds/input-mask.ts";
import { takeMatrixTriple } from "../../items/kinds/matrix-triple.ts";
import { takeRandoms } from "../../items/kinds/random.ts";
import { takeTriples } from "../../items/kinds/triple.ts";
import { takeTruncationMasks } from "../../items/kinds/truncation-mask.ts";
import {
  type ItemKind,
  KINDS,
  kindName,
  kindOf,
  shareWidths,
  widthsOf,
} from "../../items/kinds.ts";
import type { Preprocessing } from "../../items/preprocessing.ts";
import type { Share } from "../../protocols/share.ts";
import { exampleOf } from "./examples.ts";

/** All parties' preprocessing under one key. */
export interface Supply {
  readonly parties: readonly Preprocessing[];
  /** Ends all parties and whatever serves them; rejects with what went wrong on the way. */
  close(): Promise<void>;
}

/** So many items of each kind at most, by kindName: what a supply that is made ahead has to hold. */
export type Asked = readonly (readonly [kind: string, count: number])[];

/** A new supply whose coins follow from `seed`. */
export type SupplyMaker = (
  n: number,
  field: Field,
  family: Family,
  seed: string,
  asked: Asked,
) => Promise<Supply>;

export const FAMILIES = ["authenticated", "plain"] as const satisfies Family[];

/** Asks all parties for the same. */
export const fromAll = <T>(supply: Supply, ask: (party: Preprocessing) => Promise<T>) =>
  Promise.all(supply.parties.map(ask));

export const sumOf = (field: Field, vectors: readonly Vector[]): Vector =>
  vectors.reduce((a, b) => field.add(a, b));

/** The secrets behind the parties' shares, once their MACs are right. */
export function reconstruct(field: Field, supply: Supply, shares: readonly Share[]): Vector {
  const x = sumOf(
    field,
    shares.map((s) => s.value),
  );
  const keys = supply.parties.map((party) => party.macKey);
  if (keys.includes(null)) {
    assert.ok(
      shares.every((s) => s.mac === null),
      "plain shares carry no MAC",
    );
    return x;
  }
  const alpha = sumOf(
    field,
    keys.map((key) => key!.share),
  );
  const macs = sumOf(
    field,
    shares.map((s) => s.mac!),
  );
  assert.deepEqual(macs, field.multiplyScalar(x, alpha), "Σ m_i = α·x");
  return x;
}

/** What a maker is asked for: by default any field, any family, up to five parties. */
export interface Coverage {
  readonly parties?: readonly number[];
  readonly fields?: readonly Field[];
  readonly families?: readonly Family[];
}

/** All that any test below asks for. */
const askedAmong = (n: number, field: Field): Asked => [
  ...KINDS.flatMap(({ kind }) => {
    const { items, counts } = exampleOf(kind);
    const most = Math.max(14, sumOfCounts(counts));
    return items(field, n).map(
      (item) => [kindName(item), kindOf(item).single ? sumOfCounts(counts) : most] as const,
    );
  }),
  ["truncation-mask/2/exact", 1],
];

const sumOfCounts = (counts: readonly number[]) => counts.reduce((a, b) => a + b);

export function preprocessingContract(
  name: string,
  make: SupplyMaker,
  {
    parties = [2, 3, 4, 5],
    fields = [referenceField(11n), prime60()],
    families = FAMILIES,
  }: Coverage = {},
): void {
  for (const n of parties)
    for (const field of fields)
      for (const family of families)
        describe(`${name}, n = ${n}, ${family}, F_${field.p}`, () => {
          const seed = `${name}/${n}/${family}/${field.p}`;
          const withSupply = (test: (supply: Supply) => Promise<void>) => async () => {
            const supply = await make(n, field, family, seed, askedAmong(n, field));
            await test(supply);
            await supply.close();
          };
          for (const { kind } of KINDS) itRelates(kind, field, withSupply);
          itHandsOutOnce(field, withSupply);
        });
}

type WithSupply = (test: (supply: Supply) => Promise<void>) => () => Promise<void>;

/** Every item of the kind is what it should be, its MACs are right, and its owner alone has it in clear. */
function itRelates(kind: string, field: Field, withSupply: WithSupply): void {
  const { what, items, counts, expected } = exampleOf(kind);
  it(
    `${kind}: ${what}`,
    withSupply(async (supply) => {
      const { family } = supply.parties[0]!;
      for (const item of items(field, supply.parties.length))
        for (const count of counts) {
          const taken = await fromAll(supply, (p) => p.take(item, count));
          for (const [party, columns] of taken.entries()) {
            const widths = widthsOf(item, { field, family, party });
            assert.deepEqual(
              columns.map((column) => column.length),
              widths.map((width) => count * width),
            );
          }
          const shares = taken.map((columns) => sharesIn(item, field, family, columns));
          const secrets = shares[0]!.map((_, k) =>
            reconstruct(
              field,
              supply,
              shares.map((own) => own[k]!),
            ),
          );
          const owner = kindOf(item).owner(item);
          assert.deepEqual(secrets, expected(field, item, secrets), kindName(item));
          if (owner === null) continue;
          const perShare = family === "authenticated" ? 2 : 1;
          assert.deepEqual(taken[owner]!.slice(perShare * secrets.length), secrets);
        }
    }),
  );
}

/** The shares in the columns of any item. */
export function sharesIn(item: ItemKind, field: Field, family: Family, columns: Columns): Share[] {
  return new ShareReader(columns, family).shares(shareWidths(item, field).length);
}

function itHandsOutOnce(field: Field, withSupply: WithSupply): void {
  it(
    "calls that wait together take in call order, whenever each party makes them",
    withSupply(async (supply) => {
      const counts = [3, 0, 1, 8, 2];
      const taken = await Promise.all(
        supply.parties.map(async (party, i) => {
          const all = [];
          for (const count of counts) {
            const both = [takeRandoms(party, count), takeBits(party, 2)] as const;
            if (i % 2 === 0) await Promise.all(both);
            all.push(...both);
          }
          return Promise.all(all);
        }),
      );
      for (const call of taken[0]!.keys()) {
        const x = reconstruct(
          field,
          supply,
          taken.map((shares) => shares[call]!),
        );
        assert.equal(x.length, call % 2 === 0 ? counts[call / 2] : 2);
        if (call % 2 === 1) assert.ok(x.every((b) => b <= 1n));
      }
      if (field.bits < 60) return;
      const own = taken[0]!.filter((_, call) => call % 2 === 0).flatMap((s) => [...s.value]);
      assert.equal(new Set(own).size, 14, "no item twice");
    }),
  );

  it(
    "counts what it handed out, by kind",
    withSupply(async (supply) => {
      await fromAll(supply, (p) => takeTriples(p, 3));
      await fromAll(supply, (p) => takeTriples(p, 2));
      await fromAll(supply, (p) => takeInputMasks(p, 1, 4));
      await fromAll(supply, (p) => takeTruncationMasks(p, 2, 1, true));
      for (const party of supply.parties)
        assert.deepEqual([...party.used()].sort(), [
          ["input-mask/1", 4],
          ["triple", 5],
          ["truncation-mask/2/exact", 1],
        ]);
    }),
  );

  it(
    "tells what it made and handed to nobody, the same after the end",
    withSupply(async (supply) => {
      await fromAll(supply, (p) => takeTriples(p, 3));
      await fromAll(supply, (p) => takeTriples(p, 2));
      for (const party of supply.parties) {
        const spare = [...party.spare()];
        assert.ok(spare.every(([, count]) => count > 0));
        await party.close();
        assert.deepEqual([...party.spare()], spare);
      }
    }),
  );

  it(
    "one key id, a key with shares of its own, and labels",
    withSupply(async (supply) => {
      const ids = new Set(supply.parties.map((p) => p.keyId));
      assert.equal(ids.size, 1);
      assert.match([...ids][0]!, /^[0-9a-f]{32,}$/);
      for (const { keyId, macKey, family, labels } of supply.parties) {
        assert.equal(macKey?.id ?? keyId, keyId);
        assert.equal(macKey === null, family === "plain");
        assert.deepEqual(labels, supply.parties[0]!.labels);
      }
    }),
  );

  it(
    "misuse is a RangeError and takes nothing",
    withSupply(async (supply) => {
      const [party] = supply.parties;
      for (const misuse of [
        () => takeTriples(party!, -1),
        () => takeBits(party!, 0.5),
        () => takeInputMasks(party!, supply.parties.length, 1),
        () => takeTruncationMasks(party!, 0, 1, false),
        () => takeTruncationMasks(party!, field.bits - 1, 1, false),
        () => takeMatrixTriple(party!, { rows: 0, inner: 1, columns: 1, pairs: 1, transposed: 0 }),
      ])
        await assert.rejects(misuse(), RangeError);
      assert.equal(party!.used().size, 0);
    }),
  );

  it(
    "nothing is handed out after the key is destroyed, or after the end",
    withSupply(async (supply) => {
      await fromAll(supply, (p) => takeTriples(p, 2));
      for (const party of supply.parties) {
        if (party.macKey === null) await party.close();
        else await party.macKey.destroy();
        await assert.rejects(takeTriples(party, 1), /destroyed|closed/);
      }
    }),
  );
}

/** What every backend and every store of preprocessing must satisfy, tested by reconstruction. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Field, Vector } from "../../algebra/field.ts";
import { prime60 } from "../../algebra/prime60.ts";
import { referenceField } from "../../algebra/reference.ts";
import {
  type Family,
  type ItemKind,
  kindName,
  type MatrixShape,
  type Preprocessing,
} from "../../offline/preprocessing.ts";
import type { Share } from "../../protocols/share.ts";

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

const SHAPES: readonly MatrixShape[] = [
  { rows: 4, inner: 3, columns: 2, pairs: 2, transposed: 1 },
  { rows: 1, inner: 5, columns: 1, pairs: 0, transposed: 2 },
  { rows: 3, inner: 1, columns: 4, pairs: 1, transposed: 0 },
];

/** Bits of truncation masks that there are in a field of so many. */
const shiftsOf = (field: Field) => [1, 16, 18, 20, 58].filter((f) => f <= field.bits - 2);

/** All that any test below asks for. */
const askedAmong = (n: number, field: Field): Asked => {
  const items: (readonly [ItemKind, number])[] = [
    [{ kind: "triple" }, 10],
    [{ kind: "square" }, 10],
    [{ kind: "bit" }, 10],
    [{ kind: "random" }, 14],
    [{ kind: "comparison-mask" }, 40],
    [{ kind: "truncation-mask", f: 2, exact: true }, 1],
    ...Array.from({ length: n }, (_, owner) => [{ kind: "input-mask", owner }, 6] as const),
    ...SHAPES.map((shape) => [{ kind: "matrix-triple", shape }, 2] as const),
    ...shiftsOf(field).flatMap((f) =>
      [false, true].map((exact) => [{ kind: "truncation-mask", f, exact }, 30] as const),
    ),
  ];
  return items.map(([item, count]) => [kindName(item), count]);
};

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
          itRelates(field, withSupply);
          itMasks(field, withSupply);
          itHandsOutOnce(field, withSupply);
        });
}

type WithSupply = (test: (supply: Supply) => Promise<void>) => () => Promise<void>;

function itRelates(field: Field, withSupply: WithSupply): void {
  const open = (supply: Supply, shares: readonly Share[]) => reconstruct(field, supply, shares);

  it(
    "triples and squares multiply, bits are bits",
    withSupply(async (supply) => {
      for (const count of [1, 9]) {
        const triples = await fromAll(supply, (p) => p.triples(count));
        const [a, b, c] = (["a", "b", "c"] as const).map((k) =>
          open(
            supply,
            triples.map((t) => t[k]),
          ),
        );
        assert.deepEqual(c, field.multiply(a!, b!));
        const squares = await fromAll(supply, (p) => p.squares(count));
        const root = open(
          supply,
          squares.map((s) => s.a),
        );
        const square = open(
          supply,
          squares.map((s) => s.square),
        );
        assert.deepEqual(square, field.multiply(root, root));
        const bits = open(supply, await fromAll(supply, (p) => p.bits(count)));
        assert.ok(bits.every((b) => b === 0n || b === 1n));
        assert.equal(open(supply, await fromAll(supply, (p) => p.randoms(count))).length, count);
      }
    }),
  );

  it(
    "an input mask is known to its owner alone",
    withSupply(async (supply) => {
      for (const owner of supply.parties.keys()) {
        const masks = await fromAll(supply, (p) => p.inputMasks(owner, 6));
        const r = open(
          supply,
          masks.map((m) => m.mask),
        );
        for (const [party, { clear }] of masks.entries())
          assert.deepEqual(clear, party === owner ? r : null);
      }
    }),
  );

  it(
    "matrix triples multiply both ways, whatever their shape",
    withSupply(async (supply) => {
      for (const shape of [...SHAPES, ...SHAPES]) {
        const { rows, inner, columns } = shape;
        const items = await fromAll(supply, (p) => p.matrixTriple(shape));
        const a = open(
          supply,
          items.map((t) => t.a),
        );
        assert.equal(a.length, rows * inner);
        const flipped = a.map((_, k) => a[(k % rows) * inner + Math.floor(k / rows)]!);
        for (const side of ["pairs", "transposed"] as const) {
          assert.ok(items.every((t) => t[side].length === shape[side]));
          for (let k = 0; k < shape[side]; k++) {
            const [b, c] = (["b", "c"] as const).map((which) =>
              open(
                supply,
                items.map((t) => t[side][k]![which]),
              ),
            );
            const product =
              side === "pairs"
                ? field.matrixProduct(a, b!, rows, inner, columns)
                : field.matrixProduct(flipped, b!, inner, rows, columns);
            assert.deepEqual(c, product);
          }
        }
      }
    }),
  );
}

function itMasks(field: Field, withSupply: WithSupply): void {
  const open = (supply: Supply, shares: readonly Share[]) => reconstruct(field, supply, shares);
  const bit = (r: Vector, i: number) => r.map((x) => (x >> BigInt(i)) & 1n);

  it(
    "a comparison mask is at most p − 2 and comes with its bits",
    withSupply(async (supply) => {
      const masks = await fromAll(supply, (p) => p.comparisonMasks(40));
      const r = open(
        supply,
        masks.map((m) => m.r),
      );
      assert.ok(r.every((x) => x <= field.p - 2n));
      for (let i = 0; i < field.bits; i++)
        assert.deepEqual(
          open(
            supply,
            masks.map((m) => m.bits[i]!),
          ),
          bit(r, i),
        );
      assert.ok(masks.every((m) => m.bits.length === field.bits));
    }),
  );

  for (const f of shiftsOf(field))
    it(
      `a truncation mask for ${f} bits comes with r >> f, its top bit and, if asked for, its low bits`,
      withSupply(async (supply) => {
        for (const exact of [false, true]) {
          const masks = await fromAll(supply, (p) => p.truncationMasks(f, 30, exact));
          const [r, high, top] = (["r", "high", "top"] as const).map((k) =>
            open(
              supply,
              masks.map((m) => m[k]),
            ),
          );
          assert.ok(r!.every((x) => x <= field.p - 2n));
          assert.deepEqual(
            high,
            r!.map((x) => x >> BigInt(f)),
          );
          assert.deepEqual(top, bit(r!, field.bits - 1));
          assert.ok(masks.every((m) => (m.low?.length ?? null) === (exact ? f : null)));
          for (let i = 0; exact && i < f; i++)
            assert.deepEqual(
              open(
                supply,
                masks.map((m) => m.low![i]!),
              ),
              bit(r!, i),
            );
        }
      }),
    );
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
            const both = [party.randoms(count), party.bits(2)] as const;
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
      await fromAll(supply, (p) => p.triples(3));
      await fromAll(supply, (p) => p.triples(2));
      await fromAll(supply, (p) => p.inputMasks(1, 4));
      await fromAll(supply, (p) => p.truncationMasks(2, 1, true));
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
      await fromAll(supply, (p) => p.triples(3));
      await fromAll(supply, (p) => p.triples(2));
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
        () => party!.triples(-1),
        () => party!.bits(0.5),
        () => party!.inputMasks(supply.parties.length, 1),
        () => party!.truncationMasks(0, 1, false),
        () => party!.truncationMasks(field.bits - 1, 1, false),
        () => party!.matrixTriple({ rows: 0, inner: 1, columns: 1, pairs: 1, transposed: 0 }),
      ])
        await assert.rejects(misuse(), RangeError);
      assert.equal(party!.used().size, 0);
    }),
  );

  it(
    "nothing is handed out after the key is destroyed, or after the end",
    withSupply(async (supply) => {
      await fromAll(supply, (p) => p.triples(2));
      for (const party of supply.parties) {
        if (party.macKey === null) await party.close();
        else await party.macKey.destroy();
        await assert.rejects(party.triples(1), /destroyed|closed/);
      }
    }),
  );
}

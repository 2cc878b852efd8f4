import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Vector } from "../../algebra/field.ts";
import { referenceField } from "../../algebra/reference.ts";
import {
  addPublic,
  addShares,
  concatShares,
  type LocalContext,
  multiplyPublic,
  multiplyPublicScalar,
  negateShare,
  type Share,
  sharePublic,
  sliceShare,
  subtractShares,
} from "../../protocols/share.ts";
import { deal } from "../support/dealt.ts";

const field = referenceField((1n << 60n) - (1n << 18n) + 1n);
const LENGTH = 4;

type Local = (h: LocalContext, x: Share, y: Share, c: Vector, s: Vector) => Share;

/** Each local operation and what it must do to the clear values. */
const OPERATIONS: Record<string, [Local, (x: Vector, y: Vector, c: Vector, s: Vector) => Vector]> =
  {
    addShares: [(h, x, y) => addShares(h, x, y), (x, y) => field.add(x, y)],
    subtractShares: [(h, x, y) => subtractShares(h, x, y), (x, y) => field.subtract(x, y)],
    negateShare: [(h, x) => negateShare(h, x), (x) => field.negate(x)],
    multiplyPublic: [(h, x, _y, c) => multiplyPublic(h, x, c), (x, _y, c) => field.multiply(x, c)],
    multiplyPublicScalar: [
      (h, x, _y, _c, s) => multiplyPublicScalar(h, x, s),
      (x, _y, _c, s) => field.multiplyScalar(x, s),
    ],
    addPublic: [(h, x, _y, c) => addPublic(h, x, c), (x, _y, c) => field.add(x, c)],
    sharePublic: [(h, _x, _y, c) => sharePublic(h, c), (_x, _y, c) => c],
    concatAndSlice: [
      (_h, x, y) => sliceShare(concatShares([x, y]), 2, 2 + LENGTH),
      (x, y) => BigUint64Array.of(...x.slice(2), ...y.slice(0, 2)),
    ],
  };

describe("local operations on shares", () => {
  for (const [name, [local, clear]] of Object.entries(OPERATIONS))
    it(`${name} keeps Σ value = x and Σ mac = α·x, and with plain shares the first`, () =>
      fc.assert(
        fc.property(
          fc.integer({ min: 2, max: 5 }),
          fc.string(),
          fc.array(fc.bigInt(0n, field.p - 1n), { minLength: LENGTH + 1, maxLength: LENGTH + 1 }),
          (n, seed, publics) => {
            const c = BigUint64Array.from(publics.slice(1));
            const s = BigUint64Array.of(publics[0]!);
            const dealt = deal(field, n, 2 * LENGTH, seed);
            const alpha = dealt.map((d) => d.key).reduce((a, b) => field.add(a, b));
            const x = dealt[0]!.clear.slice(0, LENGTH);
            const y = dealt[0]!.clear.slice(LENGTH);
            for (const plain of [false, true]) {
              const results = dealt.map(({ key, share }, self) => {
                const holder = { field, self, macKeyShare: plain ? null : key };
                const half = (from: number): Share => ({
                  value: share.value.slice(from, from + LENGTH),
                  mac: plain ? null : share.mac.slice(from, from + LENGTH),
                });
                return local(holder, half(0), half(LENGTH), c, s);
              });
              const total = results.map((r) => r.value).reduce((a, b) => field.add(a, b));
              assert.deepEqual(total, clear(x, y, c, s));
              assert.equal(
                results.every((r) => (r.mac === null) === plain),
                true,
              );
              if (plain) continue;
              const macs = results.map((r) => r.mac!).reduce((a, b) => field.add(a, b));
              assert.deepEqual(macs, field.multiplyScalar(clear(x, y, c, s), alpha));
            }
          },
        ),
        { numRuns: 20 },
      ));

  it("refuses to mix authenticated and plain shares, and a share with MACs where there is no key", () => {
    const one = BigUint64Array.of(1n);
    const [full, plain]: Share[] = [
      { value: one, mac: one },
      { value: one, mac: null },
    ];
    const holder = { field, self: 0, macKeyShare: null };
    assert.throws(() => addShares(holder, full!, plain!), /^TypeError: authenticated and plain/);
    assert.throws(() => concatShares([full!, plain!]), /^TypeError: authenticated and plain/);
    assert.throws(() => addPublic(holder, full!, one), /^TypeError: an authenticated share/);
  });

  it("gives copies: what one result becomes leaves the operand alone", () => {
    const share: Share = { value: BigUint64Array.of(1n, 2n), mac: null };
    const holder = { field, self: 1, macKeyShare: null };
    sliceShare(share, 0, 2).value.fill(9n);
    addPublic(holder, share, BigUint64Array.of(5n, 5n)).value.fill(9n);
    concatShares([share]).value.fill(9n);
    assert.deepEqual(share.value, BigUint64Array.of(1n, 2n));
  });
});

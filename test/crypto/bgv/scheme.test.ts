import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Vector } from "../../../algebra/field.ts";
import { mod } from "../../../algebra/ring/integers.ts";
import { negacyclicProduct, transform } from "../../../algebra/ring/reference.ts";
import type { RnsPoly } from "../../../algebra/ring/ring.ts";
import { keyOpenings } from "../../../crypto/bgv/key-opening.ts";
import { plaintextOpenings } from "../../../crypto/bgv/opening.ts";
import type { Bgv } from "../../../crypto/bgv/scheme.ts";
import { Prg } from "../../../crypto/prg.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import { biasOf } from "../../support/chi-square.ts";
import { field, instance, seeded, small, T, vectors } from "./instances.ts";

const centred = (x: bigint): bigint => (x > T / 2n ? x - T : x);
const integers = (x: Iterable<number | bigint>): bigint[] => Array.from(x, (v) => BigInt(v));

/** The residues of a polynomial in NTT form, as the reference writes them. */
const residues = ({ ring }: Bgv, poly: RnsPoly, i: number): bigint[] =>
  Array.from(ring.residues(poly, i), (x) => mod(BigInt(x), ring.primes[i]!.q));

/** f(j-th values) mod q of polynomials given by integer coefficients. */
function combined(
  q: bigint,
  polynomials: readonly (readonly bigint[])[],
  f: (values: readonly bigint[]) => bigint,
): bigint[] {
  const values = polynomials.map((a) =>
    transform(
      a.map((x) => mod(x, q)),
      q,
    ),
  );
  return values[0]!.map((_, j) => mod(f(values.map((v) => v[j]!)), q));
}

describe("keys", () => {
  it("satisfy b = −(a·s + t·e) for the witness, and s is the secret key", () => {
    const { bgv, keys } = instance();
    const { publicKey, secretKey, witness } = keys;
    bgv.ring.primes.forEach(({ q }, i) => {
      const a = residues(bgv, publicKey.a, i);
      const small = [integers(witness.s), integers(witness.e)];
      const j = [...a.keys()];
      const s = combined(q, small, ([s]) => s!);
      const e = combined(q, small, ([, e]) => e!);
      assert.deepEqual(
        residues(bgv, publicKey.b, i),
        j.map((k) => mod(-(a[k]! * s[k]! + T * e[k]!), q)),
      );
      assert.deepEqual(residues(bgv, secretKey.s, i), s);
    });
  });

  it("have uniform ternary secrets and errors of variance 10.5, at most 21", () => {
    const { bgv, coins } = instance(small({ degree: 4096 }));
    const a = bgv.publicA(coins);
    const trits: bigint[] = [];
    let square = 0;
    let sum = 0;
    const rounds = 10;
    for (let k = 0; k < rounds; k++) {
      const { witness, publicKey, secretKey } = bgv.generateKeys(a);
      trits.push(...Array.from(witness.s, (x) => BigInt(x + 1)));
      for (const e of witness.e) {
        assert.ok(Math.abs(e) <= 21);
        square += e * e;
        sum += e;
      }
      bgv.free(publicKey, secretKey);
    }
    assert.ok(biasOf(3, [BigUint64Array.from(trits)]) < 1);
    const n = 4096 * rounds;
    // Both within six standard deviations: e² has variance 2·10.5² less a little.
    assert.ok(Math.abs(square / n - 10.5) < (6 * 15) / Math.sqrt(n), `${square / n}`);
    assert.ok(Math.abs(sum / n) < (6 * 3.24) / Math.sqrt(n), `${sum / n}`);
  });

  it("rest on an a that is the same for the same coins, full range, and uniform", () => {
    const { bgv } = instance(small({ degree: 1024 }));
    const seed = new Uint8Array(32).fill(7);
    const [one, other] = [0, 1].map(() => bgv.publicA(new Prg(nodeSuite, seed))) as [
      RnsPoly,
      RnsPoly,
    ];
    const cells: bigint[] = [];
    bgv.ring.primes.forEach(({ p }, i) => {
      const values = Array.from(bgv.ring.residues(one, i));
      assert.deepEqual(values, Array.from(bgv.ring.residues(other, i)));
      assert.ok(values.every((x) => Number.isInteger(x) && x >= 0 && x < p));
      cells.push(...values.map((x) => BigInt(Math.floor((x / p) * 101))));
    });
    assert.ok(biasOf(101, [BigUint64Array.from(cells)]) < 1);
  });
});

describe("encryption", () => {
  it("is c0 = b·u + t·e0 + m, c1 = a·u + t·e1 for the witness, at the extremes too", () => {
    const { bgv, coins, keys } = instance();
    const { a, b } = keys.publicKey;
    for (const plain of vectors(coins, bgv.slots)) {
      const { ciphertext, witness } = bgv.encrypt(keys.publicKey, plain);
      assert.deepEqual(witness.plain, plain);
      assert.notEqual(witness.plain, plain);
      bgv.ring.primes.forEach(({ q }, i) => {
        const [A, B] = [residues(bgv, a, i), residues(bgv, b, i)];
        const { u, e0, e1 } = witness;
        const known = [plain.map((x) => x), u, e0, e1].map((x) => integers(x));
        known[0] = known[0]!.map(centred);
        const [m, U, E0, E1] = [0, 1, 2, 3].map((k) => combined(q, known, (v) => v[k]!));
        const at = [...A.keys()];
        assert.deepEqual(
          residues(bgv, ciphertext.c0, i),
          at.map((j) => mod(B[j]! * U![j]! + T * E0![j]! + m![j]!, q)),
        );
        assert.deepEqual(
          residues(bgv, ciphertext.c1, i),
          at.map((j) => mod(A[j]! * U![j]! + T * E1![j]!, q)),
        );
      });
      bgv.free(ciphertext);
    }
  });

  it("doubles in place", () => {
    const { bgv, coins, keys } = instance();
    const { ciphertext } = bgv.encrypt(keys.publicKey, coins.elements(field, bgv.slots));
    const before = residues(bgv, ciphertext.c0, 0);
    assert.equal(bgv.double(ciphertext), ciphertext);
    const { q } = bgv.ring.primes[0]!;
    assert.deepEqual(
      residues(bgv, ciphertext.c0, 0),
      before.map((x) => mod(2n * x, q)),
    );
  });
});

describe("replies", () => {
  for (const degree of [8, 64, 1024])
    it(`decrypt to the product less the mask, N = ${degree}, at the extremes too`, () => {
      const { bgv, coins, keys } = instance(small({ degree }));
      const all = vectors(coins, degree);
      for (const x of all)
        for (const y of degree === 1024 ? [all[0]!, all[4]!] : all) {
          const { ciphertext } = bgv.encrypt(keys.publicKey, x);
          const by = bgv.multiplicand(y);
          const { bytes, mask } = bgv.reply(keys.publicKey, ciphertext, by);
          assert.equal(bytes.length, bgv.replyBytes);
          const product = field.add(bgv.decryptReply(keys.secretKey, bytes), mask);
          assert.deepEqual(bgv.decode(product), field.multiply(bgv.decode(x), bgv.decode(y)));
          bgv.free(ciphertext, by);
        }
    });

  it("are of coefficients: the product is negacyclic mod t", () => {
    const { bgv, coins, keys } = instance();
    const [x, y] = [0, 1].map(() => coins.elements(field, bgv.slots)) as [Vector, Vector];
    const { ciphertext } = bgv.encrypt(keys.publicKey, x);
    const { bytes, mask } = bgv.reply(keys.publicKey, ciphertext, bgv.multiplicand(y));
    assert.deepEqual(
      [...field.add(bgv.decryptReply(keys.secretKey, bytes), mask)],
      negacyclicProduct([...x], [...y]).map((v) => mod(v, T)),
    );
  });

  it("to a doubled ciphertext and with something added give 2·m·by + added", () => {
    const { bgv, coins, keys } = instance();
    const [x, y, z] = [0, 1, 2].map(() => coins.elements(field, bgv.slots)) as [
      Vector,
      Vector,
      Vector,
    ];
    const { ciphertext } = bgv.encrypt(keys.publicKey, bgv.encode(x));
    bgv.double(ciphertext);
    const by = bgv.multiplicand(bgv.encode(y));
    const { bytes, mask } = bgv.reply(keys.publicKey, ciphertext, by, bgv.encode(z));
    assert.deepEqual(
      bgv.decode(field.add(bgv.decryptReply(keys.secretKey, bytes), mask)),
      field.multiplyAdd(field.add(x, x), y, z),
    );
  });

  it("are fresh each time: two of the same share neither mask nor either half", () => {
    const { bgv, coins, keys } = instance();
    const { ciphertext } = bgv.encrypt(keys.publicKey, coins.elements(field, bgv.slots));
    const by = bgv.multiplicand(coins.elements(field, bgv.slots));
    const [one, other] = [0, 1].map(() => bgv.reply(keys.publicKey, ciphertext, by));
    const half = bgv.replyBytes / 2;
    assert.notDeepEqual(one!.mask, other!.mask);
    assert.notDeepEqual(one!.bytes.subarray(0, half), other!.bytes.subarray(0, half));
    assert.notDeepEqual(one!.bytes.subarray(half), other!.bytes.subarray(half));
  });

  it("are counted over all keys, and refused with an Error beyond the most", () => {
    const parties = 2 ** 19 + 1;
    const { bgv, coins, keys } = instance(small({ parties }));
    assert.equal(bgv.parameters.maxReplies, 2);
    const second = bgv.generateKeys(keys.publicKey.a);
    const by = bgv.multiplicand(coins.elements(field, bgv.slots));
    for (const { publicKey } of [keys, second]) {
      const { ciphertext } = bgv.encrypt(publicKey, coins.elements(field, bgv.slots));
      bgv.reply(publicKey, ciphertext, by);
    }
    assert.equal(bgv.repliesSent, 2);
    const { ciphertext } = bgv.encrypt(keys.publicKey, coins.elements(field, bgv.slots));
    assert.throws(
      () => bgv.reply(keys.publicKey, ciphertext, by),
      /^Error: bgv: 2 replies were sent, and no more/,
    );
    assert.equal(bgv.repliesSent, 2);
  });

  it("are the same bytes from the fused and from the exact kernels", () => {
    const [fused, exact] = (["fused", "exact"] as const).map((kernel) => {
      const { bgv, coins, keys } = instance(small({ degree: 256 }), seeded(5), { kernel });
      const { ciphertext } = bgv.encrypt(keys.publicKey, coins.elements(field, bgv.slots));
      const by = bgv.multiplicand(coins.elements(field, bgv.slots));
      const { bytes, mask } = bgv.reply(keys.publicKey, ciphertext, by);
      return [bgv.encodeCiphertext(ciphertext), bytes, mask];
    });
    assert.deepEqual(fused, exact);
  });
});

describe("memory", () => {
  it("holds nothing but tables once it was wiped, and nothing works any more", () => {
    const { bgv, coins, keys } = instance();
    const plain = coins.elements(field, bgv.slots);
    const { ciphertext } = bgv.encrypt(keys.publicKey, plain);
    const by = bgv.multiplicand(plain);
    const openings = plaintextOpenings(bgv, 1);
    const { bytes } = bgv.reply(keys.publicKey, ciphertext, by);
    bgv.decryptReply(keys.secretKey, bytes);
    const { ring } = bgv;
    bgv.wipe();
    for (const poly of [keys.secretKey.s, ciphertext.c0, by.poly])
      assert.ok(ring.residues(poly, 0).every((x) => x === 0));
    for (let slot = 100; slot < 110; slot++)
      assert.ok(ring.bytes(ring.scratch(0, slot), 64).every((x) => x === 0));
    for (const use of [
      () => bgv.encrypt(keys.publicKey, plain),
      () => bgv.generateKeys(keys.publicKey.a),
      () => bgv.multiplicand(plain),
      () => bgv.reply(keys.publicKey, ciphertext, by),
      () => bgv.decryptReply(keys.secretKey, bytes),
      () => bgv.encode(plain),
      () => bgv.copyOut(keys.secretKey.s),
      // What runs beside the end would prove something about zeros, and its peers would name us.
      () => keyOpenings(bgv).inRange(new Uint8Array(1)),
      () => openings.inRange(new Uint8Array(openings.rowBytes)),
    ])
      assert.throws(use, /^Error: bgv: everything was wiped/);
  });

  it("of residues that another thread gave is zeroed, also where they are not taken", () => {
    const { bgv, keys } = instance();
    const own = bgv.copyOut(keys.secretKey.s);
    const zeroed = (residues: Float64Array) => assert.ok(residues.every((x) => x === 0));
    const short = own.slice(1);
    assert.throws(() => bgv.takeIn(short), /^RangeError: bgv: a polynomial of/);
    zeroed(short);
    const again = own.slice();
    const poly = bgv.takeIn(again);
    zeroed(again);
    assert.deepEqual(bgv.copyOut(poly), own);
    bgv.wipe();
    assert.throws(() => bgv.takeIn(own), /^Error: bgv: everything was wiped/);
    zeroed(own);
  });

  it("comes back when things are freed, which works once", () => {
    const { bgv, coins, keys } = instance();
    const { allocatedBytes } = bgv.ring;
    const plain = coins.elements(field, bgv.slots);
    const { ciphertext } = bgv.encrypt(keys.publicKey, plain);
    const by = bgv.multiplicand(plain);
    const more = bgv.generateKeys(keys.publicKey.a);
    bgv.free(ciphertext, by, more.publicKey, more.secretKey);
    assert.equal(bgv.ring.allocatedBytes, allocatedBytes);
    const freed = /^RangeError: bgv: a polynomial was freed/;
    assert.throws(() => bgv.free(by), freed);
    assert.throws(() => bgv.encodeCiphertext(ciphertext), freed);
    assert.throws(() => bgv.reply(keys.publicKey, ciphertext, by), freed);
    assert.equal(bgv.encodePublicKey(keys.publicKey).length, bgv.publicKeyBytes);
  });

  it("refuses vectors of another length and polynomials of another level", () => {
    const { bgv, keys } = instance();
    const short = new BigUint64Array(63);
    assert.throws(() => bgv.encode(short), /^RangeError: bgv: 63 slots/);
    assert.throws(() => bgv.decode(short), /^RangeError: bgv: 63 coefficients/);
    assert.throws(() => bgv.encrypt(keys.publicKey, short), /^RangeError/);
    assert.throws(() => bgv.multiplicand(short), /^RangeError/);
    const low = bgv.ring.allocate(2);
    assert.throws(() => bgv.generateKeys(low), /^RangeError: bgv: a polynomial of level 2/);
  });
});

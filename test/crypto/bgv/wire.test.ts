import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { withResidue } from "../../support/spoilers.ts";
import { field, instance, small } from "./instances.ts";

const MALFORMED = 10_000;
/** Residues of a run of primes that are not below any of them. */
const TOO_LARGE = 2n ** 50n - 1n;

describe("what comes from a peer", () => {
  const { bgv, coins, keys } = instance(small({ degree: 16 }));
  const { ciphertext } = bgv.encrypt(keys.publicKey, coins.elements(field, bgv.slots));
  const by = bgv.multiplicand(coins.elements(field, bgv.slots));
  const { level } = bgv.parameters;
  const kinds = [
    {
      what: "ciphertext",
      good: bgv.encodeCiphertext(ciphertext),
      primes: level,
      parse: (bytes: Uint8Array) => bgv.free(bgv.decodeCiphertext(bytes)),
    },
    {
      what: "public key",
      good: bgv.encodePublicKey(keys.publicKey),
      primes: level,
      parse: (bytes: Uint8Array) => bgv.free(bgv.decodePublicKey(bytes, keys.publicKey.a)),
    },
    {
      what: "reply",
      good: bgv.reply(keys.publicKey, ciphertext, by).bytes,
      primes: 2,
      parse: (bytes: Uint8Array) => void bgv.decryptReply(keys.secretKey, bytes),
    },
  ];

  for (const { what, good, primes, parse } of kinds) {
    const primeOf = (k: number) => bgv.parameters.primes[Math.floor(k / bgv.slots) % primes]!;

    it(`as a ${what} is parsed totally: ${MALFORMED} malformed ones are RangeErrors, and cost no memory`, () => {
      const before = bgv.ring.allocatedBytes;
      const residues = (good.length * 8) / 50;
      const length = fc
        .oneof(
          fc.integer({ min: 0, max: good.length + 64 }),
          fc.constantFrom(0, 1, 2 * good.length),
        )
        .filter((n) => n !== good.length)
        .chain((n) => fc.uint8Array({ minLength: n, maxLength: n }));
      const residue = fc
        .tuple(
          fc.nat(residues - 1),
          fc.oneof(fc.constantFrom(0n, 1n), fc.bigInt(0n, 2n ** 20n)),
          fc.boolean(),
        )
        .map(([k, more, most]) => {
          const q = primeOf(k);
          const value = most ? TOO_LARGE - more : q + more;
          return withResidue(good, k, value < q ? q : value);
        });
      fc.assert(
        fc.property(fc.oneof(length, residue), (bytes) => {
          assert.throws(() => parse(bytes), RangeError);
        }),
        { numRuns: MALFORMED },
      );
      assert.equal(bgv.ring.allocatedBytes, before);
    });

    it(`as a ${what} of the right length is read, whatever it says, unless a residue is too large`, () => {
      fc.assert(
        fc.property(fc.uint8Array({ minLength: good.length, maxLength: good.length }), (bytes) => {
          try {
            parse(bytes);
          } catch (error) {
            assert.ok(error instanceof RangeError);
          }
        }),
        { numRuns: 500 },
      );
      for (let k = 0; k < (good.length * 8) / 50; k += 7) {
        parse(withResidue(good, k, primeOf(k) - 1n));
        parse(withResidue(good, k, 0n));
        assert.throws(() => parse(withResidue(good, k, primeOf(k))), RangeError);
      }
    });
  }

  it("comes back as it was sent", () => {
    const again = bgv.decodeCiphertext(kinds[0]!.good);
    assert.deepEqual(bgv.encodeCiphertext(again), kinds[0]!.good);
    const key = bgv.decodePublicKey(kinds[1]!.good, keys.publicKey.a);
    assert.deepEqual(bgv.encodePublicKey(key), kinds[1]!.good);
    assert.equal(kinds[0]!.good.length, bgv.ciphertextBytes);
    assert.equal(kinds[1]!.good.length, bgv.publicKeyBytes);
    assert.equal(kinds[2]!.good.length, bgv.replyBytes);
  });

  it("does not name its sender when it is our memory that is used up", () => {
    const tight = instance(small({ degree: 1024 }), undefined, { maxBytes: 2 ** 20 });
    const { ciphertext } = tight.bgv.encrypt(
      tight.keys.publicKey,
      tight.coins.elements(field, 1024),
    );
    const bytes = tight.bgv.encodeCiphertext(ciphertext);
    assert.throws(
      () => {
        for (;;) tight.bgv.decodeCiphertext(bytes);
      },
      (error) => !(error instanceof RangeError) && /memory is used up/.test(String(error)),
    );
  });
});

/**
 * 100,000 malformed ciphertexts, keys, replies and proofs, N shrunk to 8: each is refused by naming its sender, or is
 * an element like any other that no proof fits; never a crash, nor memory that is not given back. Ten times as many:
 * `SPDZ_LONG_TESTS=1 npx node --test test/attacks/malformed-lattice-messages.test.ts`, about a minute.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { equalBytes, hash } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { Abort, parseFrom } from "../../network/abort.ts";
import { type Kind, localProof } from "../support/local-proof.ts";
import { LONG } from "../support/long.ts";
import { lengthSpoilers, residueSpoilers, runSpoilers, spoilers } from "../support/spoilers.ts";
import { assertAborted } from "../support/tamper.ts";

const TIMES = LONG ? 10 : 0.4;
const SENDER = 1;
const draws = (what: string) => new Prg(nodeSuite, hash(nodeSuite, "test/malformed/v1", what));

/** Aborts "malformed-message" naming the sender, and returns null, or what was read. */
function read<T>(raw: Uint8Array, parse: (raw: Uint8Array) => T): { readonly value: T } | null {
  try {
    return { value: parseFrom("fuzz", SENDER, raw, parse) };
  } catch (error) {
    assert.ok(error instanceof Abort, `neither read nor refused: ${error}`);
    assertAborted(error, "malformed-message", [SENDER]);
    return null;
  }
}

describe("malformed messages of the lattice protocols", () => {
  const proof = localProof("plaintext", 8, 6, "fuzz");
  const { bgv, images } = proof;
  const key = proof.key as { a: never; b: never };
  const by = bgv.multiplicand(new BigUint64Array(bgv.slots).fill(7n));
  const reply = bgv.reply(key, images[0] as never, by).bytes;
  // Replies are decrypted under some secret key: which one makes no difference to what is malformed.
  const { secretKey } = bgv.generateKeys(key.a);
  const messages: Record<string, [Uint8Array, (raw: Uint8Array) => unknown]> = {
    ciphertexts: [bgv.encodeCiphertext(images[0] as never), (raw) => bgv.decodeCiphertext(raw)],
    keys: [bgv.encodePublicKey(key as never), (raw) => bgv.decodePublicKey(raw, key.a)],
    replies: [reply, (raw) => bgv.decryptReply(secretKey, raw)],
  };
  const residues = residueSpoilers(bgv.parameters.primes, bgv.slots);

  for (const [what, [honest, parse]] of Object.entries(messages)) {
    const count = 6_000 * TIMES;
    it(`${count} ${what}: of another length, with residues that are not canonical, or any bytes`, () => {
      const random = draws(what);
      const { allocatedBytes } = bgv.ring;
      const all = [...spoilers, ...lengthSpoilers, ...residues, ...runSpoilers];
      const tally = { refused: 0, read: 0, unproved: 0 };
      for (let k = 0; k < count; k++) {
        const changed = all[k % all.length]!(honest, random);
        const got = read(changed, parse);
        if (got === null) {
          tally.refused++;
          continue;
        }
        tally.read++;
        assert.equal(changed.length, honest.length, "another length was read");
        if (what === "ciphertexts") {
          const ciphertext = got.value as never;
          if (tally.read % 50 === 0 && !equalBytes(changed, honest)) {
            assert.equal(proof.verifies(proof.answer, [ciphertext, ...images.slice(1)]), false);
            tally.unproved++;
          }
          bgv.free(ciphertext);
        } else if (what === "keys") bgv.free((got.value as { b: never }).b);
      }
      assert.ok(tally.refused > count / 3 && tally.read > count / 20, JSON.stringify(tally));
      assert.equal(tally.unproved > 0, what === "ciphertexts");
      assert.equal(bgv.ring.allocatedBytes, allocatedBytes, "memory is not given back");
    });
  }

  for (const kind of ["plaintext", "constant", "key"] satisfies Kind[]) {
    const [rows, whole] = [6_500 * TIMES, 2_000 * TIMES];
    it(`${rows + whole} answers of ${kind} proofs: too wide, out of range, or wrong`, () => {
      const random = draws(kind);
      const { openings, answer, row, verifies, bgv: own } = localProof(kind, 8, 6, "fuzz");
      const { allocatedBytes } = own.ring;
      const all = [...spoilers, ...runSpoilers];
      const tally = { refused: 0, outside: 0, inRange: 0, wrong: 0 };
      // One row: its width and its range.
      const honest = row(answer, 0);
      const forRows = [...all, ...lengthSpoilers];
      for (let k = 0; k < rows; k++) {
        const changed = forRows[k % forRows.length]!(honest, random);
        const got = read(changed, (raw) => openings.inRange(raw));
        if (got === null) tally.refused++;
        else tally[got.value ? "inRange" : "outside"]++;
        if (changed.length !== honest.length) assert.equal(got, null, "another length was read");
      }
      // All of it, with the hash that it must come to.
      for (let k = 0; k < whole; k++) {
        const changed = all[k % all.length]!(answer, random);
        if (equalBytes(changed, answer)) continue;
        const got = read(changed, () => verifies(changed));
        if (got === null) continue;
        assert.equal(got.value, false, "a wrong answer was believed");
        tally.wrong++;
      }
      for (const [verdict, times] of Object.entries(tally))
        assert.ok(times > 20 * Math.min(1, TIMES), `${verdict}: ${JSON.stringify(tally)}`);
      assert.ok(verifies(answer));
      assert.equal(own.ring.allocatedBytes, allocatedBytes, "memory is not given back");
    });
  }
});

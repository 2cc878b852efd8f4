/**
 * What a cheating prover can do in the three proofs with BGV on the kernels, and what each honest party must make of
 * it. N is shrunk to 16, where nothing is secure and everything else is the same.
 */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Bgv } from "../../crypto/bgv/scheme.ts";
import { equalBytes, hash } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import { Abort, type AbortCode } from "../../network/abort.ts";
import type { Session } from "../../network/session.ts";
import { proveConstants } from "../../protocols/constant-proof.ts";
import { type OwnKey, proveKeys } from "../../protocols/key-proof.ts";
import { provePlaintexts } from "../../protocols/plaintext-proof.ts";
import { proveShort } from "../../protocols/prove-short.ts";
import { PARTS, rangeOf, withCoefficient } from "../support/cheating-provers.ts";
import {
  cheaterIn,
  cheaterWithKey,
  forced,
  justBeyond,
  unmasked,
} from "../support/lattice-cheaters.ts";
import {
  bgvOf,
  constant,
  encrypt,
  freshKey,
  latticeParameters,
  type Prover,
  prover,
  uniform,
} from "../support/lattice-parties.ts";
import { LONG } from "../support/long.ts";
import { type Options, runParties, type Tamper } from "../support/parties.ts";
import { lastWord } from "../support/rushing.ts";
import { Draws, honestShort, seats } from "../support/short-proofs.ts";
import { lengthSpoilers, spoilers } from "../support/spoilers.ts";
import { assertBlamed, type Change, flipFirst, lie } from "../support/tamper.ts";

const DEGREE = 16;
const U = 3;
const KEY_ID = "key";

type Party = (p: Prover, s: Session) => Promise<unknown>;

/** Plaintexts, honestly. */
const plaintexts: Party = (p, s) => {
  const own = uniform(p, U).map((plain) => encrypt(p, plain));
  return provePlaintexts(s, p.bgv, p.keys, own, KEY_ID);
};
/** α_i, honestly. */
const constants: Party = (p, s) =>
  proveConstants(s, p.bgv, p.keys, encrypt(p, constant(p, 5n + BigInt(s.self))));

/** Everybody's key is proved; then all run `honest` but the cheater, which runs `cheat`. For every seat. */
async function blames(
  what: string,
  honest: Party,
  cheat: Party,
  code: AbortCode = "bad-proof",
  options: (cheater: number) => Options = () => ({}),
): Promise<void> {
  for (const { n, cheater } of seats) {
    const outcome = await runParties<unknown>(
      n,
      async (s) => {
        const p = await prover(s, latticeParameters(DEGREE, U, n));
        const session = s.child("proof");
        return s.self === cheater ? cheat(p, session) : honest(p, session);
      },
      { seed: what, ...options(cheater) },
    );
    assertBlamed(outcome, cheater, code, [cheater], `${what}, n = ${n}`);
  }
}

describe("proof of plaintext under attack, N shrunk to 16", () => {
  for (const part of PARTS)
    it(`oversized ${part}`, () =>
      blames(`oversized ${part}`, plaintexts, (p, s) => {
        const cheat = cheaterIn("plaintext", p, KEY_ID);
        const { shape, openings, key } = cheat;
        const own = Array.from({ length: U }, (_, k) => {
          const honest = honestShort(shape, new Draws(part, k));
          const big = 3n * rangeOf(shape, part).width;
          const witness =
            k > 0 ? honest : { ...honest, [part]: withCoefficient(honest[part], 9, big) };
          return { image: openings.image(key, witness), witness };
        });
        return proveShort(s, cheat.proof(own, forced(cheat)));
      }));

  // Only the range check of this very component stops it: the answer verifies otherwise.
  for (const part of PARTS)
    it(`${part} out of range by one, under masks that are 0`, () =>
      blames(`out of range ${part}`, plaintexts, (p, s) => {
        const cheat = cheaterIn("plaintext", p, KEY_ID);
        return proveShort(s, cheat.proof(justBeyond(cheat, part), unmasked(cheat)));
      }));

  it("the same prover is believed where nothing is oversized", async () => {
    const { results } = await runParties<unknown>(2, async (s) => {
      const p = await prover(s, latticeParameters(DEGREE, U));
      if (s.self === 1) return plaintexts(p, s.child("proof"));
      const cheat = cheaterIn("plaintext", p, KEY_ID);
      const own = Array.from({ length: U }, (_, k) => {
        const witness = honestShort(cheat.shape, new Draws("honest", k));
        return { image: cheat.openings.image(cheat.key, witness), witness };
      });
      return proveShort(s.child("proof"), cheat.proof(own, forced(cheat)));
    });
    if (results[1] instanceof Abort) throw results[1];
  });

  it("ciphertext under another key: that of the next party", () =>
    blames("another key", plaintexts, (p, s) => {
      const other = p.keys[(s.self + 1) % s.n]!.publicKey;
      const own = uniform(p, U).map((plain) => p.bgv.encrypt(other, plain));
      return provePlaintexts(s, p.bgv, p.keys, own, KEY_ID);
    }));

  it("a proof under another key generation", () =>
    blames("key id", plaintexts, (p, s) => {
      const own = uniform(p, U).map((plain) => encrypt(p, plain));
      return provePlaintexts(s, p.bgv, p.keys, own, "another key");
    }));

  it("2·C sent where C was proved", () =>
    blames("doubled", plaintexts, (p, s) => {
      const own = uniform(p, U).map((plain) => {
        const { ciphertext, witness } = encrypt(p, plain);
        return { ciphertext: p.bgv.double(ciphertext), witness };
      });
      return provePlaintexts(s, p.bgv, p.keys, own, KEY_ID);
    }));

  it("the plaintext of another ciphertext", () =>
    blames("exchanged", plaintexts, (p, s) => {
      const [x, y, z] = uniform(p, U).map((plain) => encrypt(p, plain));
      const own = [
        { ciphertext: x!.ciphertext, witness: y!.witness },
        { ciphertext: y!.ciphertext, witness: x!.witness },
        z!,
      ];
      return provePlaintexts(s, p.bgv, p.keys, own, KEY_ID);
    }));

  const last =
    (tag: RegExp, change: (own: Uint8Array) => Uint8Array): Party =>
    (p, s) =>
      plaintexts(
        p,
        lastWord(s, (label, own) => (tag.test(label) ? change(own) : own)),
      );
  const flip = (at: number) => (m: Uint8Array) => m.map((x, j) => (j === at ? x ^ 1 : x));

  it("wrong hash", () => blames("hash", plaintexts, last(/commitment$/, flip(0))));

  it("Z of an earlier batch, with its commitment", () =>
    blames(
      "earlier batch",
      async (p, s) => {
        await plaintexts(p, s.child("first"));
        return plaintexts(p, s.child("second"));
      },
      async (p, s) => {
        // The same ciphertexts, proved twice; the second time with what was said the first time.
        const said = new Map<string, Uint8Array>();
        const replay = lastWord(s, (tag, own) => {
          if (!/(commitment|announcement|answer)$/.test(tag)) return own;
          const label = tag.replace(/(first|second)/, "");
          if (tag.includes("first")) said.set(label, own);
          return said.get(label)!;
        });
        const plains = uniform(p, U);
        const own = plains.map((plain) => encrypt(p, plain));
        const copies = own.map(({ ciphertext, witness }) => ({
          ciphertext: p.bgv.decodeCiphertext(p.bgv.encodeCiphertext(ciphertext)),
          witness: {
            plain: witness.plain.slice(),
            u: witness.u.slice(),
            e0: witness.e0.slice(),
            e1: witness.e1.slice(),
          },
        }));
        await provePlaintexts(replay.child("first"), p.bgv, p.keys, own, KEY_ID);
        return provePlaintexts(replay.child("second"), p.bgv, p.keys, copies, KEY_ID);
      },
    ));

  const bytes: [string, RegExp, Change][] = [
    ["residue ≥ q_i", /images$/, (m) => m.map((x, j) => (j < 7 ? 255 : x))],
    ["a last residue ≥ q_i", /images$/, (m) => m.map((x, j) => (j >= m.length - 7 ? 255 : x))],
    ["truncated ciphertext", /images$/, (m) => m.slice(0, -1)],
    ["over-long ciphertext", /images$/, (m) => Uint8Array.of(...m, 0)],
    ["truncated Z", /answer$/, (m) => m.slice(0, -1)],
    ["over-long Z", /answer$/, (m) => Uint8Array.of(...m, 0)],
    ["over-wide m", /answer$/, (m) => m.map((x, j) => (j >= 32 && j < 40 ? 127 : x))],
  ];
  for (const [what, tag, change] of bytes)
    it(what, () =>
      blames(what, plaintexts, plaintexts, "malformed-message", (cheater) => ({
        tamper: lie({ from: cheater, tag: new RegExp(`^proof.*${tag.source}`) }, change),
      })),
    );
});

describe("proof of an encrypted constant under attack, N shrunk to 16", () => {
  it("α not constant: one more coefficient", () =>
    blames("one more", constants, (p, s) => {
      const plain = constant(p, 5n);
      plain[11] = 1n;
      return proveConstants(s, p.bgv, p.keys, encrypt(p, plain));
    }));

  it("α not constant: another value in one slot", () =>
    blames("one slot", constants, (p, s) => {
      const slots = new BigUint64Array(p.bgv.slots).fill(5n);
      slots[3] = 6n;
      return proveConstants(s, p.bgv, p.keys, encrypt(p, p.bgv.encode(slots)));
    }));

  for (const part of PARTS)
    it(`oversized ${part}`, () =>
      blames(`oversized ${part}`, constants, (p, s) => {
        const cheat = cheaterIn("constant", p, KEY_ID);
        const { shape, openings, key } = cheat;
        const honest = honestShort(shape, new Draws(part));
        const big = 3n * rangeOf(shape, part).width;
        const witness = { ...honest, [part]: withCoefficient(honest[part], 0, big) };
        const own = [{ image: openings.image(key, witness), witness }];
        return proveShort(s, cheat.proof(own, forced(cheat)));
      }));

  for (const part of PARTS)
    it(`${part} out of range by one, under masks that are 0`, () =>
      blames(`out of range ${part}`, constants, (p, s) => {
        const cheat = cheaterIn("constant", p, KEY_ID);
        return proveShort(s, cheat.proof(justBeyond(cheat, part), unmasked(cheat)));
      }));

  it("ciphertext under another key: that of the next party", () =>
    blames("another key", constants, (p, s) => {
      const other = p.keys[(s.self + 1) % s.n]!.publicKey;
      return proveConstants(s, p.bgv, p.keys, p.bgv.encrypt(other, constant(p, 5n)));
    }));
});

describe("proof of a key under attack, N shrunk to 16", () => {
  /** All prove their keys but the cheater, which does something else with `a`. */
  async function keysBlame(
    what: string,
    cheat: (
      s: Session,
      bgv: Bgv,
      own: OwnKey,
      published: readonly Uint8Array[],
    ) => Promise<unknown>,
  ): Promise<void> {
    for (const { n, cheater } of seats) {
      const outcome = await runParties<unknown>(
        n,
        async (s) => {
          const bgv = bgvOf(s, latticeParameters(DEGREE, U, n));
          const own = await freshKey(s.child("a"), bgv);
          const published = await s.exchange("published", bgv.encodePublicKey(own.publicKey));
          const session = s.child("keys");
          if (s.self !== cheater) return proveKeys(session, bgv, own);
          return cheat(session, bgv, own, published);
        },
        { seed: what },
      );
      assertBlamed(outcome, cheater, "bad-proof", [cheater], `${what}, n = ${n}`);
    }
  }

  it("b_i not short: uniform, its s and e unknown", () =>
    keysBlame("uniform b", (s, bgv, own) => {
      const { ring } = bgv;
      const b = ring.allocate(bgv.parameters.level);
      const draws = new Draws("uniform b", s.self);
      for (const [i, { q }] of ring.primes.entries())
        ring
          .residues(b, i)
          .set(Array.from({ length: DEGREE }, () => Number(draws.between(0n, q - 1n))));
      return proveKeys(s, bgv, { ...own, publicKey: { a: own.publicKey.a, b } });
    }));

  it("b_i not short: an error of one coefficient is", () =>
    keysBlame("shifted b", (s, bgv, own) => {
      const { b } = own.publicKey;
      for (const [i, { p }] of bgv.ring.primes.entries()) {
        const row = bgv.ring.residues(b, i);
        // The same value everywhere is the constant polynomial: here t·2^40.
        const shift = Number((((1n << 60n) - (1n << 18n) + 1n) << 40n) % BigInt(p));
        for (let j = 0; j < row.length; j++) row[j] = (row[j]! + shift) % p;
      }
      return proveKeys(s, bgv, own);
    }));

  for (const [part, what] of [
    ["u", "s"],
    ["e1", "e"],
  ] as const) {
    it(`${what} out of range by one, under masks that are 0`, () =>
      keysBlame(`out of range ${what}`, (s, bgv, own) => {
        const cheat = cheaterWithKey(s, bgv, own.publicKey.a);
        return proveShort(s, cheat.proof(justBeyond(cheat, part), unmasked(cheat)));
      }));

    it(`oversized ${what}`, () =>
      keysBlame(`oversized ${what}`, (s, bgv, own) => {
        const cheat = cheaterWithKey(s, bgv, own.publicKey.a);
        const { shape, openings, key } = cheat;
        const honest = honestShort(shape, new Draws(what));
        const big = 3n * rangeOf(shape, part).width;
        const witness = { ...honest, [part]: withCoefficient(honest[part], 5, big) };
        const image = openings.image(key, witness);
        return proveShort(s, cheat.proof([{ image, witness }], forced(cheat)));
      }));
  }

  it("b_i under another a", () =>
    keysBlame("another a", async (s, bgv, own) => {
      const a = bgv.ring.allocate(bgv.parameters.level);
      const other = bgv.generateKeys(a);
      return proveKeys(s, bgv, {
        publicKey: { a: own.publicKey.a, b: other.publicKey.b },
        witness: other.witness,
      });
    }));

  it("the key of another party, whose s is unknown", () =>
    keysBlame("copied b", (s, bgv, own, published) => {
      const theirs = bgv.decodePublicKey(published[(s.self + 1) % s.n]!, own.publicKey.a);
      return proveKeys(s, bgv, { ...own, publicKey: theirs });
    }));
});

describe("one fuzzed message of a whole run, N shrunk to 16", () => {
  const runs: [string, Party][] = [
    ["keys", async () => {}],
    ["plaintexts", plaintexts],
    ["constants", constants],
  ];
  for (const [what, party] of runs)
    it(`${what}: whatever it is, honest parties abort naming its sender or nobody`, async () => {
      const run = (n: number, tamper: Tamper) =>
        runParties(
          n,
          async (s) => party(await prover(s, latticeParameters(DEGREE, U, n)), s.child("proof")),
          { seed: what, tamper },
        );
      const random = new Prg(nodeSuite, hash(nodeSuite, "test/fuzz/v1", what));
      for (const { n, cheater } of LONG ? seats : seats.slice(0, 2)) {
        const sizes: number[] = [];
        await run(n, (from, _to, _tag, m) => {
          if (from === cheater) sizes.push(m.length);
          return m;
        });
        for (const spoil of [...spoilers, ...lengthSpoilers]) {
          let target = random.below(sizes.length, 1)[0]!;
          while (sizes[target] === 0) target = random.below(sizes.length, 1)[0]!;
          let [sent, hit] = [0, ""];
          const { results } = await run(n, (from, _to, tag, m) => {
            if (from !== cheater || sent++ !== target) return m;
            hit = tag;
            const spoilt = spoil(m, random);
            return equalBytes(spoilt, m) ? flipFirst(m) : spoilt;
          });
          const honest = results.filter((_, i) => i !== cheater);
          assert.ok(
            honest.some((result) => result instanceof Abort),
            `nobody minded ${hit}`,
          );
          for (const result of honest)
            if (result instanceof Abort)
              assert.ok(
                result.culprits.every((c) => c === cheater),
                `${result.message} after ${hit}`,
              );
        }
      }
    });
});

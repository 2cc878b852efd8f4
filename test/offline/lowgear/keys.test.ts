import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import type { Vector } from "../../../algebra/field.ts";
import { prime60 } from "../../../algebra/prime60.ts";
import type { Ring } from "../../../algebra/ring/ring.ts";
import type { Bgv } from "../../../crypto/bgv/scheme.ts";
import { Prg } from "../../../crypto/prg.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import { takeComparisonMasks } from "../../../items/kinds/comparison-mask.ts";
import { takeInputMasks } from "../../../items/kinds/input-mask.ts";
import { takeMatrixTriple } from "../../../items/kinds/matrix-triple.ts";
import { takeTriples } from "../../../items/kinds/triple.ts";
import { Abort } from "../../../network/abort.ts";
import { generateLowGearKeys, type LowGearKeys } from "../../../offline/lowgear/keys.ts";
import { createLowGear } from "../../../offline/lowgear/lowgear.ts";
import { answerBlocks } from "../../../offline/lowgear/matrix.ts";
import { answerProved } from "../../../offline/lowgear/products.ts";
import { memoryGuard } from "../../../protocols/mac-key.ts";
import { smallBgv } from "../../support/lowgear.ts";
import { cheatingBgv } from "../../support/lowgear-cheater.ts";
import { type Options, runParties } from "../../support/parties.ts";
import { assertBlamed, flipLast, lie } from "../../support/tamper.ts";
import { assertWire } from "../../support/wire.ts";
import { WireTap } from "../../support/wire-tap.ts";

const field = prime60();

const generate = async (n: number, options?: Options, degree = 32) => {
  const wiped: boolean[] = Array(n).fill(false);
  const bgvs: Bgv[] = [];
  const outcome = await runParties(
    n,
    (session): Promise<LowGearKeys> => {
      const bgv = smallBgv(session, "proved", { degree });
      bgvs[session.self] = bgv;
      const wipe = async () => {
        wiped[session.self] = true;
      };
      return generateLowGearKeys(session.child("k"), bgv, { ...memoryGuard, wipe });
    },
    options,
  );
  return { outcome, wiped, bgvs };
};

/** Every secret key's residues under the first prime. */
const secretOf = ({ secretKey }: LowGearKeys, ring: Ring) => [...ring.residues(secretKey.s, 0)];

describe("LowGear's keys", () => {
  it("are the same at all parties, but for what is each party's own", async () => {
    for (const n of [2, 3]) {
      const { outcome } = await generate(n, { shuffle: true });
      const keys = outcome.results as LowGearKeys[];
      assert.equal(new Set(keys.map((k) => k.macKey.id)).size, 1);
      assert.match(keys[0]!.macKey.id, /^[0-9a-f]{64}$/);
      for (const [i, { publicKeys, alphas, bgv }] of keys.entries()) {
        assert.deepEqual(
          publicKeys.map((k) => k.owner),
          keys.map((_, k) => k),
        );
        assert.deepEqual(
          publicKeys.map((k) => bgv.encodePublicKey(k.publicKey)),
          keys[0]!.publicKeys.map((k) => keys[0]!.bgv.encodePublicKey(k.publicKey)),
        );
        assert.deepEqual(
          alphas.map((c) => bgv.encodeCiphertext(c.ciphertext)),
          keys[0]!.alphas.map((c) => keys[0]!.bgv.encodeCiphertext(c.ciphertext)),
        );
        const others = keys.filter((_, k) => k !== i);
        assert.ok(others.every((k) => k.macKey.share[0] !== keys[i]!.macKey.share[0]));
      }
    }
  });

  it("Enc_i(α_i) holds α_i in every slot, and whoever answers it with x gives α_i·x", async () => {
    const { outcome } = await generate(2);
    const [p0, p1] = outcome.results as [LowGearKeys, LowGearKeys];
    const x = field.fromIntegers(Array.from({ length: 32 }, (_, k) => k * k - 7));
    const by = p1.bgv.multiplicand(p1.bgv.encode(x));
    const { ciphertext, key } = p1.alphas[0]!;
    const { bytes, mask } = p1.bgv.reply(key.publicKey, ciphertext, by);
    const sum = field.add(p0.bgv.decryptReply(p0.secretKey, bytes), mask);
    assert.deepEqual(p0.bgv.decode(sum), field.multiplyScalar(x, p0.macKey.share));
  });

  it("the key id changes with the session", async () => {
    const ids = await Promise.all(
      ["one", "two"].map(async (seed) => {
        const { outcome } = await generate(2, { seed });
        return (outcome.results[0] as LowGearKeys).macKey.id;
      }),
    );
    assert.notEqual(ids[0], ids[1]);
  });

  it("the key id changes with every Enc(α_i) alone: two encryptions under one id would let guesses of α be tested", async () => {
    const idWhere = async (again: number | null) => {
      const { results } = await runParties(
        2,
        (session) => {
          const bgv = smallBgv(session, "proved", { degree: 32 });
          const fresh: Bgv["encrypt"] = (key, plain) => {
            // Its randomness is drawn and thrown away: what comes after it is another encryption.
            if (session.self === again) bgv.encrypt(key, plain);
            return bgv.encrypt(key, plain);
          };
          const own = new Proxy(bgv, {
            get: (target, name) => (name === "encrypt" ? fresh : Reflect.get(target, name, target)),
          });
          return generateLowGearKeys(session.child("k"), own);
        },
        { seed: "one encryption and another" },
      );
      const [keys] = results as LowGearKeys[];
      const { bgv, publicKeys, alphas, macKey } = keys!;
      return {
        id: macKey.id,
        b: publicKeys.map(({ publicKey }) => [...bgv.encodePublicKey(publicKey)]),
        alphas: alphas.map(({ ciphertext }) => [...bgv.encodeCiphertext(ciphertext)]),
      };
    };
    const plain = await idWhere(null);
    for (const party of [0, 1]) {
      const other = await idWhere(party);
      assert.deepEqual(other.b, plain.b, "all keys are the same");
      assert.notDeepEqual(other.alphas[party], plain.alphas[party]);
      assert.deepEqual(other.alphas[1 - party], plain.alphas[1 - party]);
      assert.notEqual(other.id, plain.id, `Enc(α) of P${party} is not in the key id`);
    }
  });

  it("a is what all have tossed, another one every time: under an a chosen before, replies show their sender's vector", async () => {
    const tossed: string[] = [];
    for (const seed of ["one", "two"]) {
      const tap = new WireTap();
      const { results } = await runParties(
        3,
        (session) => {
          tap.attach(session);
          return generateLowGearKeys(
            session.child("k"),
            smallBgv(session, "proved", { degree: 32 }),
          );
        },
        { seed, tamper: tap.tamper },
      );
      for (const { bgv, publicKeys } of results as LowGearKeys[]) {
        const expected = bgv.publicA(new Prg(nodeSuite, tap.seed("k/a")));
        for (const { publicKey } of publicKeys)
          assert.deepEqual(bgv.copyOut(publicKey.a), bgv.copyOut(expected));
        tossed.push(bgv.copyOut(expected).join());
      }
    }
    assert.equal(new Set(tossed).size, 2, "one a for each generation");
  });

  for (const [what, tag] of [
    ["b_i different to two peers", /keys\/images$/],
    ["different Enc(α) to two peers", /constants\/images$/],
  ] as const)
    it(`${what}: the keys are destroyed, with whatever guards them`, async () => {
      const tamper = lie({ from: 2, to: 0, tag }, (m) => {
        const out = m.slice();
        out[0]! ^= 1;
        return out;
      });
      const { outcome, wiped, bgvs } = await generate(3, { tamper, seed: "equivocation" });
      assertBlamed(outcome, 2, "inconsistent-broadcast", []);
      assert.deepEqual(wiped.slice(0, 2), [true, true]);
      for (const bgv of bgvs.slice(0, 2))
        assert.throws(() => bgv.encode(new BigUint64Array(32)), /wiped/);
    });

  for (const [what, tag] of [
    ["the proof of a key", /k\/keys\/attempt-\d+\/answer$/],
    ["the proof of an encrypted α", /k\/constants\/attempt-\d+\/answer$/],
  ] as const)
    it(`${what} wrong: its prover is named, and the keys are destroyed`, async () => {
      for (const n of [2, 3]) {
        // The lowest byte of the last integer: still in range, but of another mask.
        const tamper = lie({ from: 0, tag }, (m) => (m.length === 0 ? m : flipFrom(m, 40)));
        const { outcome, wiped } = await generate(n, { tamper, seed: "wrong" });
        assertBlamed(outcome, 0, "bad-proof", [0]);
        assert.deepEqual(wiped.slice(1), Array(n - 1).fill(true));
      }
    });

  it("an answer of several pieces is put together; a piece of another length names its sender", async () => {
    const { outcome } = await generate(2, {}, 2048);
    assert.ok(outcome.tags.filter((tag) => tag === "k/keys/attempt-0/answer").length >= 4);
    const ids = (outcome.results as LowGearKeys[]).map(({ macKey }) => macKey.id);
    assert.equal(ids[0], ids[1]);
    let pieces = 0;
    const tamper = lie({ from: 1, to: 0, tag: /k\/keys\/attempt-0\/answer$/ }, (m) =>
      pieces++ === 1 ? m.subarray(0, -1) : m,
    );
    const attacked = await generate(2, { tamper, seed: "pieces" }, 2048);
    assertBlamed(attacked.outcome, 1, "malformed-message", [1]);
    assert.ok(attacked.wiped[0]);
  });

  it("a refused coin toss for a destroys what there is, too", async () => {
    const tamper = lie({ from: 1, tag: /k\/a\/open$/ }, flipLast);
    const { outcome, wiped } = await generate(2, { tamper });
    assertBlamed(outcome, 1, "bad-opening", [1]);
    assert.ok(wiped[0]);
  });

  it("destroyed keys leave nothing of s or α in memory, and answer nothing", async () => {
    const { outcome } = await generate(2);
    const [keys] = outcome.results as LowGearKeys[];
    const { bgv, macKey, alphas } = keys!;
    const { ring } = bgv;
    const share = macKey.share;
    assert.ok(secretOf(keys!, ring).some((x) => x !== 0));
    const by = bgv.multiplicand(new BigUint64Array(32));
    await macKey.destroy();
    assert.ok(secretOf(keys!, ring).every((x) => x === 0));
    assert.equal(share[0], 0n);
    const channel = { send: () => assert.fail("a reply was sent") };
    assert.throws(() => answerProved(keys!, channel as never, alphas, by), /destroyed/);
    assert.throws(() => answerBlocks(keys!, channel as never, [[]], [by]), /destroyed/);
  });

  it("answers no ciphertext but a proved one", async () => {
    const { outcome } = await generate(2);
    const [keys] = outcome.results as LowGearKeys[];
    const { bgv, alphas } = keys!;
    const by = bgv.multiplicand(new BigUint64Array(32));
    const lookAlike = { ...alphas[1]! };
    const channel = { send: () => assert.fail("a reply was sent") };
    assert.throws(
      () => answerProved(keys!, channel as never, [null, lookAlike] as never, by),
      /^TypeError: a reply needs a ciphertext whose proof/,
    );
    assert.throws(
      () =>
        answerBlocks(keys!, channel as never, [alphas, [alphas[0], lookAlike]] as never, [by, by]),
      /^TypeError: a reply needs a ciphertext whose proof/,
    );
  });

  it("keeps its wire format", async () => {
    const { outcome } = await generate(3, { seed: "wire" });
    assertWire("offline/lowgear/keys", outcome.transcript);
  });
});

describe("what LowGear sends", () => {
  /** Runs all kinds of items once and returns all messages and what each party's scheme was asked for. */
  async function everything(n: number) {
    const plains: Vector[][] = Array.from({ length: n }, () => []);
    const factors: Vector[][] = Array.from({ length: n }, () => []);
    const messages: { from: number; tag: string; bytes: Uint8Array }[] = [];
    const { results } = await runParties(
      n,
      async (session) => {
        const { self } = session;
        const watched = cheatingBgv(smallBgv(session, "proved", { degree: 64 }), self, {
          encrypt: (plain) => {
            plains[self]!.push(plain.slice());
            return plain;
          },
          multiplicand: (coefficients) => {
            factors[self]!.push(coefficients.slice());
            return coefficients;
          },
        });
        const items = await createLowGear(session, watched);
        await takeTriples(items, 70);
        await takeComparisonMasks(items, 1);
        for (let owner = 0; owner < n; owner++) await takeInputMasks(items, owner, 2);
        await takeMatrixTriple(items, { rows: 2, inner: 2, columns: 2, pairs: 1, transposed: 1 });
        return items.macKey!.share;
      },
      {
        tamper: (from, _to, tag, bytes) => {
          messages.push({ from, tag, bytes });
          return bytes;
        },
      },
    );
    for (const result of results) if (result instanceof Abort) throw result;
    return { alphas: results as Vector[], plains, factors, messages };
  }

  it("α_i is encrypted once and is never a multiplicand; nothing that is sent holds it, or a hash of it", async () => {
    const { alphas, plains, factors, messages } = await everything(2);
    for (const [party, alpha] of alphas.entries()) {
      const isConstant = (v: Vector) => v.every((x, k) => k === 0 || x === 0n);
      const twice = (alpha[0]! * 2n) % field.p;
      const same = (v: Vector) => isConstant(v) && (v[0] === alpha[0] || v[0] === twice);
      assert.equal(plains[party]!.filter(isConstant).length, 1);
      assert.ok(same(plains[party]![0]!));
      assert.equal(factors[party]!.filter(same).length, 0);
      const encoded = Buffer.from(field.encode(alpha));
      const digest = createHash("sha256").update(encoded).digest();
      for (const { tag, bytes } of messages) {
        const sent = Buffer.from(bytes);
        assert.ok(!sent.includes(encoded), `α of P${party} in ${tag}`);
        assert.ok(!sent.includes(digest.subarray(0, 16)), `a hash of α of P${party} in ${tag}`);
      }
    }
  });

  it("a reply demanded before the proof is verified is not made: all replies of a batch follow its proof", async () => {
    const { messages } = await everything(3);
    const batches = new Set(
      messages.flatMap(({ tag }) => /^batches\/(?:triples|squares|matrices)-\d+/.exec(tag) ?? []),
    );
    assert.ok(batches.size >= 3, [...batches].join());
    for (const batch of batches)
      for (const from of [0, 1, 2]) {
        const of = (what: RegExp, sender?: number) =>
          messages.flatMap((m, at) =>
            m.tag.startsWith(`${batch}/`) && what.test(m.tag) && (sender ?? m.from) === m.from
              ? [at]
              : [],
          );
        const firstReply = Math.min(...of(/\/(products|macs|factors)$/, from));
        // Everybody's answer has been sent before: with n = 3 an honest party waits for all of them.
        const answers = of(/\/proof\/attempt-\d+\/answer$/).filter((at) => at < firstReply);
        const provers = new Set(answers.map((at) => messages[at]!.from));
        assert.equal(provers.size, 3, `${batch}, P${from}`);
      }
  });

  it("no reply is made by anybody who sees a wrong proof", async () => {
    const replies: number[] = [];
    const outcome = await runParties(
      3,
      async (session) => {
        const items = await createLowGear(session, smallBgv(session, "proved", { degree: 32 }));
        return takeTriples(items, 3);
      },
      {
        seed: "no reply",
        tamper: (from, _to, tag, bytes) => {
          if (/\/(products|macs)$/.test(tag)) replies.push(from);
          return from === 2 && /triples-0\/proof\/attempt-\d+\/answer$/.test(tag)
            ? flipFrom(bytes, 40)
            : bytes;
        },
      },
    );
    assertBlamed(outcome, 2, "bad-proof", [2]);
    assert.ok(replies.every((from) => from === 2));
  });
});

/** Bit 0 of byte `at` flipped; nothing of an empty message. */
function flipFrom(message: Uint8Array, at: number): Uint8Array {
  const out = message.slice();
  if (out.length > at) out[at]! ^= 1;
  return out;
}

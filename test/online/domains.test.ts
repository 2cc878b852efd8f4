/**
 * Rounds over other domains than the 60-bit prime: another prime, and a toy GF(2^16), each with a MAC key of its own,
 * and two of them in one session. Neither Rounds nor what it stands on (openings, their record, MAC check, local maps)
 * is changed for it.
 *
 * What Field asks for that GF(2^k) lacks, and a BinaryField type would leave out:
 *
 *   p             no prime: the dealer's masks and truncation take it as a number. A domain has a name of its own
 *   fromIntegers  integers mod p are residues; in GF(2^k) 1 + 1 = 0, so that public values are given as bits
 *   toSigned      x = −x: there is no sign. Numbers in and out (online/numbers.ts, online/range.ts) are of prime fields
 *   negate        and subtract, subtractInto: the same as nothing and as addition; may stay, as code on shares uses them
 *   squareRoot    every element has one, so that a² says nothing of a sign: bits are not made by it (items/derive)
 *   fromUniform   rejects nothing: Prg.elements never draws twice
 *
 * All else is as it is: 8 bytes an element are more than 2 or 16 bits need, but say nothing of primes.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import type { Field, Vector } from "../../algebra/field.ts";
import { referenceField } from "../../algebra/reference.ts";
import type { Triples } from "../../items/kinds/triple.ts";
import type { Tamper } from "../../network/memory.ts";
import type { Session } from "../../network/session.ts";
import { partOf, recombine } from "../../online/local-maps.ts";
import { HEADER_BYTES, ROUNDS } from "../../online/round-message.ts";
import { CHECK_EVERY, Rounds } from "../../online/rounds.ts";
import { Unchecked } from "../../online/unchecked.ts";
import { MacKey } from "../../protocols/mac-key.ts";
import { freshMask, maskShares, type Share } from "../../protocols/share.ts";
import { dealSecrets, uniformVectors } from "../support/dealt.ts";
import { FILES_TO_ADD } from "../support/files-to-add.ts";
import { type Outcome, runParties } from "../support/parties.ts";
import { assertAborted, assertBlamed } from "../support/tamper.ts";
import { BINARY } from "./binary-field.ts";
import { REAL } from "./parties.ts";

const LENGTH = 3;
const nameOf = (field: Field): string => (field === BINARY ? "GF(2^16)" : `p=${field.p}`);
/** 2^61 − 1 */
const OTHER_PRIME = referenceField((1n << 61n) - 1n);

interface Dealt {
  readonly key: Vector;
  readonly x: Share;
  readonly y: Share;
  readonly triples: Triples;
}

/** x, y and a triple for all parties under a fresh key; and x·y. */
function deal(field: Field, n: number): { readonly parties: Dealt[]; readonly product: Vector } {
  const [x, y, a, b] = uniformVectors(field, 4, LENGTH, `domain of ${field.p}`) as [
    Vector,
    Vector,
    Vector,
    Vector,
  ];
  const secrets = [x, y, a, b, field.multiply(a, b)];
  const parties = dealSecrets(field, n, secrets, "domain").map(({ key, shares }) => {
    const [own, other, left, right, c] = shares as [Share, Share, Share, Share, Share];
    return {
      key,
      x: own,
      y: other,
      triples: { a: freshMask(left), b: freshMask(right), c },
    };
  });
  return { parties, product: field.multiply(x, y) };
}

/** Multiplies, broadcasts a value of party 0, and puts both out: three rounds and two checks. */
async function multiply(session: Session, field: Field, dealt: Dealt): Promise<bigint[]> {
  const { key, x, y, triples } = dealt;
  const macKey = new MacKey("a domain's", key);
  const rounds = new Rounds(
    session,
    { name: nameOf(field), field, key: macKey },
    {
      routing: "direct",
      checkEvery: CHECK_EVERY,
      settings: "",
      reportWaitMs: 1,
      onFailure: () => {},
    },
  );
  const local = { field, self: session.self, macKeyShare: macKey.share };
  const told = rounds.run({
    label: "tell",
    opens: 0,
    material: Promise.resolve(null),
    shares: () => [],
    broadcast: { owner: 0, count: 1, values: () => BigUint64Array.of(7n) },
    finish: (values) => Unchecked.valuesOf(values)[0]!,
  });
  const z = await rounds.run({
    label: "multiply",
    opens: 2 * LENGTH,
    material: Promise.resolve(triples),
    shares: ({ a, b }) => [maskShares(x, a), maskShares(y, b)],
    finish: (opened, items) =>
      recombine(local, items, partOf(opened, 0, LENGTH), partOf(opened, LENGTH, 2 * LENGTH)),
  });
  const result = await rounds.output({
    label: "output",
    opens: LENGTH,
    material: Promise.resolve(null),
    shares: () => [z],
    finish: (opened) => Array.from(Unchecked.valuesOf(opened)),
  });
  assert.deepEqual(rounds.counts, { rounds: 3, elements: 3 * LENGTH, checks: 2 });
  return [...result, await told];
}

/** Party 1 shifts the first element that it opens in one domain's first round. */
const shifting =
  (tagged: RegExp, field: Field): Tamper =>
  (from, _to, tag, message) => {
    if (from !== 1 || !tagged.test(tag) || message.length < HEADER_BYTES + 16 * LENGTH)
      return message;
    const changed = message.slice();
    const view = new DataView(changed.buffer, HEADER_BYTES);
    const one = BigUint64Array.of(1n);
    const share = BigUint64Array.of(view.getBigUint64(0, true));
    view.setBigUint64(0, field.add(share, one)[0]!, true);
    return changed;
  };

const DOMAINS: Record<string, Field> = { "another prime": OTHER_PRIME, "GF(2^16)": BINARY };

describe("rounds over another domain", () => {
  for (const [name, field] of Object.entries(DOMAINS)) {
    it(`${name}: a product, a broadcast and an output under a MAC key`, async () => {
      for (const n of [2, 3]) {
        const { parties, product } = deal(field, n);
        const run = (session: Session) => multiply(session, field, parties[session.self]!);
        const { results } = await runParties(n, run, { seed: name });
        for (const result of results) assert.deepEqual(result, [...product, 7n]);
      }
    });

    it(`${name}: a share that is shifted fails the check`, async () => {
      const { parties } = deal(field, 2);
      const run = (session: Session) => multiply(session, field, parties[session.self]!);
      const tamper = shifting(new RegExp(`^${ROUNDS}$`), field);
      const outcome: Outcome<bigint[]> = await runParties(2, run, { seed: name, tamper });
      assertBlamed(outcome, 1, "mac-check-failed", []);
    });
  }

  it("parties of two domains in one place are told that their programs differ", async () => {
    const prime = deal(OTHER_PRIME, 2).parties;
    const binary = deal(BINARY, 2).parties;
    const { results } = await runParties(2, (session) =>
      session.self === 0
        ? multiply(session, OTHER_PRIME, prime[0]!)
        : multiply(session, BINARY, binary[1]!),
    );
    for (const result of results) assertAborted(result, "programs-diverged", []);
  });
});

describe("the toy field", () => {
  it("is one: what is not 0 has an inverse, and products distribute over sums", () => {
    const all = BigUint64Array.from({ length: 2 ** 16 - 1 }, (_, j) => BigInt(j) + 1n);
    const some = all.filter((_, j) => j < 300 || j % 100 === 0);
    assert.ok(BINARY.multiply(some, BINARY.inverse(some)).every((x) => x === 1n));
    const roots = BINARY.squareRoot(some);
    assert.deepEqual(BINARY.multiply(roots, roots), some);
    const [x, y, z] = uniformVectors(BINARY, 3, 500, "axioms") as [Vector, Vector, Vector];
    const { add, multiply: times } = BINARY;
    assert.deepEqual(times(x, add(y, z)), add(times(x, y), times(x, z)));
    assert.deepEqual(times(times(x, y), z), times(x, times(y, z)));
  });

  it("is one file that stands on algebra/ alone, and a line among the domains here", () => {
    const text = readFileSync("test/online/binary-field.ts", "utf8");
    const imported = [...text.matchAll(/from "([^"]+)"/g)].map(([, from]) => from!);
    assert.deepEqual(
      imported.filter((from) => !from.startsWith("../../algebra/")),
      [],
    );
    assert.deepEqual(FILES_TO_ADD.domain, { sources: 1, tests: 1 });
  });

  it("refuses what a prime field alone has", () => {
    assert.throws(() => BINARY.fromIntegers([2]), /1 \+ 1 = 0/);
    assert.throws(() => BINARY.toSigned(BigUint64Array.of(1n)), /x = −x/);
  });
});

describe("two domains in one session", () => {
  /** Each in a child session, under its own key, at the same time. */
  const both = (tamper?: Tamper) => {
    const [prime, binary] = [deal(REAL, 2), deal(BINARY, 2)];
    const outcome = runParties(
      2,
      (session) =>
        Promise.allSettled([
          multiply(session.child("prime"), REAL, prime.parties[session.self]!),
          multiply(session.child("binary"), BINARY, binary.parties[session.self]!),
        ]),
      { seed: "two domains", shuffle: true, ...(tamper && { tamper }) },
    );
    return { outcome, products: [prime.product, binary.product] };
  };

  it("run beside each other", async () => {
    const { outcome, products } = both();
    for (const result of (await outcome).results) {
      if (result instanceof Error) throw result;
      const values = result.map((one) => one.status === "fulfilled" && one.value);
      assert.deepEqual(
        values,
        products.map((product) => [...product, 7n]),
      );
    }
  });

  it("a share that is shifted in one fails its check; that the other ends with it is its owner's part", async () => {
    for (const [at, name] of ["prime", "binary"].entries()) {
      const tamper = shifting(new RegExp(`^${name}/${ROUNDS}$`), [REAL, BINARY][at]!);
      const [honest] = (await both(tamper).outcome).results;
      assert.ok(honest !== undefined && !(honest instanceof Error));
      const [failed, other] = [honest[at]!, honest[1 - at]!];
      assertAborted(failed.status === "rejected" && failed.reason, "mac-check-failed", []);
      assert.equal(other.status, "fulfilled");
    }
  });
});

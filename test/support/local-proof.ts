/** One prover's honest proof on the kernels, without a network: what it sends, and what a verifier makes of it. */
import { prime60 } from "../../algebra/prime60.ts";
import type { RnsPoly } from "../../algebra/ring/ring.ts";
import { createBgv } from "../../crypto/bgv/bgv.ts";
import type { ChallengeRow } from "../../crypto/bgv/challenge.ts";
import { keyOpenings } from "../../crypto/bgv/key-opening.ts";
import { constantOpenings, type Openings, plaintextOpenings } from "../../crypto/bgv/opening.ts";
import type { Bgv, PublicKey } from "../../crypto/bgv/scheme.ts";
import { hash } from "../../crypto/hash.ts";
import { Prg } from "../../crypto/prg.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import type { Session } from "../../network/session.ts";
import { commitmentTo, type Place, verifies } from "../../protocols/prove-short.ts";
import { latticeParameters } from "./lattice-parties.ts";

export type Kind = "plaintext" | "constant" | "key";

export interface LocalProof {
  readonly bgv: Bgv;
  readonly openings: Openings<unknown, unknown, unknown>;
  readonly key: unknown;
  readonly images: readonly unknown[];
  readonly witnesses: readonly unknown[];
  readonly challenges: readonly ChallengeRow[];
  readonly commitment: Uint8Array;
  /** Nonce and all rows of Z. */
  readonly answer: Uint8Array;
  /** The digest of A under row l alone. */
  maskDigest(l: number): Uint8Array;
  /** The same, as a verifier computes it from an encoded row. */
  differenceDigest(l: number, row: Uint8Array): Uint8Array;
  /** Row l of an answer. */
  row(answer: Uint8Array, l: number): Uint8Array;
  /** What a verifier of party 1's proof says of an answer to the same commitment and challenges. */
  verifies(answer: Uint8Array, images?: readonly unknown[]): boolean;
}

const NONCE = 32;

export function localProof(kind: Kind, degree: number, batch: number, seed: string): LocalProof {
  const stream = new Prg(nodeSuite, hash(nodeSuite, "test/local-proof/v1", kind, seed));
  const random = (length: number) => stream.bytes(length);
  const bgv = createBgv(latticeParameters(degree, batch), { suite: nodeSuite, random }, null);
  const a = bgv.publicA(stream);
  const own = bgv.generateKeys(a);
  const { openings, key, images, witnesses } = subject(kind, bgv, a, own, stream);

  const seeds = Array.from({ length: openings.rows }, () => random(32));
  const coins = (l: number) => new Prg(nodeSuite, seeds[l]!);
  const nonce = random(NONCE);
  const session = { suite: nodeSuite, id: new Uint8Array(32), path: "local" } as Session;
  const statement = new Uint8Array(32);
  const place: Place = { session, label: "test", context: "", prover: 1, attempt: 0, statement };
  const digest = nodeSuite.sha256();
  for (let l = 0; l < openings.rows; l++) openings.absorbMask(digest, key, coins(l));
  const commitment = commitmentTo(place, digest.digest(), nonce);

  const row = (answer: Uint8Array, l: number): Uint8Array =>
    answer.subarray(NONCE + l * openings.rowBytes, NONCE + (l + 1) * openings.rowBytes);
  const answer = new Uint8Array(NONCE + openings.rows * openings.rowBytes);
  answer.set(nonce);
  let challenges: ChallengeRow[];
  do challenges = openings.challenges(stream);
  while (!challenges.every((w, l) => openings.answer(row(answer, l), coins(l), w, witnesses)));

  return {
    bgv,
    openings,
    key,
    images,
    witnesses,
    challenges,
    commitment,
    answer,
    row,
    maskDigest(l) {
      const state = nodeSuite.sha256();
      openings.absorbMask(state, key, coins(l));
      return state.digest();
    },
    differenceDigest(l, encoded) {
      const state = nodeSuite.sha256();
      openings.absorbDifference(state, key, encoded, challenges[l]!, images);
      return state.digest();
    },
    verifies: (changed, shown = images) =>
      verifies(place, { openings, keys: [null, key] }, shown, challenges, {
        commitment,
        answer: changed,
      }),
  };
}

interface Subject {
  readonly openings: Openings<unknown, unknown, unknown>;
  readonly key: unknown;
  readonly images: readonly unknown[];
  readonly witnesses: readonly unknown[];
}

function subject(
  kind: Kind,
  bgv: Bgv,
  a: RnsPoly,
  { publicKey, witness }: { publicKey: PublicKey; witness: unknown },
  coins: Prg,
): Subject {
  const any = (openings: unknown) => openings as Openings<unknown, unknown, unknown>;
  if (kind === "key")
    return {
      openings: any(keyOpenings(bgv)),
      key: a,
      images: [publicKey],
      witnesses: [witness],
    };
  const openings = any(kind === "plaintext" ? plaintextOpenings(bgv) : constantOpenings(bgv));
  const encrypted = Array.from({ length: openings.columns }, () => {
    const plain = coins.elements(prime60(), bgv.slots);
    if (kind === "constant") plain.fill(0n, 1);
    return bgv.encrypt(publicKey, plain);
  });
  return {
    openings,
    key: publicKey,
    images: encrypted.map(({ ciphertext }) => ciphertext),
    witnesses: encrypted.map((one) => one.witness),
  };
}

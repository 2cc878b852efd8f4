/**
 * Proof of short openings: all parties prove at the same time that they know short integers behind their images under
 * a public linear map. For the boxes built on this one the map is BGV encryption.
 *
 *   paper       [BCS19] ePrint 2019/035 (TopGear), run by each prover for itself as LowGear needs it
 *               ([KPR18] ePrint 2017/1230); rejection sampling after Lyubashevsky
 *   invariant   when it resolves, every honest party holds the same images of all provers, has verified all
 *               proofs itself, and has learnt nothing of a witness except that it is short
 *   rounds      images, commitments, coins (2), announcements, answers: 6; 9 with n > 2, where commitments, coins and
 *               announcements are echoed. Each repetition costs all of these again except the images
 *   traffic     to each peer the images, and for each attempt 32 bytes, 1 byte, the coins; once Z
 *   soundness   a prover without short witnesses passes one attempt with probability at most the inverse of the
 *               number of challenges of a column; with all attempts, MAX_ATTEMPTS times that (paper-notes/topgear.md)
 *   security    active, up to n−1 corruptions, with selective abort; names every prover whose proof is wrong.
 *               Zero knowledge is perfect for what is sent: an answer is uniform over its range, and whether
 *               an attempt is answered does not depend on the witness
 *   deviation   interactive, with coins in place of a random oracle; a hash hides A until it is opened,
 *               so a rejected attempt shows nothing; images, and pieces of long answers, go in turns (window.ts)
 *
 * A prover that has to repeat takes new masks, a new commitment and new coins, for the same statement. One Y
 * under two W would show its witness. One W for two Y would allow forgeries.
 */
import type { ChallengeRow } from "../crypto/bgv/challenge.ts";
import type { Openings } from "../crypto/bgv/opening.ts";
import { equalBytes, hash, type Part } from "../crypto/hash.ts";
import { Prg, SEED_BYTES } from "../crypto/prg.ts";
import { Abort, parseFrom } from "../network/abort.ts";
import type { Session } from "../network/session.ts";
import { tossSeed } from "./coin-toss.ts";
import { echo } from "./echo.ts";
import { inTurns, Window } from "./window.ts";

/** What one party proves. All parties pass the same, except for `own`. */
export interface ShortProof<Key, Image, Witness> {
  /** Names the box, with its version, in every hash. */
  readonly label: string;
  /** What the statement depends on and all parties have agreed on: the key id, public keys. */
  readonly context: Part;
  readonly openings: Openings<Key, Image, Witness>;
  /** The key of each prover, in party order. */
  readonly keys: readonly Key[];
  readonly imageBytes: number;
  encode(image: Image): Uint8Array;
  /** RangeError if the bytes are not an image. */
  decode(bytes: Uint8Array): Image;
  /** How far we send images, and pieces of answers, ahead of the other parties; by default one by one. */
  readonly window?: Window;
  /** Our images and their witnesses, `openings.columns` of them. */
  readonly own: readonly { readonly image: Image; readonly witness: Witness }[];
}

/**
 * SECURITY: how often a prover may try. Each attempt is another chance for a cheater, so the number of
 * challenges has three bits for them. An honest prover fails in all attempts with probability below 2^-53.
 */
export const MAX_ATTEMPTS = 8;
/** Bytes of r in an answer, before Z. */
export const NONCE_BYTES = 32;
const HASH_BYTES = 32;
/** AGREEMENT: a longer answer travels in pieces of this many bytes, in turns. */
export const PIECE_BYTES = 512 * 1024;
const ANSWERED = 0;
const REPEATS = 1;
const EMPTY = new Uint8Array(0);

/**
 * The images of all parties, ours included, once all their proofs are verified. Entry i is party i's. The
 * session's path identifies the batch: give every proof its own session.
 *
 * @throws RangeError if we pass another number of witnesses than `openings` takes: a bug here.
 * @throws Abort "bad-proof" naming all whose proof does not verify, or who announced a repetition
 *   MAX_ATTEMPTS times; "malformed-message" naming the sender of an invalid image, announcement or answer;
 *   "inconsistent-broadcast" if two parties saw different statements, commitments or announcements.
 */
export async function proveShort<Key, Image, Witness>(
  session: Session,
  proof: ShortProof<Key, Image, Witness>,
): Promise<Image[][]> {
  if (proof.own.length !== proof.openings.columns)
    throw new RangeError(`proveShort: ${proof.own.length} of ${proof.openings.columns} witnesses`);

  // 1. Broadcast the images; they are fixed for all attempts.
  const statements = await broadcastImages(session, proof);

  let provers = statements.map((_, party) => party);
  for (let attempt = 0; provers.length > 0; attempt++) {
    if (attempt === MAX_ATTEMPTS)
      throw new Abort("bad-proof", session.path, provers, `no answer in ${attempt} attempts`);
    const round = session.child(`attempt-${attempt}`);
    provers = await attemptOnce(round, proof, statements, provers, attempt);
  }
  return statements.map(({ images }) => images);
}

/** The images of one party, about which it proves something. */
interface Statement<Image> {
  readonly images: Image[];
  /** H(images) */
  readonly digest: Uint8Array;
}

/** One attempt of the provers that have not answered yet. Resolves to those that have to repeat. */
async function attemptOnce<Key, Image, Witness>(
  session: Session,
  proof: ShortProof<Key, Image, Witness>,
  statements: readonly Statement<Image>[],
  provers: readonly number[],
  attempt: number,
): Promise<number[]> {
  const { self } = session;
  const place = (prover: number): Place => ({
    session,
    label: proof.label,
    context: proof.context,
    prover,
    attempt,
    statement: statements[prover]!.digest,
  });
  const masks = provers.includes(self) ? new Masks(session, proof) : null;
  try {
    // 1. h = H(…, C, A, r) binds fresh masks. It is echoed together with C before anything depends on it.
    const own = masks?.commit(place(self)) ?? EMPTY;
    const commitments = await speak(session, "commitment", provers, own, HASH_BYTES);
    await echo(
      session,
      "echo",
      statements.map((s, i) => join(s.digest, commitments[i]!)),
    );

    // 2. Coins, now that every C and h is fixed; each prover has its own W.
    const seed = await tossSeed(session.child("coins"));
    const challenges = (prover: number): ChallengeRow[] =>
      proof.openings.challenges(challengeCoins(session, seed, prover));

    // 3. Z = Y + W·x. If a coefficient is out of range, announce a repetition. Announcements are echoed.
    const answer = masks?.answer(challenges(self)) ?? null;
    const verdict = masks === null ? EMPTY : Uint8Array.of(answer === null ? REPEATS : ANSWERED);
    const announcements = await speak(session, "announcement", provers, verdict, 1);
    await echo(session, "announced", announcements);
    const [answering, repeating] = divide(session, provers, announcements);

    // 4. The provers that can answer do so; every party verifies all answers.
    const length = NONCE_BYTES + proof.openings.rows * proof.openings.rowBytes;
    const answers = await speakInTurns(session, answering, answer ?? EMPTY, length, proof.window);
    const wrong = answering.filter((prover) => {
      if (prover === self) return false;
      const { images } = statements[prover]!;
      const said = { commitment: commitments[prover]!, answer: answers[prover]! };
      return !verifies(place(prover), proof, images, challenges(prover), said);
    });
    if (wrong.length > 0) throw new Abort("bad-proof", session.path, wrong);
    return repeating;
  } finally {
    masks?.wipe();
  }
}

/** Step 1: all images, piece by piece as they come. This party decides their lengths. */
export async function broadcastImages<Key, Image, Witness>(
  session: Session,
  { own, openings, imageBytes, encode, decode, window }: ShortProof<Key, Image, Witness>,
): Promise<Statement<Image>[]> {
  const { self, n, suite } = session;
  const channel = session.channel("images");
  const others = Array.from({ length: n }, (_, i) => i).filter((i) => i !== self);
  const digests = Array.from({ length: n }, (): Uint8Array[] => []);
  const images = Array.from({ length: n }, (): Image[] => []);
  const take = (party: number, image: Image, bytes: Uint8Array): void => {
    images[party]!.push(image);
    digests[party]!.push(hash(suite, "spdz-lab/image/v1", bytes));
  };
  await inTurns(
    window ?? oneByOne(),
    imageBytes,
    openings.columns,
    (k) => {
      const { image } = own[k]!;
      const bytes = encode(image);
      for (const to of others) channel.send(to, bytes);
      take(self, image, bytes);
    },
    async (k) => {
      const pieces = await (k === 0
        ? channel.gather(others, imageBytes)
        : Promise.all(others.map((from) => channel.receiveRest(from, imageBytes))));
      for (const [j, from] of others.entries()) {
        const bytes = pieces[j]!;
        take(from, parseFrom(channel.path, from, bytes, decode), bytes);
      }
    },
  );
  return images.map((list, party) => ({
    images: list,
    digest: hash(suite, "spdz-lab/images/v1", ...digests[party]!),
  }));
}

/** A prover's secrets of one attempt. */
class Masks<Key, Image, Witness> {
  readonly #session: Session;
  readonly #proof: ShortProof<Key, Image, Witness>;
  /** A seed for each row of Y. */
  readonly #seeds: Uint8Array[];
  readonly #nonce: Uint8Array;

  constructor(session: Session, proof: ShortProof<Key, Image, Witness>) {
    this.#session = session;
    this.#proof = proof;
    this.#seeds = Array.from({ length: proof.openings.rows }, () => session.random(SEED_BYTES));
    this.#nonce = session.random(NONCE_BYTES);
  }

  /** h */
  commit(place: Place): Uint8Array {
    const { openings, keys } = this.#proof;
    const digest = this.#session.suite.sha256();
    for (const seed of this.#seeds)
      openings.absorbMask(digest, keys[place.prover]!, new Prg(this.#session.suite, seed));
    return commitmentTo(place, digest.digest(), this.#nonce);
  }

  /** r, Z. If this attempt must not be answered, it is null and Z is zeroed. */
  answer(challenges: readonly ChallengeRow[]): Uint8Array | null {
    const { openings, own } = this.#proof;
    const out = new Uint8Array(NONCE_BYTES + openings.rows * openings.rowBytes);
    out.set(this.#nonce);
    const witnesses = own.map(({ witness }) => witness);
    // All rows are computed, also after one that is out of range, so nothing shows which one it is.
    const fits = challenges.map((row, l) =>
      openings.answer(
        rowOf(openings, out, l),
        new Prg(this.#session.suite, this.#seeds[l]!),
        row,
        witnesses,
      ),
    );
    if (fits.every((fit) => fit)) return out;
    out.fill(0);
    return null;
  }

  wipe(): void {
    for (const seed of this.#seeds) seed.fill(0);
    this.#nonce.fill(0);
  }
}

/** Where a proof is made. It verifies nowhere else. */
export interface Place {
  readonly session: Session;
  readonly label: string;
  readonly context: Part;
  readonly prover: number;
  readonly attempt: number;
  /** H(images) of the prover. */
  readonly statement: Uint8Array;
}

/** H(label, session, path, context, prover, attempt, C, A, r). A enters as the digest of its canonical residues. */
export function commitmentTo(place: Place, masks: Uint8Array, nonce: Uint8Array): Uint8Array {
  const { session, label, context, prover, attempt, statement } = place;
  const { suite, id, path } = session;
  return hash(suite, label, id, path, context, prover, attempt, statement, masks, nonce);
}

/** One stream for each prover and attempt. */
export function challengeCoins(session: Session, seed: Uint8Array, prover: number): Prg {
  return new Prg(session.suite, hash(session.suite, "spdz-lab/challenge/v1", seed, prover));
}

/**
 * Step 4, the local part: every coefficient of Z is in range, and image(Z) − W·C hashes to h with the answer's r.
 * Abort "malformed-message" naming the prover if a coefficient exceeds the width of its component.
 */
export function verifies<Key, Image, Witness>(
  place: Place,
  { openings, keys }: Pick<ShortProof<Key, Image, Witness>, "openings" | "keys">,
  images: readonly Image[],
  challenges: readonly ChallengeRow[],
  said: { readonly commitment: Uint8Array; readonly answer: Uint8Array },
): boolean {
  const { session, prover } = place;
  const rows = challenges.map((_, l) => rowOf(openings, said.answer, l));
  const fits = rows.map((row) =>
    parseFrom(session.path, prover, row, (raw) => openings.inRange(raw)),
  );
  if (!fits.every((fit) => fit)) return false;
  const digest = session.suite.sha256();
  for (const [l, row] of rows.entries())
    openings.absorbDifference(digest, keys[prover]!, row, challenges[l]!, images);
  const nonce = said.answer.subarray(0, NONCE_BYTES);
  return equalBytes(commitmentTo(place, digest.digest(), nonce), said.commitment);
}

/** Encoded row l of an answer. */
const rowOf = <K, I, W>(openings: Openings<K, I, W>, answer: Uint8Array, l: number): Uint8Array => {
  const from = NONCE_BYTES + l * openings.rowBytes;
  return answer.subarray(from, from + openings.rowBytes);
};

/** The provers that answer, and those that repeat. */
function divide(
  session: Session,
  provers: readonly number[],
  announcements: readonly Uint8Array[],
): [number[], number[]] {
  const said = (prover: number): number => announcements[prover]![0]!;
  const unclear = provers.filter((p) => said(p) !== ANSWERED && said(p) !== REPEATS);
  if (unclear.length > 0)
    throw new Abort("malformed-message", session.path, unclear, "no announcement");
  return [provers.filter((p) => said(p) === ANSWERED), provers.filter((p) => said(p) === REPEATS)];
}

/**
 * A round in which `speakers` send `length` bytes and the others nothing. Abort "malformed-message" naming
 * all that sent another number of bytes.
 */
async function speak(
  session: Session,
  label: string,
  speakers: readonly number[],
  own: Uint8Array,
  length: number,
): Promise<Uint8Array[]> {
  const messages = await session.exchange(label, own, length);
  const due = (party: number): number => (speakers.includes(party) ? length : 0);
  const senders = messages.flatMap((m, party) => (m.length === due(party) ? [] : [party]));
  if (senders.length > 0)
    throw new Abort("malformed-message", session.path, senders, `${label} of another length`);
  return messages;
}

/** As `speak`, for long messages: under the label "answer", in pieces that go in turns under `window`. */
async function speakInTurns(
  session: Session,
  speakers: readonly number[],
  own: Uint8Array,
  length: number,
  window = oneByOne(),
): Promise<Uint8Array[]> {
  const { self, n } = session;
  if (length <= PIECE_BYTES) return speak(session, "answer", speakers, own, length);
  const channel = session.channel("answer");
  const others = Array.from({ length: n }, (_, i) => i).filter((i) => i !== self);
  const cut = (k: number): [number, number] => [
    k * PIECE_BYTES,
    Math.min((k + 1) * PIECE_BYTES, length),
  ];
  const messages = Array.from({ length: n }, (_, party) =>
    party === self ? own : speakers.includes(party) ? new Uint8Array(length) : EMPTY,
  );
  await inTurns(
    window,
    PIECE_BYTES,
    Math.ceil(length / PIECE_BYTES),
    (k) => {
      for (const to of others) channel.send(to, own.subarray(...cut(k)));
    },
    async (k) => {
      const [from, to] = cut(k);
      const pieces = await (k === 0
        ? channel.gather(others, to - from)
        : Promise.all(others.map((party) => channel.receiveRest(party, to - from))));
      const wrong = others.filter(
        (party, j) => pieces[j]!.length !== (speakers.includes(party) ? to - from : 0),
      );
      if (wrong.length > 0)
        throw new Abort("malformed-message", session.path, wrong, "a piece of another length");
      for (const [j, party] of others.entries())
        if (speakers.includes(party)) messages[party]!.set(pieces[j]!, from);
    },
  );
  return messages;
}

const oneByOne = (): Window => new Window(0, () => 0);

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

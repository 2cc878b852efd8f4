/**
 * Open: every party learns Σ_i x_i. This is *unchecked* until a MAC check has accepted it. Until then it may
 * serve as a masked value; it is neither returned to a program, nor branched on, nor shown.
 *
 *   paper       [DKLPSS13] ePrint 2012/642, "partial opening": values only, MAC shares stay at home
 *   invariant   if all are honest, x_j = Σ_i x_ij; against a cheater none: that is the task of the MAC check
 *   rounds      direct 1; king 2
 *   traffic     8 bytes per element and message: direct n(n−1) messages, king 2(n−1). Long vectors travel
 *               in pieces of 512 KiB, so the largest length of a message is known before it comes
 *   soundness   none
 *   security    a message of a wrong length or with a residue ≥ p names its sender; another header means
 *               that the programs diverged. The king's sum is as untrusted as a share
 *   deviation   the king rotates; public bytes (masked inputs) may ride along. Under both routings their owner
 *               sends them directly to every peer; they are not echoed here
 */
import { settleRange } from "../algebra/deferred.ts";
import type { Deferred, Field, Vector } from "../algebra/field.ts";
import { Abort } from "../network/abort.ts";
import type { Channel, Session } from "../network/session.ts";
import {
  beginsWith,
  IncomingBody,
  OutgoingBody,
  PIECE_BYTES,
  PIECE_ELEMENTS,
  totalLength,
} from "./opening-body.ts";

/** direct: all to all. king: to one, which sends the sum back. */
export type Routing = "direct" | "king";

/** What goes with one opening. Everything except `rider` is equal at all parties of the same program. */
export interface OpeningRound {
  /** The first bytes of every message of the round; empty by default. */
  readonly header?: Uint8Array;
  /** Our public bytes for all; empty by default. */
  readonly rider?: Uint8Array;
  /** The length of each party's rider in bytes; zeros by default. */
  readonly riderLengths?: readonly number[];
  /**
   * Called once if a header differs, with the peers whose headers differ from ours (all peers if the king
   * says so). Those peers see a difference too if they are honest. Must throw. By default Abort
   * "programs-diverged".
   */
  readonly diverged?: (peers: readonly number[]) => Promise<never>;
}

export interface Opened {
  /** Σ_i x_i, unchecked. */
  readonly values: Vector;
  /** Entry i came from party i, our own included. They are not echoed: with n > 2 echo them before acting on them. */
  readonly riders: readonly Uint8Array[];
}

const EMPTY = new Uint8Array(0);

type FullRound = Required<Omit<OpeningRound, "diverged">> & {
  readonly diverged: OpeningRound["diverged"] | undefined;
};

/** The openings of one session, one after another on one channel. */
export class Opener {
  readonly #session: Session;
  readonly #field: Field;
  readonly #channel: Channel;
  readonly #routing: Routing;
  readonly #others: readonly number[];
  /** The riders of a round without any: their lengths. */
  readonly #noRiders: readonly number[];
  #rounds = 0;
  #busy = false;
  /** The first messages of the next round, if `awaitMaterial` has already asked for them. */
  #early: Promise<Uint8Array[]> | null = null;

  constructor(session: Session, field: Field, label: string, routing: Routing = "direct") {
    this.#session = session;
    this.#field = field;
    this.#channel = session.channel(label);
    this.#routing = routing;
    const parties = Array.from({ length: session.n }, (_, i) => i);
    this.#others = parties.filter((i) => i !== session.self);
    this.#noRiders = parties.map(() => 0);
  }

  /**
   * Opens x from this party's share x_i, given in one or several parts; length t ≥ 0, equal at all parties.
   * One opening at a time. Parts are computed while they are sent: nobody may write into them before it resolves.
   *
   * @throws Abort "malformed-message" naming a sender; "programs-diverged" if a header differs.
   */
  async open(share: Vector | readonly Deferred[], round: OpeningRound = {}): Promise<Opened> {
    if (this.#busy) throw new TypeError("open: the previous opening is still under way");
    this.#busy = true;
    try {
      return await this.#opened(share, round);
    } finally {
      this.#busy = false;
    }
  }

  async #opened(share: Vector | readonly Deferred[], round: OpeningRound): Promise<Opened> {
    const { self, n } = this.#session;
    const { header = EMPTY, rider = EMPTY, riderLengths = this.#noRiders, diverged } = round;
    if (riderLengths.length !== n || riderLengths[self] !== rider.length)
      throw new RangeError(`open: a rider of ${rider.length} bytes among ${riderLengths}`);
    const full = { header, rider, riderLengths, diverged };
    const own = share instanceof BigUint64Array ? [share] : share;
    const king = this.#rounds++ % n;
    if (this.#routing === "direct") return await this.#direct(own, full);
    return king === self ? await this.#asKing(own, full) : await this.#underKing(king, own, full);
  }

  /**
   * Waits for `ready`, which this party needs to open, and compares the headers of the parties that can open already.
   * If one differs we send our header, so that they see the difference too; then as `open`. A party under a king gets
   * no headers and only waits.
   */
  async awaitMaterial(
    ready: Promise<unknown>,
    { header = EMPTY, diverged }: OpeningRound,
  ): Promise<void> {
    const others = this.#others;
    if (this.#routing === "king" && this.#rounds % this.#session.n !== this.#session.self) {
      await ready;
      return;
    }
    const owed = Promise.withResolvers<void>();
    ready.then(() => owed.resolve(), owed.resolve);
    const { promise: differs, resolve: differ } = Promise.withResolvers<"differs">();
    const messages = others.map((from, k) => {
      const [length, patience] = [header.length + PIECE_BYTES, owed.promise];
      const message =
        k === 0
          ? this.#channel.receive(from, length, patience)
          : this.#channel.receiveRest(from, length, patience);
      message.then(
        (m) => beginsWith(m, header) || differ("differs"),
        () => {},
      );
      return message;
    });
    this.#early = Promise.all(messages);
    this.#early.catch(() => {});
    if ((await Promise.race([ready, differs])) !== "differs") return;
    owed.resolve();
    const own = header.slice();
    if (this.#routing === "direct") for (const to of others) this.#channel.send(to, own);
    const bodies = others.map((from) => new IncomingBody(this.#channel, this.#field, from, 0, 0));
    const refuse = () => {
      for (const to of others) this.#channel.send(to, EMPTY);
    };
    const round = { header: own, rider: EMPTY, riderLengths: [], diverged };
    await this.#firstPieces(bodies, round, null, this.#routing === "king" ? refuse : undefined);
  }

  async #direct(own: readonly Deferred[], round: FullRound): Promise<Opened> {
    const others = this.#others;
    const out = new OutgoingBody(this.#field, round.header, own, round.rider);
    // Our share is written to the memory of the sum while it is in the cache.
    const values = new BigUint64Array(totalLength(own));
    for (let k = 0; k < out.pieces; k++) {
      const { message, elements } = out.piece(k);
      for (const to of others) this.#channel.send(to, message);
      if (elements.length > 0) values.set(elements, k * PIECE_ELEMENTS);
    }
    const bodies = others.map((from) => this.#expect(from, values.length, round));
    await this.#firstPieces(bodies, round, null);
    return await this.#collect(values, bodies, round);
  }

  async #asKing(own: readonly Deferred[], round: FullRound): Promise<Opened> {
    const others = this.#others;
    const values = new BigUint64Array(totalLength(own));
    settleRange(this.#field, values, own, 0);
    const bodies = others.map((from) => this.#expect(from, values.length, round));
    await this.#firstPieces(bodies, round, null, () => {
      for (const to of others) this.#channel.send(to, EMPTY);
    });
    const opened = await this.#collect(values, bodies, round);
    this.#send(others, round.header, [opened.values], round.rider);
    return opened;
  }

  async #underKing(king: number, own: readonly Deferred[], round: FullRound): Promise<Opened> {
    const subjects = this.#others.filter((i) => i !== king);
    this.#send([king], round.header, own, round.rider);
    if (round.rider.length > 0) this.#send(subjects, round.header, [], round.rider);
    const count = totalLength(own);
    const bodies = [
      this.#expect(king, count, round),
      ...subjects
        .filter((i) => round.riderLengths[i]! > 0)
        .map((from) => this.#expect(from, 0, round)),
    ];
    await this.#firstPieces(bodies, round, king);
    return await this.#collect(new BigUint64Array(count), bodies, round);
  }

  #send(
    peers: readonly number[],
    header: Uint8Array,
    elements: readonly Deferred[],
    rider: Uint8Array,
  ): void {
    const body = new OutgoingBody(this.#field, header, elements, rider);
    for (let k = 0; k < body.pieces; k++) {
      const { message } = body.piece(k);
      for (const to of peers) this.#channel.send(to, message);
    }
  }

  #expect(from: number, elements: number, { riderLengths }: FullRound): IncomingBody {
    return new IncomingBody(this.#channel, this.#field, from, elements, riderLengths[from]!);
  }

  /**
   * Receives the first message of every sender, and compares all headers only then. An empty message from the
   * `king` says that it saw another header. If we are the king, `refuse` says so.
   */
  async #firstPieces(
    bodies: readonly IncomingBody[],
    round: FullRound,
    king: number | null,
    refuse?: (() => void) | undefined,
  ): Promise<void> {
    const { header } = round;
    const { length } = header;
    const senders = bodies.map((body) => body.from);
    const early = this.#early;
    this.#early = null;
    const messages = await (early ?? this.#channel.gather(senders, length + PIECE_BYTES));
    const cut = senders.filter(
      (from, k) => messages[k]!.length < length && !(from === king && messages[k]!.length === 0),
    );
    if (cut.length > 0)
      throw new Abort("malformed-message", this.#channel.path, cut, "shorter than its header");
    const differing = senders.filter((_, k) => !beginsWith(messages[k]!, header));
    if (differing.length > 0) {
      refuse?.();
      if (round.diverged !== undefined)
        await round.diverged(refuse === undefined ? differing : senders);
      throw new Abort("programs-diverged", this.#channel.path);
    }
    for (let k = 0; k < bodies.length; k++) bodies[k]!.accept(messages[k]!.subarray(length));
  }

  /** Adds the elements of the bodies to `values` (this party's own share, or 0), piece by piece as they come. */
  async #collect(
    values: Vector,
    bodies: readonly IncomingBody[],
    { rider, riderLengths }: FullRound,
  ): Promise<Opened> {
    for (let from = 0; from < values.length; from += PIECE_ELEMENTS) {
      const piece = values.subarray(from, from + PIECE_ELEMENTS);
      for (const body of bodies) {
        if (body.elements === 0) continue;
        if (from > 0) await body.advance();
        body.addTo(piece, piece);
      }
    }
    const riders = riderLengths.map((): Uint8Array => EMPTY);
    riders[this.#session.self] = rider;
    for (const body of bodies)
      if (riderLengths[body.from]! > 0) riders[body.from] = await body.rider();
    return { values, riders };
  }
}

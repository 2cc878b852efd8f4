/**
 * Open: every party learns Σ_i x_i. What it learns is *unchecked* until a MAC check has accepted it: it
 * may serve as a masked value, and is neither returned to a program, nor branched on, nor shown.
 *
 *   paper       [DKLPSS13] ePrint 2012/642, "partial opening": values only, MAC shares stay at home
 *   invariant   if all are honest, x_j = Σ_i x_ij; against a cheater none, that is the MAC check's part
 *   rounds      direct 1; king 2
 *   traffic     8 bytes an element and message: direct n(n−1) messages, king 2(n−1). Long vectors travel
 *               in pieces of 512 KiB, so that the bound of a message is known before it comes
 *   soundness   none
 *   security    a message of a wrong length or with a residue ≥ p names its sender; another header means
 *               that the programs diverged. The king's word is as untrusted as a share
 *   deviation   the king rotates; public bytes (masked inputs) may ride along, from their owner straight
 *               to every peer whatever the routing; they are not echoed here
 */
import {
  concatVectors,
  ELEMENT_BYTES,
  encodedView,
  type Field,
  type Vector,
} from "../algebra/field.ts";
import { equalBytes } from "../crypto/hash.ts";
import { Abort, parseFrom } from "../network/abort.ts";
import type { Channel, Session } from "../network/session.ts";

/** direct: all to all. king: to one, which sends the sum back. */
export type Routing = "direct" | "king";

/** What goes with one opening. Everything but `rider` is equal at all parties of the same program. */
export interface OpeningRound {
  /** What every message of the round begins with; empty by default. */
  readonly header?: Uint8Array;
  /** Our public bytes for all; empty by default. */
  readonly rider?: Uint8Array;
  /** How many bytes ride along from each party; zeros by default. */
  readonly riderLengths?: readonly number[];
  /**
   * Called once if a header differs, with the peers whose differ from ours (all of them where the king says
   * so): those see the same of us if they are honest. Must throw. By default Abort "programs-diverged".
   */
  readonly diverged?: (peers: readonly number[]) => Promise<never>;
}

export interface Opened {
  /** Σ_i x_i, unchecked. */
  readonly values: Vector;
  /** Entry i came from party i, our own included. Not echoed: with n > 2 do that before acting on them. */
  readonly riders: readonly Uint8Array[];
}

/** AGREEMENT: body bytes of one message. */
export const PIECE_BYTES = 1 << 19;
const PIECE_ELEMENTS = PIECE_BYTES / ELEMENT_BYTES;
const EMPTY = new Uint8Array(0);

type FullRound = OpeningRound & Required<Omit<OpeningRound, "diverged">>;

/** The openings of one session, one after another on one channel. */
export class Opener {
  readonly #session: Session;
  readonly #field: Field;
  readonly #channel: Channel;
  readonly #routing: Routing;
  #rounds = 0;
  #busy = false;

  constructor(session: Session, field: Field, label: string, routing: Routing = "direct") {
    this.#session = session;
    this.#field = field;
    this.#channel = session.channel(label);
    this.#routing = routing;
  }

  /**
   * Opens x from this party's share x_i, given in one or several parts; length t ≥ 0, equal at all parties.
   * One opening at a time. The parts are sent as they lie: nobody may write into them afterwards.
   *
   * @throws Abort "malformed-message" naming a sender; "programs-diverged" if a header differs.
   */
  async open(share: Vector | readonly Vector[], round: OpeningRound = {}): Promise<Opened> {
    if (this.#busy) throw new TypeError("open: the previous opening is still under way");
    this.#busy = true;
    const { self, n } = this.#session;
    const riderLengths = round.riderLengths ?? new Array<number>(n).fill(0);
    const rider = round.rider ?? EMPTY;
    if (riderLengths.length !== n || riderLengths[self] !== rider.length)
      throw new RangeError(`open: a rider of ${rider.length} bytes among ${riderLengths}`);
    const full = { ...round, header: round.header ?? EMPTY, rider, riderLengths };
    const own = share instanceof BigUint64Array ? [share] : share;
    const king = this.#rounds++ % n;
    const opened =
      this.#routing === "direct"
        ? await this.#direct(own, full)
        : king === self
          ? await this.#asKing(own, full)
          : await this.#underKing(king, own, full);
    this.#busy = false;
    return opened;
  }

  async #direct(own: readonly Vector[], round: FullRound): Promise<Opened> {
    const others = this.#others();
    this.#send(others, round.header, own, round.rider);
    const count = lengthOf(own);
    const bodies = others.map((from) => this.#expect(from, count, round));
    await this.#firstPieces(bodies, round, null);
    return this.#collect(concatVectors(own), bodies, round);
  }

  async #asKing(own: readonly Vector[], round: FullRound): Promise<Opened> {
    const others = this.#others();
    const count = lengthOf(own);
    const bodies = others.map((from) => this.#expect(from, count, round));
    await this.#firstPieces(bodies, round, null, () => {
      for (const to of others) this.#channel.send(to, EMPTY);
    });
    const opened = await this.#collect(concatVectors(own), bodies, round);
    this.#send(others, round.header, [opened.values], round.rider);
    return opened;
  }

  async #underKing(king: number, own: readonly Vector[], round: FullRound): Promise<Opened> {
    const subjects = this.#others().filter((i) => i !== king);
    this.#send([king], round.header, own, round.rider);
    if (round.rider.length > 0) this.#send(subjects, round.header, [], round.rider);
    const count = lengthOf(own);
    const bodies = [
      this.#expect(king, count, round),
      ...subjects
        .filter((i) => round.riderLengths[i]! > 0)
        .map((from) => this.#expect(from, 0, round)),
    ];
    await this.#firstPieces(bodies, round, king);
    return this.#collect(new BigUint64Array(count), bodies, round);
  }

  #send(
    peers: readonly number[],
    header: Uint8Array,
    elements: readonly Vector[],
    rider: Uint8Array,
  ): void {
    for (const message of messagesOf(header, elements, rider))
      for (const to of peers) this.#channel.send(to, message);
  }

  #expect(from: number, elements: number, { riderLengths }: FullRound): Body {
    return new Body(this.#channel, this.#field, from, elements, riderLengths[from]!);
  }

  /**
   * The first message of everybody; only then, and for all together, is a header judged. The `king` tells
   * by an empty message that it saw another header; we tell it by `refuse` if we are.
   */
  async #firstPieces(
    bodies: readonly Body[],
    round: FullRound,
    king: number | null,
    refuse?: () => void,
  ): Promise<void> {
    const { length } = round.header;
    const senders = bodies.map((body) => body.from);
    const messages = await this.#channel.gather(senders, length + PIECE_BYTES);
    const cut = senders.filter(
      (from, k) => messages[k]!.length < length && !(from === king && messages[k]!.length === 0),
    );
    if (cut.length > 0)
      throw new Abort("malformed-message", this.#channel.path, cut, "shorter than its header");
    const same = messages.map((m) => equalBytes(m.subarray(0, length), round.header));
    if (same.includes(false)) {
      refuse?.();
      const told = senders.filter((_, k) => refuse !== undefined || !same[k]);
      if (round.diverged !== undefined) await round.diverged(told);
      throw new Abort("programs-diverged", this.#channel.path);
    }
    for (const [k, body] of bodies.entries()) body.accept(messages[k]!.subarray(length));
  }

  /** Adds what the bodies bring to `values`, this party's own share or 0; piece by piece, as they come. */
  async #collect(
    values: Vector,
    bodies: readonly Body[],
    { rider, riderLengths }: FullRound,
  ): Promise<Opened> {
    for (let from = 0; from < values.length; from += PIECE_ELEMENTS)
      for (const body of bodies) if (body.elements > 0) await body.addTo(values, from);
    const riders = riderLengths.map((): Uint8Array => EMPTY);
    riders[this.#session.self] = rider;
    for (const body of bodies) riders[body.from] = await body.rider();
    return { values, riders };
  }

  #others(): number[] {
    const { n, self } = this.#session;
    return Array.from({ length: n }, (_, i) => i).filter((i) => i !== self);
  }
}

const lengthOf = (parts: readonly Vector[]): number =>
  parts.reduce((sum, part) => sum + part.length, 0);

/** The body, elements then rider, cut at multiples of PIECE_BYTES; the header before the first piece. */
export function messagesOf(
  header: Uint8Array,
  elements: readonly Vector[],
  rider: Uint8Array,
): Uint8Array[] {
  const segments = [...elements.map(encodedView), rider];
  const total = segments.reduce((sum, segment) => sum + segment.length, 0);
  const messages: Uint8Array[] = [];
  for (let from = 0; from === 0 || from < total; from += PIECE_BYTES) {
    const before = from === 0 && header.length > 0 ? [header] : [];
    const parts = [...before, ...cut(segments, from, Math.min(total, from + PIECE_BYTES))];
    // A header of its own is its maker's to write into again; elements are not changed any more.
    messages.push(parts.length === 1 && before.length === 0 ? parts[0]! : joined(parts));
  }
  return messages;
}

/** The bytes [from, to) of the segments one after another, as views; none of them empty. */
function cut(segments: readonly Uint8Array[], from: number, to: number): Uint8Array[] {
  const out: Uint8Array[] = [];
  let at = 0;
  for (const segment of segments) {
    const view = segment.subarray(Math.max(0, from - at), Math.max(0, to - at));
    if (view.length > 0) out.push(view);
    at += segment.length;
  }
  return out;
}

/** What one sender's messages hold, parsed as they come: lengths are ours, not theirs. */
class Body {
  readonly from: number;
  /** Elements in all. */
  readonly elements: number;
  readonly #channel: Channel;
  readonly #field: Field;
  readonly #riderLength: number;
  /** The piece that came last, and where in the body it begins. */
  #piece: Uint8Array = EMPTY;
  #start = 0;
  #summed = 0;

  constructor(channel: Channel, field: Field, from: number, elements: number, riderLength: number) {
    this.#channel = channel;
    this.#field = field;
    this.from = from;
    this.elements = elements;
    this.#riderLength = riderLength;
  }

  /** Takes the piece that comes next. Abort "malformed-message" naming the sender unless it is as long as due. */
  accept(piece: Uint8Array): void {
    const due = this.#due();
    if (piece.length !== due) {
      const detail = `${piece.length} bytes, not ${due}`;
      throw new Abort("malformed-message", this.#channel.path, [this.from], detail);
    }
    this.#piece = piece;
  }

  /** Adds the elements of the next piece that has any to `sum`, from element `from` on. */
  async addTo(sum: Vector, from: number): Promise<void> {
    if (this.#summed > 0) await this.#advance();
    const count = Math.min(PIECE_ELEMENTS, this.elements - this.#summed);
    const bytes = this.#piece.subarray(0, ELEMENT_BYTES * count);
    this.#summed += count;
    parseFrom(this.#channel.path, this.from, bytes, (raw) =>
      this.#field.addEncoded(sum, from, raw),
    );
  }

  /** The bytes behind the elements, once these are taken. */
  async rider(): Promise<Uint8Array> {
    if (this.#riderLength === 0) return EMPTY;
    const begin = ELEMENT_BYTES * this.elements;
    const out = new Uint8Array(this.#riderLength);
    for (let filled = 0; filled < out.length; ) {
      if (begin + filled === this.#start + this.#piece.length) await this.#advance();
      const part = this.#piece.subarray(begin + filled - this.#start);
      out.set(part, filled);
      filled += part.length;
    }
    return out;
  }

  async #advance(): Promise<void> {
    this.#start += PIECE_BYTES;
    this.accept(await this.#channel.receiveRest(this.from, this.#due()));
  }

  /** How many bytes the piece that begins at #start has. */
  #due(): number {
    const total = ELEMENT_BYTES * this.elements + this.#riderLength;
    return Math.min(PIECE_BYTES, total - this.#start);
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/**
 * What was opened and is not yet checked: values, our MAC shares, element numbers. With n > 2 there is also a
 * running hash of all openings in call order with their round headers. The MAC check compares it in place of
 * an echo for each opening. The king hashes what it sent.
 *
 * An output reads `unchecked`: element numbers decide whether a check may be skipped, never a flag.
 */
import { lengthOf, pieceOf, settle, zero } from "../algebra/deferred.ts";
import {
  type Deferred,
  ELEMENT_BYTES,
  encodedView,
  type Field,
  type Vector,
} from "../algebra/field.ts";
import { hash } from "../crypto/hash.ts";
import type { Digest } from "../crypto/suite.ts";
import type { Session } from "../network/session.ts";
import { type CheckPosition, macCheck, type OpenedValues } from "./mac-check.ts";
import type { CheckKey } from "./mac-key.ts";

/** LOCAL: openings of fewer elements are copied together into pieces of this many. */
const PIECE = 1 << 12;
const EMPTY = new Uint8Array(0);

/**
 * The most bytes that a record of so many unchecked elements takes. Of each element: its value, and its MAC share as one
 * vector or the difference of two; and the room of PIECE elements that a long opening closed before it was full.
 */
export const recordBytes = (unchecked: number): number =>
  unchecked === 0 ? 0 : 5 * ELEMENT_BYTES * unchecked + 2 * ELEMENT_BYTES * PIECE;

export class OpeningRecord {
  readonly #session: Session;
  readonly #field: Field;
  #pieces: OpenedValues[] = [];
  /** The openings of the check under way, or of the last check if it failed. */
  #taken: OpenedValues[] = [];
  /** The last piece while it has room; `#filled` of its elements are taken. */
  #room: { readonly values: Vector; readonly macs: Vector } | null = null;
  #filled = 0;
  #opened = 0;
  #checked = 0;
  #checks = 0;
  #round = 0;
  /** Covers everything before the openings in #running; empty before the first check and with n = 2. */
  #hash: Uint8Array = EMPTY;
  #running: Digest | null = null;

  /** Give it a session of its own: its path is part of every hash. */
  constructor(session: Session, field: Field) {
    this.#session = session;
    this.#field = field;
  }

  /** How many elements were opened so far. This is the number of the next element. */
  get opened(): number {
    return this.#opened;
  }

  /** How many elements accepted checks cover. opened − checked must be 0 before an output. */
  get checked(): number {
    return this.#checked;
  }

  /** How many opened elements no accepted check covers. */
  get unchecked(): number {
    return this.#opened - this.#checked;
  }

  /** How many checks have accepted. */
  get checks(): number {
    return this.#checks;
  }

  /**
   * Appends the openings of one round, in call order. Long vectors are not copied: nobody may write into
   * them before the check.
   */
  append(roundNumber: number, header: Uint8Array, values: Vector, macs: Deferred): void {
    if (values.length !== lengthOf(macs))
      throw new RangeError(`append: ${values.length} values, ${lengthOf(macs)} MAC shares`);
    this.#round = roundNumber;
    this.#absorb(roundNumber, header, values);
    this.#opened += values.length;
    if (values.length >= PIECE) {
      this.#closeRoom();
      this.#pieces.push({ values, macs });
      return;
    }
    for (let from = 0; from < values.length; ) {
      this.#room ??= { values: new BigUint64Array(PIECE), macs: new BigUint64Array(PIECE) };
      const count = Math.min(values.length - from, PIECE - this.#filled);
      const whole = count === values.length;
      this.#room.values.set(whole ? values : values.subarray(from, from + count), this.#filled);
      const room = this.#room.macs.subarray(this.#filled, this.#filled + count);
      settle(this.#field, room, whole ? macs : pieceOf(macs, from, from + count));
      this.#filled += count;
      from += count;
      if (this.#filled === PIECE) this.#closeRoom();
    }
  }

  /**
   * MAC-checks everything unchecked, in the session's child "check-<number>". Nothing may be opened until
   * it resolves.
   *
   * @throws RangeError if nothing is unchecked; also what macCheck throws.
   */
  async check(session: Session, macKey: CheckKey): Promise<void> {
    this.#closeRoom();
    if (this.#running !== null) this.#hash = this.#running.digest();
    this.#running = null;
    const position: CheckPosition = {
      checkNumber: this.#checks,
      roundNumber: this.#round,
      first: this.#checked,
      last: this.#opened - 1,
      openingsHash: this.#hash,
    };
    this.#taken = this.#pieces;
    this.#pieces = [];
    const checkSession = session.child(`check-${position.checkNumber}`);
    await macCheck(checkSession, this.#field, macKey, this.#taken, position);
    this.#taken = [];
    this.#checks++;
    this.#checked = position.last + 1;
  }

  /** Zeroes our MAC shares of everything that no check has accepted. For the end, when nobody needs them any more. */
  zero(): void {
    this.#closeRoom();
    for (const { macs } of [...this.#pieces, ...this.#taken]) zero(macs);
    this.#pieces = [];
    this.#taken = [];
  }

  /** hash ← SHA-256(H(label, session, place, check, hash so far), round, header and values of each opening) */
  #absorb(roundNumber: number, header: Uint8Array, values: Vector): void {
    if (this.#session.n === 2) return;
    const { suite, id, path } = this.#session;
    this.#running ??= suite
      .sha256()
      .update(hash(suite, "spdz-lab/openings/v1", id, path, this.#checks, this.#hash));
    const lengths = new Uint8Array(24);
    const view = new DataView(lengths.buffer);
    [roundNumber, header.length, values.length].forEach((x, k) => {
      view.setBigUint64(8 * k, BigInt(x), true);
    });
    this.#running.update(lengths).update(header).update(encodedView(values));
  }

  #closeRoom(): void {
    if (this.#room === null) return;
    const { values, macs } = this.#room;
    this.#pieces.push({
      values: values.subarray(0, this.#filled),
      macs: macs.subarray(0, this.#filled),
    });
    this.#room = null;
    this.#filled = 0;
  }
}

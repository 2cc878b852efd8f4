/** What a cheater online does to its messages and to its material, and what all others have of it in the end. */
import assert from "node:assert/strict";
import { type Columns, ShareReader } from "../../items/columns.ts";
import { type InputMask, inputMaskOf } from "../../items/kinds/input-mask.ts";
import type { Preprocessing } from "../../items/preprocessing.ts";
import { Abort, type AbortCode } from "../../network/abort.ts";
import type { Tamper } from "../../network/memory.ts";
import { HEADER_BYTES, ROUNDS, readHeader } from "../../online/round-message.ts";
import type { Share } from "../../protocols/share.ts";
import { instead, wrapping } from "./material.ts";
import { REAL } from "./parties.ts";

/** What parties that compare what they were told abort with. */
export const SPLIT: AbortCode = "inconsistent-broadcast";

/** `message` with this for its first element. */
export function withElement(message: Uint8Array, value: bigint): Uint8Array {
  const changed = message.slice();
  new DataView(changed.buffer).setBigUint64(HEADER_BYTES, value, true);
  return changed;
}

/** Adds 1 to an element of a message's body, mod p. */
export function shifted(message: Uint8Array, element: number): Uint8Array {
  const changed = message.slice();
  const view = new DataView(changed.buffer, HEADER_BYTES + 8 * element);
  view.setBigUint64(0, (view.getBigUint64(0, true) + 1n) % REAL.p, true);
  return changed;
}

/** Shifts what the cheater sends of one element of one round: to one party, or to all for null. */
export const shifting =
  (cheater: number, to: number | null, round: number, element: number): Tamper =>
  (from, peer, tag, message) =>
    from === cheater &&
    (to === null || to === peer) &&
    tag === ROUNDS &&
    readHeader(message).round === round
      ? shifted(message, element)
      : message;

/** Messages of a round that are none. The first residues are not canonical, the rest have a wrong length. */
export const MALFORMED: readonly (readonly [string, (message: Uint8Array) => Uint8Array])[] = [
  ["p itself", (m) => withElement(m, REAL.p)],
  ["2^64 − 1", (m) => withElement(m, 2n ** 64n - 1n)],
  ["a byte less", (m) => m.slice(0, -1)],
  ["a byte more", (m) => Uint8Array.of(...m, 0)],
  ["half a header", (m) => m.slice(0, 12)],
];

/** Every share in a batch of items, in a fixed order. */
const sharesIn = (made: Columns): Share[] =>
  new ShareReader(made, "authenticated").shares(Math.floor(made.length / 2));

/** Where one element of a share is wrong. */
export interface WrongShare {
  readonly part: "value" | "mac";
  /** The number of the share, in the order in which the cheater takes shares. */
  readonly item: number;
  /** Of a share of that length. */
  element(length: number): number;
}

/**
 * A party's material with one wrong element; `seen.length` is the length of the share, null if there is none such.
 * `seen.shares` counts all that it takes.
 */
export function spoiling({ part, item, element }: WrongShare) {
  const seen = { length: null as number | null, index: -1, shares: 0 };
  const material = (items: Preprocessing): Preprocessing =>
    wrapping(items, (made) => {
      for (const share of sharesIn(made)) {
        if (seen.shares++ !== item) continue;
        const vector = share[part]!;
        seen.length = vector.length;
        seen.index = element(vector.length);
        if (seen.index < vector.length) vector[seen.index] = (vector[seen.index]! + 1n) % REAL.p;
      }
      return made;
    });
  return { material, seen };
}

/** Of two parties' input masks the other's share, and what the owner alone knows of its own. */
export const withAnothersMask = (items: Preprocessing): Preprocessing =>
  instead(items, "input-mask", async (item, count) => {
    const own = await items.take(item, count);
    const other = await items.take(inputMaskOf(1 - (item as InputMask).owner), count);
    const shares = items.macKey === null ? 1 : 2;
    return [...other.slice(0, shares), ...own.slice(shares)];
  });

/** Nothing wrong anywhere: who is honest aborts and names nobody, and one sees it for itself. */
export function assertCaught(
  results: readonly unknown[],
  cheater: number,
  what: string,
  code: AbortCode,
): void {
  const honest = results.filter((_, party) => party !== cheater);
  for (const result of honest) {
    assert.ok(result instanceof Abort, `${what}: an honest party returned`);
    assert.ok([code, "peer-aborted"].includes(result.code), `${what}: ${result.message}`);
    assert.deepEqual(result.culprits, [], what);
  }
  assert.ok(
    results.some((r) => r instanceof Abort && r.code === code),
    `${what}: nobody saw it`,
  );
}

/** A message of a round: `elements` in its body, of which `opened` are shares and the rest is told. */
export interface Sent {
  readonly from: number;
  readonly to: number;
  readonly round: number;
  readonly elements: number;
  readonly opened: number;
}

/** Notes the messages of rounds in `sent`, and changes none. */
export const noting =
  (sent: Sent[]): Tamper =>
  (from, to, tag, message) => {
    if (tag === ROUNDS) {
      const { round, elements: opened } = readHeader(message);
      sent.push({ from, to, round, elements: (message.length - HEADER_BYTES) / 8, opened });
    }
    return message;
  };

/**
 * How many lanes, and which windows, an inbox has room for, in backends that answer ciphertexts. A party has one inbox
 * for all its peers. However late the party is, each peer sends it no more than a share of that room.
 */
import { plaintextOpenings } from "../crypto/bgv/opening.ts";
import type { Bgv } from "../crypto/bgv/scheme.ts";
import { UNREAD_BYTES } from "../network/limits.ts";
import { NONCE_BYTES, PIECE_BYTES } from "../protocols/prove-short.ts";

/** AGREEMENT: the part of an inbox that these messages may fill. The rest is for all other messages. */
export const PLANNED_BYTES = UNREAD_BYTES / 2;
/** LOCAL: a larger window gains nothing, at any latency that still makes sense for a link. */
const MOST_WINDOW = 4 * 2 ** 20;

/** Lengths of the messages of a full batch, in bytes. */
export interface Sizes {
  readonly image: number;
  readonly reply: number;
  /** Of one plaintext proof; 0 if nothing is proved. */
  readonly answer: number;
}

export function sizesOf(bgv: Bgv): Sizes {
  const sizes = { image: bgv.ciphertextBytes, reply: bgv.replyBytes };
  if (bgv.parameters.keys === "honest") return { ...sizes, answer: 0 };
  const { rows, rowBytes } = plaintextOpenings(bgv, bgv.parameters.U);
  return { ...sizes, answer: NONCE_BYTES + rows * rowBytes };
}

/**
 * Bytes of one lane that may lie unread at a peer. Of the batch that is being begun, these are images, or an answer and
 * images of the next batch. Of the batch that is being finished, these are products and MACs.
 */
export const underWay = ({ image, reply, answer }: Sizes, window: number): number =>
  Math.min(answer, 2 * Math.max(window, PIECE_BYTES)) +
  2 * Math.max(window, image) +
  2 * 2 * Math.max(window, reply);

/** The largest number of lanes for n parties: as many as there is room for with the smallest window, and at least 1. */
export const lanesBorne = (sizes: Sizes, n: number): number =>
  Math.max(1, Math.floor(PLANNED_BYTES / (n - 1) / underWay(sizes, 0)));

/** The largest window, in bytes, for each of `lanes` lanes of n parties. 0 means one step at a time. */
export function windowBytes(sizes: Sizes, n: number, lanes: number): number {
  const share = PLANNED_BYTES / (n - 1) / lanes;
  let window = MOST_WINDOW;
  while (window > 0 && underWay(sizes, window) > share)
    window = window < sizes.reply ? 0 : window / 2;
  return window;
}

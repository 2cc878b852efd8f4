/**
 * What backends that answer ciphertexts have under way: how many lanes, and what windows, an inbox bears. A party's
 * inbox is one for all its peers; however late it is, they send it no more than a share of that.
 */
import { plaintextOpenings } from "../crypto/bgv/opening.ts";
import type { Bgv } from "../crypto/bgv/scheme.ts";
import { UNREAD_BYTES } from "../network/limits.ts";
import { NONCE_BYTES, PIECE_BYTES } from "../protocols/prove-short.ts";

/** AGREEMENT: of what an inbox bears, the part that is planned with: the rest is for all other messages. */
export const PLANNED_BYTES = UNREAD_BYTES / 2;
/** LOCAL: beyond, a window gains nothing on links of any latency worth having. */
const MOST_WINDOW = 4 * 2 ** 20;

/** Bytes of messages of a full batch. */
export interface Sizes {
  readonly image: number;
  readonly reply: number;
  /** Of one plaintext proof; 0 where nothing is proved. */
  readonly answer: number;
}

export function sizesOf(bgv: Bgv): Sizes {
  const sizes = { image: bgv.ciphertextBytes, reply: bgv.replyBytes };
  if (bgv.parameters.keys === "honest") return { ...sizes, answer: 0 };
  const { rows, rowBytes } = plaintextOpenings(bgv, bgv.parameters.U);
  return { ...sizes, answer: NONCE_BYTES + rows * rowBytes };
}

/**
 * Bytes of one lane that may lie unread at a peer: of the batch that is begun images, or an answer and images of the
 * next; of the one that is finished products and MACs.
 */
export const underWay = ({ image, reply, answer }: Sizes, window: number): number =>
  Math.min(answer, 2 * Math.max(window, PIECE_BYTES)) +
  2 * Math.max(window, image) +
  2 * 2 * Math.max(window, reply);

/** How many lanes n parties may have at most: as many as there is room for, each with the smallest window. */
export const lanesBorne = (sizes: Sizes, n: number): number =>
  Math.max(1, Math.floor(PLANNED_BYTES / (n - 1) / underWay(sizes, 0)));

/** The largest window, in bytes, for each of so many lanes of n parties; 0: one step at a time. */
export function windowBytes(sizes: Sizes, n: number, lanes: number): number {
  const share = PLANNED_BYTES / (n - 1) / lanes;
  let window = MOST_WINDOW;
  while (window > 0 && underWay(sizes, window) > share)
    window = window < sizes.reply ? 0 : window / 2;
  return window;
}

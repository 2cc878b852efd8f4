/**
 * Why a stock cannot be used. None of these is an attack seen first-hand: an Abort names culprits, this says
 * what the owner of the stock can do about it.
 */
import type { Leave } from "../network/abort.ts";

export type StockRefusal =
  /** There is no store at this place. */
  | "absent"
  /** Its folders cannot be what they are said to be: keys within the segments or open to others, a file, no permission. */
  | "misplaced"
  /** There is one already where a new one was asked for. */
  | "exists"
  /** Wiped: a check was left or failed, or the session that generated it did not finish. Make a new one. */
  | "destroyed"
  /** Another process, or another session of this one, holds it. */
  | "in-use"
  /** Written by another version of this software. */
  | "format"
  /** Another party's, another key's, another field's. */
  | "foreign"
  /** A file is missing, short, altered or older than another. */
  | "damaged"
  /** The disk is full. Nothing is lost. */
  | "no-space"
  /** Agreeing with the other parties would burn more than the stated share: ask, then accept. */
  | "burns-too-much"
  /** Some party holds no such stock any more: this copy is of no use and may be deleted. */
  | "abandoned";

export class StockRefused extends Error {
  override readonly name = "StockRefused";
  readonly code: StockRefusal;

  get leaves(): Leave | null {
    return this.code === "no-space" ? "no-space" : null;
  }

  constructor(code: StockRefusal, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

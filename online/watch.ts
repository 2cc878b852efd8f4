/** Sees the calls of one party's program in the clear. No engine has one: it would see secrets. */
import type { Operation } from "./operation.ts";
import type { Origin } from "./origin.ts";

export interface Watch {
  /** Before anything of the call is checked. The first frames of `stack` lead to the program. */
  called(of: Operation, args: readonly unknown[], stack: string): Watched;
}

/** What becomes of one call. */
export interface Watched {
  /** Nothing can be wrong with it any more, but that operands may be outside the `domain`, in words. */
  placed(origin: Origin, domain?: string): void;
  /** An integer leaves ±M: what that element should be, value·2^scale. */
  left(element: number, value: bigint, scale: number): void;
  /** A secret, what is put out, or a masked matrix. */
  gave(result: unknown): void;
}

/**
 * A corrupt party runs the real program over a transport, and with an Mpc, that lie for it. Honest code knows
 * nothing of this: a launcher wraps the two in the corrupt party's process only.
 */
import type { Transport } from "../../network/transport.ts";
import type { Mpc } from "../../operations/mpc.ts";

export interface Adversary {
  /** What it does, for a reader: "adds 4 to its share of element 30 of the first output". */
  readonly does: string;
  /** Stands between the session and the wire. */
  transport(honest: Transport): Transport;
  /** What the corrupt party's program sees: to time the attack. */
  mpc(honest: Mpc): Mpc;
}

/** An adversary's module exports `adversary`. @throws UsageError if the options are wrong. */
export interface AdversaryModule {
  adversary(options: unknown): Adversary;
}

/** `base` with some properties replaced; everything else, methods included, acts on `base` itself. */
export function overriding<T extends object>(base: T, replaced: Partial<T>): T {
  return new Proxy(base, {
    get(target, key) {
      if (Object.hasOwn(replaced, key)) return Reflect.get(replaced, key);
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

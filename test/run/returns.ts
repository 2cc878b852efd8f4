/** A program that returns what it is told to: values of all kinds, and what is none. */
import type { Mpc } from "../../operations/mpc.ts";

const RETURNS: Readonly<Record<string, (mpc: Mpc, args: unknown) => unknown>> = {
  values: () => ({
    typed: [Float64Array.of(-0, 0.5), BigUint64Array.of(2n ** 64n - 1n), Int16Array.of(-3)],
    integers: [-0, 2 ** 40, 2 ** 53, 2n ** 57n + 1n, -(2n ** 64n), 1, 1n],
    nested: { empty: {}, list: [[null]], text: "é\u0000" },
  }),
  // What only this party has, apart.
  args: (_, args) => ({ ...(args as object), kind: null }),
  nan: () => ({ rows: [0, 1, 2, { mean: 0 / 0 }] }),
  map: () => new Map([["mean", 2]]),
  secret: (mpc) => ({ x: mpc.constant([1], 1) }),
  function: () => ({ f: () => 1 }),
  nothing: () => undefined,
};

export default async function returns(mpc: Mpc, args: unknown) {
  const { kind, only } = args as { kind: string; only?: number };
  const x = await mpc.input(0, 1, mpc.self === 0 ? [6] : null);
  const opened = await mpc.output(x);
  return only === undefined || only === mpc.self ? RETURNS[kind]!(mpc, args) : opened;
}

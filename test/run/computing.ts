import type { Mpc } from "../../index.ts";

/** P1 computes for `seconds` between two outputs, without a turn of its event loop. */
export default async function (mpc: Mpc, args: { seconds: number }) {
  const x = await mpc.input(0, 1, mpc.self === 0 ? [7] : null);
  await mpc.output(x);
  const until = performance.now() + 1000 * args.seconds;
  while (mpc.self === 1 && performance.now() < until) Math.sqrt(until);
  return mpc.output(x);
}

import type { Mpc } from "../../operations/mpc.ts";

/** Party 1 throws in the middle of it. */
export default async function failing(mpc: Mpc) {
  const x = await mpc.input(0, 1, mpc.self === 0 ? [1] : null);
  if (mpc.self === 1) throw new Error("party 1 fails");
  return mpc.output(await mpc.multiply(x, x));
}

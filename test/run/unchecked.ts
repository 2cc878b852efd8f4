import type { Mpc } from "../../operations/mpc.ts";

/** Opens masked values and ends without an output: nothing was ever checked. */
export default async function unchecked(mpc: Mpc) {
  const x = await mpc.input(0, 1, mpc.self === 0 ? [1] : null);
  await mpc.multiply(x, x);
}

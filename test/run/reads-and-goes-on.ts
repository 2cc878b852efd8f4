/** Goes on after it has read what was put out: nobody knows before what it will take. */
import type { Mpc } from "../../operations/mpc.ts";

export default async function readsAndGoesOn(mpc: Mpc) {
  const x = await mpc.input(0, 1, mpc.self === 0 ? [6] : null);
  const [opened] = await mpc.output(x);
  return mpc.output(await mpc.square(mpc.multiplyPublic(x, opened!)));
}

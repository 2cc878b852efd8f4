import type { Mpc } from "../../operations/mpc.ts";

/** Party 1 throws while party 0 waits for what never comes. */
export default async function waiting(mpc: Mpc) {
  const x = await mpc.input(0, 1, mpc.self === 0 ? [1] : null);
  if (mpc.self === 1) throw new Error("party 1 fails");
  mpc.multiply(x, x).catch(() => undefined);
  await new Promise(() => undefined);
}

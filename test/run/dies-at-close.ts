/** A program whose victim is killed between its result and its last round. */
import type { Mpc } from "../../operations/mpc.ts";

export default async function diesAtClose(mpc: Mpc, args: unknown) {
  const { victim } = args as { victim: number };
  const x = await mpc.input(0, 1, mpc.self === 0 ? [6] : null);
  const [result] = await mpc.output(x);
  // After all that follows from our return without a message: the phase has begun, its round has not.
  if (mpc.self === victim) process.nextTick(() => process.kill(process.pid, "SIGKILL"));
  return String(result);
}

/** A program whose victim is killed between its result and its last round. */
import type { Mpc } from "../../operations/mpc.ts";

export default async function diesAtClose(mpc: Mpc, args: unknown) {
  const { victim } = args as { victim: number };
  const x = await mpc.input(0, 1, mpc.self === 0 ? [6] : null);
  const [result] = await mpc.output(x);
  if (mpc.self === victim) dieAfter(200);
  return String(result);
}

/**
 * So many microtasks later: after all that follows from our return without a message. The phase has begun. Its round has
 * not: that goes out in a tick, and ticks wait for microtasks.
 */
function dieAfter(microtasks: number): void {
  if (microtasks === 0) process.kill(process.pid, "SIGKILL");
  else queueMicrotask(() => dieAfter(microtasks - 1));
}

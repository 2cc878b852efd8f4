/** A program that takes as long as it is told, so that a party can be killed in the middle of it. */
import type { Mpc } from "../../operations/mpc.ts";

export default async function manyRounds(mpc: Mpc, args: unknown) {
  const { rounds } = args as { rounds: number };
  let x = await mpc.input(0, 1, mpc.self === 0 ? [1] : null);
  for (let round = 0; round < rounds; round++) x = await mpc.multiply(x, x);
  return mpc.output(x);
}

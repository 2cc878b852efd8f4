/** One process that measures the transport: node transport-party.ts DIRECTORY SELF. IPC tells it what to measure. */
import type { Transport } from "../../network/transport.ts";
import { serveMember } from "./processes.ts";

/** Each party sends `bytes` to each peer and receives as many from each, `count` times one after another. */
export interface Exchange {
  readonly label: string;
  readonly bytes: number;
  readonly count: number;
}

/** Seconds that the exchanges took. */
export async function measure(
  transport: Transport,
  { label, bytes, count }: Exchange,
): Promise<number> {
  const message = new Uint8Array(bytes).fill(1);
  const start = performance.now();
  for (let k = 0; k < count; k++) {
    for (let to = 0; to < transport.n; to++)
      if (to !== transport.self) transport.send(to, label, message);
    for (let from = 0; from < transport.n; from++)
      if (from !== transport.self) await transport.receive(from, label, bytes);
  }
  return (performance.now() - start) / 1000;
}

const [, script, directory, self] = process.argv;
if (import.meta.filename === script && directory !== undefined)
  await serveMember<Exchange>(
    directory,
    Number(self),
    "benchmark transport",
    async (transport) => ({
      work: (task) => measure(transport, task),
    }),
  );

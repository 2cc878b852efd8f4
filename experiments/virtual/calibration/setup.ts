/** The time that a party spends on loading, tables and checks of the lattice scheme, by degree. */
import { nodeSuite } from "../../../host/node/suite.ts";
import { SECURITIES } from "../../../host/party/combination.ts";
import { checkedBgv, latticeParameters, latticeRequestOf } from "../../../host/party/lattice.ts";
import { memoryNetwork } from "../../../network/memory.ts";
import { Session } from "../../../network/session.ts";
import type { VirtualNetwork } from "../../../network/virtual.ts";
import type { MakeLattice } from "../../../offline/backend-spec.ts";
import { DEFAULT_STATISTICAL } from "../../../protocols/security.ts";
import { threadCpuMs } from "../computation.ts";
import { type Cost, lineThrough, quantile } from "./samples.ts";

export async function measureSetup(runs: number): Promise<Cost> {
  const requests = SECURITIES.flatMap(
    (security) => latticeRequestOf(security, DEFAULT_STATISTICAL) ?? [],
  );
  const points: [number, number][] = [];
  for (const request of requests) {
    const times: number[] = [];
    for (let k = 0; k < runs; k++) {
      const [transport] = memoryNetwork(2, { suite: nodeSuite });
      const before = threadCpuMs();
      await checkedBgv(new Session(transport!), request);
      times.push((threadCpuMs() - before) * 1e6);
    }
    points.push([latticeParameters(2, request).degree, quantile(times, 0.25)]);
  }
  return lineThrough(points);
}

/** The lattice of real runs, and the nanoseconds that it has taken for all parties of a run. */
export function timedLattice(): {
  readonly lattice: (net: VirtualNetwork) => MakeLattice;
  spentNs(): number;
} {
  let spent = 0;
  return {
    lattice: (net) => (session, request) =>
      net.outside(session.self, async () => {
        const before = threadCpuMs();
        const bgv = await checkedBgv(session, request);
        spent += threadCpuMs() - before;
        return bgv;
      }),
    spentNs: () => spent * 1e6,
  };
}

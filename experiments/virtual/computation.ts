/** The computation of simulated parties: how it is observed and timed in this thread, and how statistics report it. */
import type { WorkObserver } from "../../algebra/work.ts";
import type { Digest, Suite } from "../../crypto/suite.ts";
import type { PartyStatistics, PhaseCost } from "../../host/node/party/statistics.ts";

/** The same primitives, observed by `by` as "suite/sha256" and "suite/aes", with sizes in bytes. */
export function observedSuite(suite: Suite, by: WorkObserver): Suite {
  return {
    ...suite,
    sha256: () => {
      const state = suite.sha256();
      const digest: Digest = {
        update(bytes) {
          by("suite/sha256", bytes.length, () => state.update(bytes));
          return digest;
        },
        digest: () => by("suite/sha256", 0, () => state.digest()),
      };
      return digest;
    },
    keyStream: (key) => {
      const stream = suite.keyStream(key);
      return { next: (length) => by("suite/aes", length, () => stream.next(length)) };
    },
  };
}

/**
 * The statistics of one member. Its computation is what it was charged with. For the rest of each phase it waited, for
 * messages or for a core. The memory of one party cannot be separated from that of all, so it is 0.
 */
export function memberStatistics(statistics: PartyStatistics, busyMs: number): PartyStatistics {
  const phases = Object.fromEntries(
    Object.entries(statistics.phases).map(([phase, cost]) => [phase, idleIsWaiting(cost)]),
  );
  return { ...statistics, phases, peakMemoryBytes: 0, cpuMs: busyMs };
}

const idleIsWaiting = (cost: PhaseCost): PhaseCost => ({
  ...cost,
  traffic: cost.traffic && { ...cost.traffic, waitingMs: Math.max(0, cost.wallMs - cost.cpuMs) },
});

/** CPU time of this thread. Other work on the machine does not count. */
export function threadCpuMs(): number {
  // Linux updates a thread's time at ticks that are milliseconds apart, and also when it adds up the process's time.
  process.cpuUsage();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

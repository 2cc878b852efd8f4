/** Computation of simulated parties: as it is done, in this thread, and as statistics in virtual time have it. */
import type { WorkObserver } from "../../algebra/work.ts";
import type { Digest, Suite } from "../../crypto/suite.ts";
import type { PartyStatistics, PhaseCost } from "../../host/node/party/statistics.ts";

/** The same primitives, told to `by`: "suite/sha256" and "suite/aes", counted in bytes. */
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
 * Of one member: computation is what it was charged with; the rest of each phase it waited, for messages or for a
 * core. The memory of a single party cannot be told from that of all: 0.
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

/** Computation of this thread: what else runs on the machine does not count. */
export function threadCpuMs(): number {
  // Linux counts a thread's time at ticks, milliseconds apart, but brings it up to date when it adds up the process.
  process.cpuUsage();
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/** The demo's parties in one process: the real programs, engines and adversaries over the memory network. */
import { prime60 } from "../../../algebra/prime60.ts";

import { ATTACKS } from "../../../attacks/attacks.ts";
import type { Launch } from "../../../experiments/demo/launch.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import { Abort } from "../../../network/abort.ts";
import { memoryNetwork } from "../../../network/memory.ts";
import { Session } from "../../../network/session.ts";
import { dealLocally } from "../../../offline/dealer/local.ts";
import { createEngine } from "../../../operations/engine.ts";
import type { Mpc, Program } from "../../../operations/mpc.ts";

export const launchInMemory: Launch = async ({
  program,
  args,
  parties: n,
  security,
  adversary: attack,
  onPhase,
}) => {
  const { default: run } = (await import(`../../../programs/${program}.ts`)) as {
    default: Program;
  };
  const cheat =
    attack && ATTACKS.find(({ name }) => name === attack.attack)!.corrupt(attack.options);
  const seed = `demo ${security}`;
  const transports = memoryNetwork(n, { suite: nodeSuite, turn: setImmediate, seed });
  const family = security === "spdz+dealer" ? "authenticated" : "plain";
  const material = dealLocally(n, prime60(), family, nodeSuite, seed);
  const parties = await Promise.all(
    transports.map(async (honest, party) => {
      const corrupt = attack?.party === party ? cheat : undefined;
      const transport = corrupt?.transport?.(honest) ?? honest;
      const engine = createEngine(new Session(transport), material[party]!);
      const mpc: Mpc = corrupt?.mpc?.(engine) ?? engine;
      onPhase(party, "online");
      let result: unknown = null;
      let error: Abort | null = null;
      try {
        result = await run(mpc, args);
        await engine.close();
      } catch (reason) {
        if (!(reason instanceof Abort)) throw reason;
        error = reason;
        transport.abort(reason);
      }
      const { bytesSent, rounds } = transport.meter.read();
      return {
        result,
        error: error && { code: error.code, culprits: error.culprits },
        keysMs: 0,
        offlineMs: 0,
        bytesOffline: 0,
        budget: null,
        onlineMs: 1,
        rounds,
        bytesSent: bytesSent.reduce((sum, b) => sum + b, 0),
      };
    }),
  );
  return { parties, labels: material[0]!.labels };
};

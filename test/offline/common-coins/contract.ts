/** Its contract test, put into test/offline/common-coins/ as contract.test.ts. */
import { prime60 } from "../../../algebra/prime60.ts";
import { nodeSuite } from "../../../host/node/suite.ts";
import type { Family } from "../../../items/columns.ts";
import { memoryNetwork } from "../../../network/memory.ts";
import { Session } from "../../../network/session.ts";
import { preprocessingContract, type Supply } from "../../contracts/preprocessing.ts";
import { code } from "./create.ts";

async function tossed(n: number, _field: unknown, family: Family, seed: string): Promise<Supply> {
  const transports = memoryNetwork(n, { suite: nodeSuite, seed, turn: setImmediate });
  const parties = await Promise.all(
    transports.map((transport) => {
      const session = new Session(transport);
      const none = () => {
        throw new Error("it needs nothing of its host");
      };
      return code.create(
        { parties: session, all: session },
        { family, agreed: false },
        { lattice: none, threads: none },
      );
    }),
  );
  return {
    parties,
    close: async () => {
      for (const party of parties) await party.close();
    },
  };
}

preprocessingContract("common coins", tossed, { parties: [2, 3], fields: [prime60()] });

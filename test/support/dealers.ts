/** The dealer in one process, and the dealer as a party of a session in memory. */
import type { Field } from "../../algebra/field.ts";
import { nodeSuite } from "../../host/node/suite.ts";
import type { Family } from "../../items/columns.ts";
import { memoryNetwork, type Tamper } from "../../network/memory.ts";
import { Session } from "../../network/session.ts";
import { dealerPreprocessing } from "../../offline/dealer/client.ts";
import { dealLocally } from "../../offline/dealer/local.ts";
import { serveDealer } from "../../offline/dealer/serve.ts";
import type { Supply } from "../contracts/preprocessing.ts";

export async function localDealer(
  n: number,
  field: Field,
  family: Family,
  seed: string,
): Promise<Supply> {
  const parties = dealLocally(n, field, family, nodeSuite, seed);
  return {
    parties,
    close: async () => {
      for (const party of parties) await party.close();
    },
  };
}

export async function servedDealer(
  n: number,
  field: Field,
  family: Family,
  seed: string,
  _asked?: unknown,
  tamper?: Tamper,
): Promise<Supply> {
  const transports = memoryNetwork(n + 1, {
    suite: nodeSuite,
    seed,
    shuffle: true,
    turn: setImmediate,
    ...(tamper && { tamper }),
  });
  const [dealer, ...others] = transports.map((t) => new Session(t)).reverse();
  const served = serveDealer(dealer!, field, family);
  const parties = await Promise.all(
    others.reverse().map((session) => dealerPreprocessing(session, field, family)),
  );
  return {
    parties,
    close: async () => {
      for (const party of parties) await party.close();
      await served;
    },
  };
}

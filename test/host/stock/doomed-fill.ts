/**
 * A party's process that fills its store with the others, and kills itself before it sends its K-th message under
 * a tag: node doomed-fill.ts < JSON. test/host/stock/killed-while-filling.test.ts starts it.
 */
import { readFileSync } from "node:fs";
import { loadIdentity } from "../../../host/node/identity.ts";
import { filling, fillSession } from "../../../host/node/party/fill.ts";
import type { JoinOptions } from "../../../host/node/party/join.ts";
import { createStore } from "../../../host/node/stock/generate.ts";
import type { StorePlaces } from "../../../host/node/stock/places.ts";
import { parseDemand } from "../../../items/demand.ts";
import { Abort } from "../../../network/abort.ts";
import type { Transport } from "../../../network/transport.ts";

export interface Doom {
  readonly join: Omit<JoinOptions, "identity" | "through">;
  readonly identityFolder: string;
  readonly places: StorePlaces;
  readonly items: string;
  /** Null: it lives. */
  readonly dies: { readonly tag: string; readonly nth: number } | null;
}

const doom = JSON.parse(readFileSync(0, "utf8")) as Doom;
const { join, dies } = doom;
let sent = 0;

const through = (transport: Transport): Transport =>
  new Proxy(transport, {
    get(target, name) {
      if (name !== "send") {
        const own: unknown = Reflect.get(target, name, target);
        return typeof own === "function" ? own.bind(target) : own;
      }
      return (to: number, tag: string, message: Uint8Array) => {
        if (dies !== null && new RegExp(dies.tag).test(tag) && sent++ === dies.nth)
          process.kill(process.pid, "SIGKILL");
        target.send(to, tag, message);
      };
    },
  });

const demand = parseDemand(doom.items);
const identity = loadIdentity(doom.identityFolder);
const draft = await createStore(doom.places, { blockBytes: 1024 });
try {
  await fillSession({ ...filling({ ...join, identity }, demand), through }, draft, demand);
  process.stdout.write("filled");
} catch (error) {
  if (!(error instanceof Abort)) throw error;
  process.stdout.write(`${error.code} ${error.culprits}`);
}

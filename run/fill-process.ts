/** The process of one member of a local fill: makes its store, or deals. Started and told by fill-locally.ts. */
import { rmSync } from "node:fs";
import { loadIdentity } from "../host/node/identity.ts";
import { filling, fillSession } from "../host/node/party/fill.ts";
import { dealSession, type JoinOptions } from "../host/node/party/join.ts";
import { blockBytesFor } from "../host/node/stock/block-size.ts";
import { createStore, type StoreDraft } from "../host/node/stock/generate.ts";
import type { StorePlaces } from "../host/node/stock/places.ts";
import { combinationOf } from "../host/party/combination.ts";
import type { Demand } from "../items/demand.ts";
import { EXIT, type Failure, failureOf, Interrupted } from "./exit-code.ts";

/** What the launcher tells once all have said that they are ready, or that they are not. */
export type FillWord = "go" | "undo";

/** What the launcher tells first. */
export interface FillStart {
  readonly join: Omit<JoinOptions, "identity">;
  readonly identityFolder: string;
  readonly demand: readonly (readonly [kind: string, count: number])[];
  /** Null at the dealer. */
  readonly places: StorePlaces | null;
}

export type FromFill =
  | { readonly type: "ready" }
  | { readonly type: "batch"; readonly kind: string; readonly done: number; readonly count: number }
  | { readonly type: "done"; readonly error: Failure | null };

const tell = (message: FromFill, then: () => void = () => undefined): void => {
  if (process.connected) process.send?.(message, undefined, undefined, then);
  else then();
};

for (const signal of ["SIGINT", "SIGQUIT"] as const) process.on(signal, () => undefined);
/** The launcher asks to leave, or is gone. */
const stopped = new AbortController();
const stop = () => stopped.abort(new Interrupted("interrupted"));
for (const signal of ["SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
process.once("disconnect", stop);
process.once("message", (start) => void serve(start as FillStart));

async function serve(start: FillStart): Promise<void> {
  let error: Failure | null = null;
  try {
    const identity = loadIdentity(start.identityFolder);
    rmSync(start.identityFolder, { recursive: true, force: true });
    const { family } = combinationOf(start.join.security);
    const blockBytes = blockBytesFor(new Map(start.demand), family!);
    const draft = start.places && (await createStore(start.places, { blockBytes }));
    const go = await told(() => tell({ type: "ready" }));
    if (go) await work({ ...start.join, identity }, new Map(start.demand), draft);
    else await draft?.abandon();
  } catch (thrown) {
    error = failureOf(thrown);
  }
  tell({ type: "done", error }, () => {
    process.exitCode = error?.exitCode ?? EXIT.ok;
    if (process.connected) process.disconnect();
  });
}

/** True if the launcher says "go"; false if it says otherwise, asks to leave or goes away. */
function told(ask: () => void): Promise<boolean> {
  return new Promise((resolve) => {
    process.once("message", (word) => resolve((word as FillWord) === "go"));
    stopped.signal.addEventListener("abort", () => resolve(false));
    ask();
  });
}

async function work(join: JoinOptions, demand: Demand, draft: StoreDraft | null): Promise<void> {
  const options = { ...filling(join, demand), signal: stopped.signal };
  if (draft === null) await dealSession(options);
  else
    await fillSession(options, draft, demand, (kind, done, count) =>
      tell({ type: "batch", kind, done, count }),
    );
}

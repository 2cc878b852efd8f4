/** A lane: a worker thread of this party with a ring memory and keys of its own. open-lanes.ts starts it. */
import { randomFillSync } from "node:crypto";
import { parentPort, workerData } from "node:worker_threads";
import { createBgv } from "../../../crypto/bgv/bgv.ts";
import { Session } from "../../../network/session.ts";
import { OwnLane } from "../../../offline/lane.ts";
import {
  type LowGearPlans,
  type LowGearRaw,
  lowGearSteps,
} from "../../../offline/lowgear/steps.ts";
import { takeKeys } from "../../../offline/lowgear/thread-keys.ts";
import { nodeSuite } from "../suite.ts";
import { LaneLinks } from "./lane-transport.ts";
import type { FromLane, LaneStart, ToLane } from "./messages.ts";
import { buffersOf, tellError } from "./told.ts";

type What = keyof LowGearPlans & keyof LowGearRaw;

/** A batch that this lane has begun. */
interface Batch {
  readonly session: Session;
  readonly what: What;
  begun: unknown;
}

const port = parentPort!;
const post = (message: FromLane, moved: ArrayBuffer[] = []) => port.postMessage(message, moved);

const { sessionId, keys: packed, maxBytes } = workerData as LaneStart;
const source = {
  suite: nodeSuite,
  random: (length: number) => randomFillSync(new Uint8Array(length)),
};
const keys = takeKeys(createBgv(packed.parameters, source, null, { maxBytes }), packed);
const { steps, wipe } = lowGearSteps(keys);
const lane = new OwnLane(steps, () => {
  wipe();
  keys.destroy();
});
const links = new LaneLinks(keys, sessionId, post);
const batches = new Map<string, Batch>();

/** Tells the main thread how a stage ended, and what it made. */
async function done(call: number, stage: () => Promise<unknown>): Promise<void> {
  try {
    const raw = await stage();
    post({ type: "done", call, raw, error: null }, buffersOf(raw));
  } catch (thrown) {
    post({ type: "done", call, raw: null, error: tellError(thrown) });
  }
}

port.on("message", (message: ToLane) => {
  switch (message.type) {
    case "begin":
      return void done(message.call, async () => {
        const session = new Session(links.transportOf(message.batch), message.batch);
        const batch: Batch = { session, what: message.what as What, begun: null };
        batches.set(message.batch, batch);
        batch.begun = await lane.begin(session, batch.what, message.plan as never);
        return null;
      });
    case "finish":
      return void done(message.call, async () => {
        const { session, what, begun } = batches.get(message.batch)!;
        batches.delete(message.batch);
        return lane.finish(session, what, begun);
      });
    case "received":
      return links.received(message.wait, message.bytes, message.error);
    case "wipe":
      lane.wipe();
      links.end(new Error("the keys are destroyed"));
      post({ type: "wiped" });
  }
});
post({ type: "ready" });

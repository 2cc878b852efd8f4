/**
 * Where the time of some work goes, from samples of this thread's stack. The time is split twice: by step of the
 * protocol, and by kind of computation. Each sample counts once in each split.
 */
import { Session } from "node:inspector/promises";

/** LOCAL: microseconds between samples. */
const INTERVAL = 500;

interface Frame {
  readonly functionName: string;
  readonly url: string;
}

interface ProfileNode {
  readonly id: number;
  readonly callFrame: Frame;
  readonly children?: readonly number[] | undefined;
}

export interface Profile {
  readonly nodes: readonly ProfileNode[];
  readonly samples?: readonly number[] | undefined;
  /** Microseconds since the sample before. */
  readonly timeDeltas?: readonly number[] | undefined;
}

type Rule = readonly [name: string, matches: (frame: Frame) => boolean];

const named =
  (...names: string[]) =>
  ({ functionName }: Frame) =>
    names.some((name) => functionName === name || functionName.endsWith(`/${name}`));
const within =
  (...parts: string[]) =>
  ({ url }: Frame) =>
    parts.some((part) => url.includes(part));
const both =
  (...tests: ((frame: Frame) => boolean)[]) =>
  (frame: Frame) =>
    tests.every((test) => test(frame));

/** Time of the thread itself, whatever code is on the stack. These rules come first. */
const OUTSIDE: readonly Rule[] = [
  ["waiting", named("(idle)", "poll")],
  ["garbage", named("(garbage collector)")],
];

/** The innermost frame that matches decides; for one frame, the first rule that matches. */
const STEPS: readonly Rule[] = [
  ["encryption", both(named("encrypt"), within("/bgv/encryption"))],
  ["proof", both(named("commit", "answer"), within("/prove-short"))],
  ["verification", both(named("verifies", "inRange"), within("/prove-short"))],
  ["replies", both(named("reply", "multiplicand"), within("/bgv/"))],
  ["decryption", both(named("decryptReply"), within("/bgv/reply"))],
  ["encoding", both(named("encode", "decode"), within("/bgv/bgv"))],
  ["authentication", within("/protocols/authenticate")],
  ["sacrifice", within("/protocols/sacrifice")],
  ["checks", within("/protocols/mac-check", "/protocols/opening-record", "/protocols/open.")],
  ["ciphertexts", both(named("broadcastImages", "echo"), within("/protocols/"))],
  ["combining", within("/offline/", "/protocols/plaintext-proof", "/protocols/prove-short")],
  ["transfer", within("/network/", "/host/node/websocket", "/ws/", "node:")],
];

/** Only the innermost frame is looked at. */
const KINDS: readonly Rule[] = [
  ["transforms", both(named("ntt", "intt"), within("wasm"))],
  ["flood-and-switch", both(named("switchFlood", "switchRound"), within("wasm"))],
  [
    "sampling",
    both(
      named("ternary", "keepTernary", "errors", "mask50", "mask60", "uniformSmall", "uniformBig"),
      within("wasm"),
    ),
  ],
  ["other-kernels", within("wasm")],
  ["aes", within("crypto/cipher")],
  ["sha256", within("crypto/hash")],
  ["sockets", named("writev", "writeUtf8String", "writeBuffer", "readStop", "readStart")],
];

const namesOf = (rules: readonly Rule[]) => [...rules, ...OUTSIDE].map(([name]) => name);
export const STEP_NAMES = [...namesOf(STEPS), "rest"];
export const KIND_NAMES = [...namesOf(KINDS), "rest"];

/** Microseconds of each name; "rest" is what no rule matches. */
export interface Split {
  readonly steps: ReadonlyMap<string, number>;
  readonly kinds: ReadonlyMap<string, number>;
}

/** Runs `work` under the sampling profiler. */
export async function sampled(work: () => Promise<unknown>): Promise<Split> {
  const session = new Session();
  session.connect();
  try {
    await session.post("Profiler.enable");
    await session.post("Profiler.setSamplingInterval", { interval: INTERVAL });
    await session.post("Profiler.start");
    await work();
    return splitOf((await session.post("Profiler.stop")).profile);
  } finally {
    session.disconnect();
  }
}

function splitOf({ nodes, samples = [], timeDeltas = [] }: Profile): Split {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  const stackOf = (id: number): Frame[] => {
    const frames: Frame[] = [];
    for (let at: number | undefined = id; at !== undefined; at = parents.get(at))
      frames.push(byId.get(at)!.callFrame);
    return frames;
  };
  const steps = new Map<string, number>();
  const kinds = new Map<string, number>();
  const add = (to: Map<string, number>, name: string, us: number) =>
    to.set(name, (to.get(name) ?? 0) + us);
  for (const [k, id] of samples.entries()) {
    const frames = stackOf(id);
    const leaf = frames[0]!;
    const us = timeDeltas[k] ?? 0;
    const outside = ruleOf(OUTSIDE, [leaf]);
    add(steps, outside ?? ruleOf(STEPS, frames) ?? "rest", us);
    add(kinds, outside ?? ruleOf(KINDS, [leaf]) ?? "rest", us);
  }
  return { steps, kinds };
}

function ruleOf(rules: readonly Rule[], frames: readonly Frame[]): string | null {
  for (const frame of frames) for (const [name, matches] of rules) if (matches(frame)) return name;
  return null;
}

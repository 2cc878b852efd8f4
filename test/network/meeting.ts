import { ed25519 } from "@noble/curves/ed25519.js";
import { portable } from "../../crypto/suite.ts";
import { Gathering, type GatheringOptions } from "../../network/gathering.ts";
import type { Signer } from "../../network/wire.ts";
import { TestWire } from "./wires.ts";

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length));
export const channel = new Uint8Array(32).fill(7);

export function signerOf(byte: number): Signer {
  const secret = new Uint8Array(32).fill(byte);
  return {
    publicKey: ed25519.getPublicKey(secret),
    sign: async (message) => ed25519.sign(message, secret),
  };
}

/** What a test has started, to be stopped whatever becomes of it. */
const started: Gathering[] = [];

export interface Meeting {
  readonly gatherings: Gathering[];
  /** wires[i][j]: i's end of its link to j. */
  readonly wires: TestWire[][];
  readonly lines: string[];
}

/** n parties with wires between them; `change` alters what one of them is told about the world. */
export function meet(
  n: number,
  change: (party: number) => Partial<GatheringOptions> = () => ({}),
): Meeting {
  const lines: string[] = [];
  const signers = Array.from({ length: n }, (_, k) => signerOf(k + 1));
  const gatherings = signers.map(
    (signer, self) =>
      new Gathering({
        self,
        signer,
        publicKeys: signers.map((s) => s.publicKey),
        agreement: { program: "p" },
        host: { suite: portable, random, turn: setImmediate },
        deadlineMs: 600,
        heartbeatMs: 100,
        connectMs: 300,
        log: (line) => lines.push(line),
        ...change(self),
      }),
  );
  started.push(...gatherings);
  const wires: TestWire[][] = Array.from({ length: n }, () => []);
  for (let i = 0; i < n; i++)
    for (let j = i + 1; j < n; j++) [wires[i]![j], wires[j]![i]] = TestWire.pair();
  return { gatherings, wires, lines };
}

export function offerAll({ gatherings, wires }: Meeting, except: readonly number[] = []): void {
  gatherings.forEach((gathering, i) => {
    wires[i]!.forEach((wire, j) => {
      if (!except.includes(i) && !except.includes(j)) gathering.offer(j, wire, channel);
    });
  });
}

/** Ends all that was started. */
export function disperse(): void {
  const over = new Error("the test is over");
  for (const gathering of started.splice(0)) {
    gathering.fail(over);
    gathering.whole.then(
      (transport) => transport.abort(over),
      () => undefined,
    );
  }
}

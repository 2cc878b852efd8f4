/**
 * While an output is opened, the cheater adds a constant to its share of one element: on the wire, to every
 * peer alike. So that its own hash of what was opened matches theirs, it adds the constant to the share that
 * it receives from one peer too: it sees the same wrong sum, and alone knows by how much. It cannot shift its
 * MAC share to match, since nobody knows α.
 */
import { z } from "zod";
import { ELEMENT_BYTES } from "../../algebra/field.ts";
import { UsageError } from "../../host/usage-error.ts";
import type { Transport } from "../../network/transport.ts";
import { HEADER_BYTES, ROUNDS, readHeader } from "../../online/round-message.ts";
import type { Secret } from "../../online/values.ts";
import type { Mpc } from "../../operations/mpc.ts";
import { type Adversary, overriding } from "./adversary.ts";

const schema = z.strictObject({
  /** Which call of output or outputNumbers, from 0. It must be alone in its round. */
  output: z.int().min(0).default(0),
  element: z.int().min(0),
  /** Rounded to the output's scale. */
  by: z.number(),
});

interface Target {
  readonly elements: number;
  readonly shift: bigint;
  /** Whether its first message has left: what comes next from a peer is its answer. */
  sent: boolean;
}

/** See Adversary. */
export function adversary(options: unknown): Adversary {
  const parsed = schema.safeParse(options);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0]!;
    throw new UsageError(`shift-opening: option "${path.join(".")}": ${message}`);
  }
  const { output, element, by } = parsed.data;
  let outputs = 0;
  let prime = 0n;
  let target: Target | null = null;

  /** The program asks for an output: if it is the one, the next round carries its shares. */
  function outputStarts(mpc: Mpc, x: Secret): void {
    if (outputs++ !== output) return;
    if (element >= x.length)
      throw new UsageError(`shift-opening: option "element": the output has ${x.length} elements`);
    prime = mpc.field.p;
    const shift = BigInt(Math.round(by * 2 ** x.scale));
    target = {
      elements: x.length,
      shift: ((shift % prime) + prime) % prime,
      sent: false,
    };
  }

  const inRounds = (tag: string): boolean => tag.split("/").at(-1) === ROUNDS;

  function shifted(message: Uint8Array, { shift }: Target): Uint8Array<ArrayBuffer> {
    const copy = message.slice();
    const view = new DataView(copy.buffer, HEADER_BYTES + ELEMENT_BYTES * element);
    view.setBigUint64(0, (view.getBigUint64(0, true) + shift) % prime, true);
    return copy;
  }

  function outgoing(tag: string, message: Uint8Array): Uint8Array {
    if (target === null || !inRounds(tag)) return message;
    if (readHeader(message).elements !== target.elements) return message;
    target.sent = true;
    return shifted(message, target);
  }

  /** From the cheater's first peer. */
  function incoming(tag: string, message: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
    if (target === null || !target.sent || !inRounds(tag)) return message;
    const seen = shifted(message, target);
    target = null;
    return seen;
  }

  return {
    does: `adds ${by} to its share of element ${element} of output ${output}`,
    transport: (honest: Transport) => {
      const firstPeer = honest.self === 0 ? 1 : 0;
      return overriding(honest, {
        send: (to, tag, message) => honest.send(to, tag, outgoing(tag, message)),
        async receive(from, tag, maxLength, patience) {
          const message = await honest.receive(from, tag, maxLength, patience);
          return from === firstPeer ? incoming(tag, message) : message;
        },
      });
    },
    mpc: (honest: Mpc) =>
      overriding(honest, {
        output(x) {
          outputStarts(honest, x);
          return honest.output(x);
        },
        outputNumbers(x) {
          outputStarts(honest, x);
          return honest.outputNumbers(x);
        },
      }),
  };
}

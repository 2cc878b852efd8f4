/** Parties over wires in memory, as their hosts would connect them. */
import { portable } from "../../crypto/suite.ts";
import { Link, type LinkEvents } from "../../network/link.ts";
import { type Host, LinkedTransport, type Timing } from "../../network/linked.ts";
import type { Wire } from "../../network/wire.ts";

export const host: Host = {
  suite: portable,
  random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  turn: setImmediate,
};

/** What a link has to say before its party listens. */
export const ignore: LinkEvents = {
  greeting: () => undefined,
  violation: () => undefined,
  notice: () => undefined,
  bye: () => undefined,
  lost: () => undefined,
  drained: () => undefined,
};

/** wires[i][j] is i's end of its wire to j. */
export function wiresOf<W>(n: number, pair: () => readonly [W, W]): W[][] {
  const wires: W[][] = Array.from({ length: n }, () => []);
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) [wires[i]![j], wires[j]![i]] = pair();
  return wires;
}

/** The first `count` parties of those whose wires these are; `share` as Link has it. */
export function linkedOver(
  wires: readonly (readonly Wire[])[],
  timing: Timing,
  { count = wires.length, share }: { readonly count?: number; readonly share?: number } = {},
): LinkedTransport[] {
  const id = host.random(32);
  return wires.slice(0, count).map((own, self) => {
    const links = wires.map((_, j) => (j === self ? null : new Link(own[j]!, ignore, share)));
    for (const link of links) link?.open();
    return new LinkedTransport(self, id, links, host, timing);
  });
}

/**
 * Shaped links as commands of ip and tc. Every member has a network namespace, an address in it, and a cable to a
 * bridge, which has another namespace:
 *
 *   P_i  eth0 10.213.0.(i+1) ── spdz-i ┐
 *   P_j  eth0 10.213.0.(j+1) ── spdz-j ┴ bridge
 *
 * A class at the sender's end, by the receiver's address, has the rate of a link. The delay is there too if the kernel
 * has netem; else a relay makes it.
 */
import type { Links } from "../config/network-spec.ts";

/** What delays a link. */
export type Delaying = "netem" | "relay";

/** A command of iproute2 and its arguments. */
export type Command = readonly [tool: "ip" | "tc", ...args: string[]];

const BRIDGE = "spdz";
const NETWORK = "10.213.0";

export const addressOf = (member: number): string => `${NETWORK}.${member + 1}`;
/** Any port will do: in a member's own namespace all are free. */
export const portOf = (member: number): number => 4200 + member;
/** The port that P_i calls to reach P_j if a relay is between them. */
export const relayPortOf = (callee: number): number => 4300 + callee;

/** Run in the bridge's namespace. */
export const bridgeCommands = (): Command[] => [
  ["ip", "link", "add", BRIDGE, "type", "bridge"],
  ["ip", "link", "set", BRIDGE, "up"],
];

/** Run in the bridge's namespace. They make the cable of a member, whose namespace is that of process `pid`. */
export const cableCommands = (member: number, pid: number): Command[] => {
  const end = `${BRIDGE}-${member}`;
  const peer = ["peer", "name", "eth0", "netns", `${pid}`];
  return [
    ["ip", "link", "add", end, "type", "veth", ...peer],
    ["ip", "link", "set", end, "master", BRIDGE],
    ["ip", "link", "set", end, "up"],
  ];
};

/** Run in the member's namespace. Packets leave one by one, as on a wire, not in bundles. */
export const memberCommands = (member: number, links: Links, delaying: Delaying): Command[] => [
  ["ip", "link", "set", "lo", "up"],
  ["ip", "addr", "add", `${addressOf(member)}/24`, "dev", "eth0"],
  ["ip", "link", "set", "eth0", "gso_max_size", "1514", "gso_max_segs", "1"],
  ["ip", "link", "set", "eth0", "up"],
  ...shapingCommands(member, links, delaying),
];

/** Milliseconds that a packet may wait for its rate before it is lost; TCP then slows down. */
const QUEUE_MS = 200;
const PACKET_BITS = 8 * 1514;
/** In effect no limit; tc takes no larger rate in 32 bits. */
const NO_LIMIT_MBIT = 30_000;

function shapingCommands(self: number, links: Links, delaying: Delaying): Command[] {
  const classes = links.latencyMs.flatMap((row, to) => {
    const rate = links.bandwidthMbit[self]![to]!;
    const delay = delaying === "netem" && delayed(links, self, to);
    return to !== self && row !== undefined && (rate !== null || delay)
      ? [{ to, rate, delay }]
      : [];
  });
  if (classes.length === 0) return [];
  const on = ["dev", "eth0"];
  return [
    ["tc", "qdisc", "add", ...on, "root", "handle", "1:", "htb", "default", "0"],
    ...classes.flatMap(({ to, rate, delay }): Command[] => {
      const id = `1:${(to + 1).toString(16)}`;
      const [mbit, burst] = [`${rate ?? NO_LIMIT_MBIT}mbit`, `${burstBytes(rate)}b`];
      const shape = ["htb", "rate", mbit, "burst", burst, "cburst", burst, "quantum", "1514"];
      const match = ["u32", "match", "ip", "dst", `${addressOf(to)}/32`];
      return [
        ["tc", "class", "add", ...on, "parent", "1:", "classid", id, ...shape],
        ["tc", "qdisc", "add", ...on, "parent", id, ...queueOf(links, self, to, rate, delay)],
        [
          "tc",
          "filter",
          "add",
          ...on,
          "protocol",
          "ip",
          "parent",
          "1:",
          "prio",
          "1",
          ...match,
        ].concat("flowid", id) as unknown as Command,
      ];
    }),
  ];
}

export const delayed = ({ latencyMs, jitterMs }: Links, from: number, to: number): boolean =>
  latencyMs[from]![to]! > 0 || jitterMs[from]![to]! > 0;

/** How much may be sent at once after a pause: a millisecond of the rate, at least ten packets. */
const burstBytes = (rate: number | null): number =>
  Math.max(15_140, Math.ceil(((rate ?? NO_LIMIT_MBIT) * 1e6) / 8 / 1000));

/** The queue holds packets that wait for their rate and, with netem, those that are under way. */
function queueOf(
  { latencyMs, jitterMs }: Links,
  from: number,
  to: number,
  rate: number | null,
  delay: boolean,
): string[] {
  const [latency, jitter] = [latencyMs[from]![to]!, jitterMs[from]![to]!];
  const held = QUEUE_MS + (delay ? 2 * (latency + jitter) : 0);
  const packets = Math.ceil(((rate ?? NO_LIMIT_MBIT) * 1e3 * held) / PACKET_BITS);
  const limit = ["limit", `${Math.max(1000, packets)}`];
  if (!delay) return ["pfifo", ...limit];
  // netem's jitter is around its delay, ours is added to it.
  const around = jitter > 0 ? [`${latency + jitter / 2}ms`, `${jitter / 2}ms`] : [`${latency}ms`];
  return ["netem", "delay", ...around, ...limit];
}

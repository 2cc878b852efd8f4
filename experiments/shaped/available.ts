/** Finds out once what this machine can shape. It uses a network namespace that ends with the probe. */
import { spawnSync } from "node:child_process";
import type { Delaying } from "./topology.ts";

export interface Available {
  /** Why nothing can be shaped here; null if it can. */
  readonly trouble: string | null;
  readonly delaying: Delaying;
}

const TOOLS = ["unshare", "nsenter", "ip", "tc"] as const;

/** It prints the name of each step that has succeeded; `set -e` ends it at the first command that fails. */
const PROBE = `
set -e
ip link add spdz type bridge
ip link add spdz-0 type veth peer name eth0
echo cables
tc qdisc add dev eth0 root handle 1: htb default 0
tc class add dev eth0 parent 1: classid 1:1 htb rate 10mbit
tc filter add dev eth0 protocol ip parent 1: prio 1 u32 match ip dst 10.213.0.1/32 flowid 1:1
echo rates
tc qdisc add dev eth0 parent 1:1 netem delay 1ms
echo netem
`;

let known: Available | null = null;

export function available(): Available {
  known ??= probe();
  return known;
}

function probe(): Available {
  const no = (trouble: string): Available => ({ trouble, delaying: "relay" });
  if (process.platform !== "linux") return no("needs Linux");
  const missing = TOOLS.filter(
    (tool) => spawnSync(tool, ["--version"], { stdio: "ignore" }).error !== undefined,
  );
  if (missing.length > 0)
    return no(`needs ${missing.join(", ")} (Debian: apt-get install iproute2 util-linux)`);
  if (process.getuid?.() !== 0) return no("needs root, for network namespaces");
  const { stdout, stderr } = spawnSync("unshare", ["--net", "sh", "-c", PROBE], {
    encoding: "utf8",
  });
  const reached = stdout.split("\n");
  const why = stderr.trim().split("\n")[0] ?? "";
  if (!reached.includes("cables")) return no(`network namespaces cannot be made here: ${why}`);
  if (!reached.includes("rates")) return no(`tc cannot limit rates here: ${why}`);
  return { trouble: null, delaying: reached.includes("netem") ? "netem" : "relay" };
}

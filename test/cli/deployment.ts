/** Parties of a deployment on this machine, who know each other, and their party.yaml files. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { createIdentity, saveIdentity } from "../../host/node/identity.ts";
import { memberOf, pinMember } from "../../host/node/roster.ts";
import { freePorts } from "../../run/ports.ts";

/** Two parties and a dealer. */
export const NAMES = ["alice", "bob", "dan"] as const;
export type Name = (typeof NAMES)[number];

/** Writes party.yaml for one of them, with some keys replaced; undefined leaves one out. Returns its path. */
export type Configure = (name: Name, replaced?: Record<string, unknown>) => string;

export interface Deployment {
  readonly ports: readonly number[];
  readonly config: Configure;
}

/** Identities in folders of their names below `root`. They multiply 6, −1 and 7. */
export async function deploy(root: string): Promise<Deployment> {
  const ports = await freePorts(NAMES.length);
  const identities = await Promise.all(NAMES.map((name) => createIdentity(name)));
  for (const identity of identities) {
    saveIdentity(join(root, identity.name), identity);
    for (const [k, other] of identities.entries())
      if (other !== identity)
        pinMember(join(root, identity.name), memberOf(other, "127.0.0.1", ports[k]!));
  }
  const config: Configure = (name, replaced = {}) => {
    const content = {
      parties: ["alice", "bob"],
      dealer: "dan",
      keys: join(root, name),
      listen: { host: "127.0.0.1", port: ports[NAMES.indexOf(name)] },
      program: "mult3",
      own: { alice: { factors: [6, null, 7] }, bob: { factors: [null, -1, null] }, dan: {} }[name],
      security: "spdz+dealer",
      deadline: "2s",
      connect: "10s",
      ...replaced,
    };
    const path = join(mkdtempSync(join(root, "config-")), "party.yaml");
    writeFileSync(path, stringify(content));
    return path;
  };
  return { ports, config };
}

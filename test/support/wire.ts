import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

const FILE = new URL("../wire.baseline", import.meta.url);

/**
 * Holds the transcript of a seeded run against test/wire.baseline: one line "name digest" per run. A new
 * digest is a change of the protocol's messages, and the commit that writes it down says so.
 */
export function assertWire(name: string, transcript: string): void {
  const lines = readFileSync(FILE, "utf8").split("\n");
  const line = lines.find((l) => l.startsWith(`${name} `));
  assert.equal(`${name} ${transcript}`, line, "the bytes on the wire changed: a protocol change");
}

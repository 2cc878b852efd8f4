import assert from "node:assert/strict";
import { it } from "node:test";
import { namer, naming } from "../../cli/member-names.ts";

const members = ["alice", "bob", "dan"].map((name) => ({
  name,
  host: "localhost",
  port: 1,
  fingerprint: "",
  publicKey: "",
}));
const named = namer(members, 2);

it("parties are called by number and name, the dealer by what it is", () => {
  assert.equal(
    named("P0, P1: P1's; culprits: P2"),
    "P0 (alice), P1 (bob): P1 (bob)'s; culprits: dealer (dan)",
  );
});

it("what only looks like a party is left as it is", () => {
  for (const text of ["/home/P1/x", "MAP1", "P1x", "P1/stock", "P7", "a.P1"])
    assert.equal(named(text), text);
});

it("an error keeps all but its words", async () => {
  const error = new RangeError("P1 left");
  await assert.rejects(
    naming(named, () => Promise.reject(error)),
    (thrown) => thrown === error && error.message === "P1 (bob) left",
  );
});

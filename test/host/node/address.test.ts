import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { z } from "zod";
import {
  addressInUrl,
  addressText,
  addressWithoutZone,
  hostFromUrl,
  hostIn,
  hostSchema,
} from "../../../host/node/address.ts";

describe("a host", () => {
  it("is a name or an address; IPv6 in one form, however it is written", () => {
    for (const [text, host] of [
      ["mpc.example.org", "mpc.example.org"],
      ["party_1", "party_1"],
      ["127.0.0.1", "127.0.0.1"],
      ["::1", "::1"],
      ["[::1]", "::1"],
      ["2001:0DB8::0:7", "2001:db8::7"],
      ["[2001:db8::7]", "2001:db8::7"],
      ["fe80::1%eth0", "fe80::1%eth0"],
      ["[FE80:0:0::1%eth0]", "fe80::1%eth0"],
      ["fe80::1%5", "fe80::1%5"],
    ] as const)
      assert.equal(hostIn(text), host, text);
  });

  it("is nothing else", () => {
    for (const text of [
      ...["", " ", "a b", "a..b", ".a", "-a", "a/b", "https://a", "a%eth0", "[a]", "[127.0.0.1]"],
      ...["256.1.1.1", "1.2.3", "::1::2", "[::1", "::1]", "fe80::1%", "fe80::1%a b", "fe80::1%a%b"],
      ...["fe80::1%a]@b", "bücher.example", "x".repeat(254)],
    ])
      assert.equal(hostIn(text), null, text);
  });

  it("with its port is told that the port is given separately", () => {
    const words = (text: string) => hostSchema.safeParse(text).error!.issues[0]!.message;
    for (const text of ["alice.example.org:7000", "[::1]:7000"])
      assert.match(
        words(text),
        /an address or a host's name is expected.*; the port 7000 is given/,
      );
    assert.doesNotMatch(words("a b"), /port/);
    const schema = z.object({ host: hostSchema });
    assert.equal(schema.parse({ host: " [::1] " }).host, "::1");
    // What YAML makes of host: [::1]
    assert.equal(schema.parse({ host: ["::1"] }).host, "::1");
    assert.throws(() => schema.parse({ host: ["a", "b"] }));
  });

  it("is written as people, invitations and WebSockets have it", () => {
    const address = { host: "fe80::1%eth0", port: 7000 };
    assert.equal(addressText(address), "[fe80::1%eth0]:7000");
    assert.equal(addressInUrl(address), "[fe80::1%25eth0]:7000");
    assert.equal(addressWithoutZone(address), "[fe80::1]:7000");
    assert.equal(hostIn(hostFromUrl("[fe80::1%25eth0]")), "fe80::1%eth0");
    assert.equal(addressText({ host: "127.0.0.1", port: 1 }), "127.0.0.1:1");
  });
});

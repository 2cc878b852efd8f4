import assert from "node:assert/strict";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { inspect } from "node:util";
import { ed25519 } from "@noble/curves/ed25519.js";
import {
  CERTIFICATE_FILE,
  createIdentity,
  IdentityError,
  KEY_FILE,
  loadIdentity,
  readIdentity,
  saveIdentity,
} from "../../../host/node/identity.ts";
import {
  comparisonCode,
  invitationOf,
  memberOf,
  parseInvitation,
  pinMember,
  readRoster,
} from "../../../host/node/roster.ts";

const root = mkdtempSync(join(tmpdir(), "spdz-identity-"));
after(() => rmSync(root, { recursive: true, force: true }));
const fails = (run: () => unknown, why: RegExp) =>
  assert.throws(
    run,
    (e: unknown) => e instanceof IdentityError && why.test(e.message) && !e.message.includes("\n"),
  );

describe("an identity", () => {
  it("comes back from disk; files 0600, directory 0700, nothing else left", async () => {
    const directory = join(root, "alice");
    const made = await createIdentity("alice");
    saveIdentity(directory, made);
    const loaded = loadIdentity(directory);
    assert.deepEqual(
      [loaded.name, loaded.fingerprint, loaded.publicKeyHex],
      ["alice", made.fingerprint, made.publicKeyHex],
    );
    assert.deepEqual(readdirSync(directory).sort(), [CERTIFICATE_FILE, KEY_FILE]);
    assert.equal(statSync(directory).mode & 0o777, 0o700);
    for (const file of [KEY_FILE, CERTIFICATE_FILE])
      assert.equal(statSync(join(directory, file)).mode & 0o777, 0o600);
  });

  it("is never overwritten", async () => {
    const directory = join(root, "twice");
    saveIdentity(directory, await createIdentity("a"));
    const other = await createIdentity("b");
    fails(() => saveIdentity(directory, other), /not overwritten/);
  });

  it("signs what its public key verifies", async () => {
    const identity = await createIdentity("signer");
    const message = new TextEncoder().encode("message");
    const signature = await identity.sign(message);
    assert.ok(ed25519.verify(signature, message, identity.publicKey));
  });

  it("does not show its key when printed", async () => {
    const identity = await createIdentity("quiet");
    const jwk = identity.privateKey.export({ format: "jwk" });
    const seed = Buffer.from(jwk.d!, "base64url");
    const shown = inspect(identity, { depth: 9, showHidden: true }) + JSON.stringify(identity);
    for (const form of [jwk.d!, seed.toString("hex"), seed.toString("base64")])
      assert.ok(!shown.includes(form));
  });

  it("missing, readable by others, damaged or mixed up: one clear line each", async () => {
    fails(() => loadIdentity(join(root, "nowhere")), /no identity in .*identity\.key is missing/);
    const directory = join(root, "bad");
    saveIdentity(directory, await createIdentity("bad"));
    chmodSync(join(directory, KEY_FILE), 0o644);
    fails(() => loadIdentity(directory), /can be read by other users; run: chmod 600/);
    chmodSync(join(directory, KEY_FILE), 0o600);
    const other = await createIdentity("other");
    writeFileSync(join(directory, CERTIFICATE_FILE), other.certificate);
    fails(() => loadIdentity(directory), /does not belong to its key/);
    writeFileSync(join(directory, CERTIFICATE_FILE), "nonsense");
    fails(() => loadIdentity(directory), /damaged/);
  });

  it("expiry and a wrong clock are explained in words", async () => {
    const directory = join(root, "old");
    const now = new Date("2030-05-05T12:00:00Z");
    saveIdentity(directory, await createIdentity("old", { days: 30, now }));
    assert.equal(loadIdentity(directory, now).name, "old");
    fails(
      () => loadIdentity(directory, new Date("2030-07-01T00:00:00Z")),
      /expired on 2030-06-04 12:00 UTC, .*clock says 2030-07-01 00:00 UTC/,
    );
    fails(
      () => loadIdentity(directory, new Date("2020-01-01T00:00:00Z")),
      /valid only from 2030-05-05 11:00 UTC on, .*one of the two clocks is wrong/,
    );
    assert.equal(readIdentity(directory).name, "old");
  });

  it("names are plain", async () => {
    for (const name of ["", "a b", "a,CN=b", "é", "x".repeat(64), "-a", "a\nb"])
      await assert.rejects(createIdentity(name), IdentityError);
  });
});

describe("invitations and the roster", () => {
  it("an invitation carries name, address, certificate and key, also over IPv6", async () => {
    const identity = await createIdentity("bob");
    for (const host of ["127.0.0.1", "mpc.example.org", "fe80::1", "[fe80::1]", "FE80::1%eth0"]) {
      const member = memberOf(identity, host, 9001);
      assert.doesNotMatch(member.host, /[[\]A-Z]/);
      assert.deepEqual(parseInvitation(`  ${invitationOf(member)}\n`), member);
    }
  });

  it("a cut, changed or foreign invitation is refused in words", async () => {
    const text = invitationOf(memberOf(await createIdentity("bob"), "127.0.0.1", 9001));
    for (let length = 7; length < text.length; length++)
      assert.throws(() => parseInvitation(text.slice(0, length)), IdentityError);
    fails(() => parseInvitation(`${text}\ncode: 9191 2413 39bc c26a c653`), /without the code/);
    fails(() => parseInvitation("hello"), /starts with "spdz:\/\/"/);
    fails(() => parseInvitation(text.replace("v=1", "v=2")), /version 2/);
    fails(() => parseInvitation(text.replace(":9001", ":0")), /port/);
    fails(() => parseInvitation(text.replace(":9001", ":99999")), /port/);
    fails(() => parseInvitation(`${text}0`), /publicKey: 64/);
    fails(
      () => parseInvitation(text.replace("127.0.0.1", "[mpc]")),
      /host: an address or a host's/,
    );
    // As people write a zone; our own invitations have it as URLs do.
    const zoned = invitationOf(memberOf(await createIdentity("eve"), "fe80::1%eth0", 9001));
    assert.match(zoned, /@\[fe80::1%25eth0\]:9001\//);
    assert.deepEqual(parseInvitation(zoned.replace("%25", "%")), parseInvitation(zoned));
  });

  it("joining pins; a known name with another key is refused unless replaced", async () => {
    const directory = join(root, "roster");
    const [bob, mallory] = [await createIdentity("bob"), await createIdentity("bob")];
    const member = memberOf(bob, "127.0.0.1", 9001);
    pinMember(directory, member);
    pinMember(directory, member);
    assert.deepEqual(readRoster(directory), [member]);
    const twin = memberOf(mallory, "127.0.0.1", 9001);
    fails(() => pinMember(directory, twin), /known with another key.*--replace/);
    pinMember(directory, memberOf(bob, "10.0.0.1", 9002));
    assert.equal(readRoster(directory)[0]!.host, "10.0.0.1");
    fails(() => pinMember(directory, { ...member, name: "carol" }), /one key, one name/);
    pinMember(directory, twin, { replace: true });
    assert.deepEqual(readRoster(directory), [twin]);
    assert.equal(statSync(join(directory, "roster.json")).mode & 0o777, 0o600);
  });

  it("a damaged or newer roster is refused", () => {
    const directory = join(root, "roster");
    const path = join(directory, "roster.json");
    const good = readFileSync(path, "utf8");
    writeFileSync(path, good.slice(0, -5));
    fails(() => readRoster(directory), /not JSON/);
    writeFileSync(path, good.replace('"version": 1', '"version": 2'));
    fails(() => readRoster(directory), /version/);
    writeFileSync(path, good.replace('"name"', '"nick"'));
    fails(() => readRoster(directory), /roster\.json: members\.0/);
  });

  it("the code that both sides compare changes with every part", async () => {
    const member = memberOf(await createIdentity("bob"), "127.0.0.1", 9001);
    const flipped = `${member.publicKey.slice(0, -1)}${member.publicKey.endsWith("0") ? 1 : 0}`;
    const codes = [member, { ...member, port: 9002 }, { ...member, publicKey: flipped }].map(
      comparisonCode,
    );
    assert.equal(new Set(codes).size, 3);
    assert.match(codes[0]!, /^([0-9a-f]{4} ){4}[0-9a-f]{4}$/);
  });
});

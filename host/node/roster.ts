/**
 * Whom a party knows: invitations, and the roster that pins them. An invitation carries a party's name, address,
 * certificate fingerprint and key. It is not secret, but it must arrive unchanged. So both sides compare its code in
 * another way, for example on the telephone.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { z } from "zod";
import { addressInUrl, hostFromUrl, hostSchema } from "./address.ts";
import { checkName, type Identity, IdentityError } from "./identity.ts";
import { makePrivateFolder, writePrivateFile } from "./private-file.ts";
import { readText } from "./read-text.ts";
import { issueInWords } from "./validation-words.ts";

const ROSTER_FILE = "roster.json";
const ROSTER_VERSION = 1;

/** One party as the others see it. */
export interface Member {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** SHA-256 of its certificate, lower-case hex. */
  readonly fingerprint: string;
  /** Ed25519, lower-case hex. */
  readonly publicKey: string;
}

const hex64 = z.string().regex(/^[0-9a-f]{64}$/, "64 lower-case hexadecimal digits are expected");

/** Also for configurations that list members. */
const memberSchema = z.strictObject({
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/, "a party's name is expected"),
  host: hostSchema,
  port: z.int().min(1).max(65535),
  fingerprint: hex64,
  publicKey: hex64,
});

const rosterSchema = z.strictObject({
  version: z.literal(ROSTER_VERSION),
  members: z.array(memberSchema),
});

/** This party as a member at an address. */
export function memberOf(identity: Identity, host: string, port: number): Member {
  return parseMember({
    name: identity.name,
    host,
    port,
    fingerprint: identity.fingerprint,
    publicKey: identity.publicKeyHex,
  });
}

/** One line to send to the others: spdz://NAME@HOST:PORT/?v=1&certificate=…&key=… */
export function invitationOf(member: Member): string {
  const { name, fingerprint, publicKey } = member;
  return `spdz://${name}@${addressInUrl(member)}/?v=1&certificate=${fingerprint}&key=${publicKey}`;
}

/** IdentityError that says what is wrong if `text` is not a whole invitation. */
export function parseInvitation(text: string): Member {
  const line = text.trim();
  if (/[\r\n]/.test(line))
    throw new IdentityError(
      'an invitation is one line: copy the line that starts with "spdz://", without the code below it',
    );
  if (!line.startsWith("spdz://"))
    throw new IdentityError('an invitation is one line that starts with "spdz://"');
  const parts =
    /^spdz:\/\/([^@/?]+)@(\[[^\]/?@]+\]|[^:/?[\]]+):(\d{1,5})\/\?v=(\d+)&certificate=([^&]*)&key=([^&]*)$/.exec(
      line,
    );
  if (parts === null)
    throw new IdentityError(
      "the invitation is not whole: copy the full line, and put it in single quotes for the shell",
    );
  const [, name, host, port, version, fingerprint, publicKey] = parts as unknown as string[];
  if (version !== "1")
    throw new IdentityError(`the invitation has version ${version}; this program knows version 1`);
  return parseMember({
    name,
    host: hostFromUrl(host!),
    port: Number(port),
    fingerprint,
    publicKey,
  });
}

/** What both sides read to each other: five groups of four hexadecimal digits (80 bits). */
export function comparisonCode(member: Member): string {
  const digest = createHash("sha256")
    .update(`spdz-lab/invitation/v1\n${invitationOf(member)}`)
    .digest("hex");
  return digest.slice(0, 20).match(/.{4}/g)!.join(" ");
}

/** The pinned members, in the order in which they joined; empty if there is no roster yet. */
export function readRoster(directory: string): readonly Member[] {
  const path = join(directory, ROSTER_FILE);
  const text = readText(path);
  if (text === null) return [];
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new IdentityError(`${path} is damaged: not JSON`);
  }
  const parsed = rosterSchema.safeParse(content);
  if (!parsed.success) throw new IdentityError(`${path}: ${firstIssue(parsed.error)}`);
  return parsed.data.members;
}

/**
 * Pins a member. A known name with another key or certificate is refused unless `replace` is set: a stranger may be
 * using the name.
 */
export function pinMember(directory: string, member: Member, { replace = false } = {}): void {
  checkName(member.name);
  const members = [...readRoster(directory)];
  const at = members.findIndex((m) => m.name === member.name);
  const known = members[at];
  const twin = members.find((m) => m.name !== member.name && m.publicKey === member.publicKey);
  if (twin)
    throw new IdentityError(`${member.name} has the key of ${twin.name}: one key, one name`);
  if (known === undefined) members.push(member);
  else if (invitationOf(known) === invitationOf(member)) return;
  else if (
    !replace &&
    (known.publicKey !== member.publicKey || known.fingerprint !== member.fingerprint)
  )
    throw new IdentityError(
      `${member.name} is known with another ${known.publicKey !== member.publicKey ? "key" : "certificate"}; if it really made a new one, join again with --replace`,
    );
  else members[at] = member;
  makePrivateFolder(directory);
  const text = JSON.stringify({ version: ROSTER_VERSION, members }, null, 2);
  writePrivateFile(join(directory, ROSTER_FILE), `${text}\n`);
}

function parseMember(value: unknown): Member {
  const parsed = memberSchema.safeParse(value);
  if (!parsed.success) throw new IdentityError(`invitation: ${firstIssue(parsed.error)}`);
  return parsed.data;
}

function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0]!;
  return `${issue.path.join(".") || "content"}: ${issueInWords(issue)}`;
}

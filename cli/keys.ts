/** `spdz keys`: the identity of this party, and the peers that it knows. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Command, Option } from "commander";
import { addressText } from "../host/node/address.ts";
import {
  createIdentity,
  type Identity,
  IdentityError,
  KEY_FILE,
  loadIdentity,
  readIdentity,
  saveIdentity,
} from "../host/node/identity.ts";
import {
  comparisonCode,
  invitationOf,
  type Member,
  memberOf,
  parseInvitation,
  pinMember,
  readRoster,
} from "../host/node/roster.ts";
import { integer, keysFolder, keysOption } from "./options.ts";

/** The former name of --keys, which scripts may still use. */
const formerOption = () => new Option("--folder <folder>").hideHelp();

const EXAMPLES = `
Examples:
  alice$ spdz keys init alice
  alice$ spdz keys invite --host alice.example.org --port 7000      send the line it prints to bob
  bob$   spdz keys join 'spdz://alice@alice.example.org:7000/?v=1&…'
  Both read the code to each other, for example in a call. It is the same if nobody changed the line on its way.
  bob$   spdz keys show`;

interface Flags {
  readonly keys: string;
  readonly folder?: string;
  readonly json?: true;
}

/** The public part of an identity. */
type Facts = Pick<Identity, "name" | "fingerprint" | "publicKeyHex" | "validFrom" | "validTo">;

export function addKeys(spdz: Command): void {
  const keys = spdz
    .command("keys")
    .summary("identity, certificate, pinned peers")
    .description(
      "Identities of real deployments: this party's key and certificate, and its pinned peers.",
    )
    .addHelpText("after", EXAMPLES);

  keys
    .command("init")
    .description(
      "Makes an identity: an Ed25519 key and a self-signed certificate, readable by you only.",
    )
    .argument("<name>", "this party's name: letters, digits, dots, dashes, underscores")
    .addOption(keysOption())
    .addOption(formerOption())
    .option("--days <days>", "how long the certificate is valid, 1 to 3650", integer(1, 3650), 365)
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  spdz keys init alice --days 90")
    .action(async (name: string, { days, json, ...named }: Flags & { days: number }) => {
      const folder = folderOf(named);
      const identity = await createIdentity(name, { days });
      saveIdentity(folder, identity);
      if (json === true) printJson({ folder, ...facts(identity) });
      else print([`made ${name} in ${folder}`, ...describe(identity)]);
    });

  keys
    .command("invite")
    .description("Prints the line that the others need to know this party.")
    .requiredOption(
      "--host <host>",
      "where the others reach this party: a name, an IPv4 or an IPv6 address",
    )
    .requiredOption("--port <port>", "the port where others reach this party", integer(1, 65535))
    .addOption(keysOption())
    .addOption(formerOption())
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  spdz keys invite --host alice.example.org --port 7000")
    .action(({ host, port, json, ...named }: Flags & { host: string; port: number }) => {
      const member = memberOf(loadIdentity(folderOf(named)), host, port);
      const [invitation, code] = [invitationOf(member), comparisonCode(member)];
      if (json === true) printJson({ invitation, code, member });
      else print([invitation, `code: ${code}`, ...zoneNote(member)]);
    });

  keys
    .command("join")
    .description("Pins the party of an invitation.")
    .argument("<invitation>", "the line that starts with spdz://")
    .addOption(keysOption())
    .addOption(formerOption())
    .option("--replace", "accept a new key or certificate; first ask over another channel")
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  spdz keys join 'spdz://bob@bob.example.org:7000/?v=1&…'")
    .action((invitation: string, { replace, json, ...named }: Flags & { replace?: true }) => {
      const folder = folderOf(named);
      const member = parseInvitation(invitation);
      assertAnother(folder, member);
      pinMember(folder, member, { replace: replace === true });
      const code = comparisonCode(member);
      if (json === true) printJson({ member, code });
      else
        print([
          `${member.name} at ${addressText(member)} is known now`,
          `code: ${code}   (ask ${member.name} whether it has the same)`,
        ]);
    });

  keys
    .command("show")
    .description("Shows this party's identity and the peers that it knows.")
    .addOption(keysOption())
    .addOption(formerOption())
    .option("--json", "as JSON")
    .addHelpText("after", "\nExample:\n  spdz keys show --keys ./alice --json")
    .action(({ json, ...named }: Flags) => {
      const folder = folderOf(named);
      const own = readIdentity(folder);
      const members = readRoster(folder);
      if (json === true) printJson({ ...facts(own), members });
      else
        print([
          own.name,
          ...describe(own),
          ...members.map(
            (m) => `knows ${m.name} at ${addressText(m)}   code: ${comparisonCode(m)}`,
          ),
        ]);
    });
}

/** Notes that a zone in an address belongs to the machine that calls, not to the party that is called. */
const zoneNote = ({ host }: Member): string[] =>
  host.includes("%")
    ? [
        `note: only machines on the same link reach ${host}, if they too call that link ${host.split("%")[1]}`,
      ]
    : [];

const folderOf = ({ keys, folder }: Flags): string => keysFolder(folder ?? keys);

const describe = ({ fingerprint, publicKeyHex, validFrom, validTo }: Identity): string[] => [
  `  certificate ${fingerprint}`,
  `  key         ${publicKeyHex}`,
  `  valid       ${validFrom.toISOString().slice(0, 16)} to ${validTo.toISOString().slice(0, 16)} UTC${verdict(validFrom, validTo)}`,
];

const facts = ({ name, fingerprint, publicKeyHex, validFrom, validTo }: Facts): Facts => ({
  name,
  fingerprint,
  publicKeyHex,
  validFrom,
  validTo,
});

const printJson = (content: unknown): void => print([JSON.stringify(content)]);

function verdict(from: Date, to: Date, now = new Date()): string {
  if (now > to) return ": it has EXPIRED; make a new identity and send a new invitation";
  return now < from ? ": NOT YET, if this machine's clock is right" : "";
}

/** IdentityError if the invitation is this party's own, or has this party's name. */
function assertAnother(folder: string, member: Member): void {
  if (!existsSync(join(folder, KEY_FILE))) return;
  const own = readIdentity(folder);
  if (own.publicKeyHex === member.publicKey)
    throw new IdentityError("this is the invitation of this party itself: send it to the others");
  if (own.name === member.name)
    throw new IdentityError(`${own.name} is this party's own name: the other party needs another`);
}

const print = (lines: readonly string[]): void =>
  void process.stdout.write(`${lines.join("\n")}\n`);

/** `spdz keys`: who this party is, and whom it knows. */
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

/** As --keys was called once: scripts may still say so. */
const formerOption = () => new Option("--folder <folder>").hideHelp();

const EXAMPLES = `
Examples:
  alice$ spdz keys init alice
  alice$ spdz keys invite --host alice.example.org --port 7000      send the line it prints to bob
  bob$   spdz keys join 'spdz://alice@alice.example.org:7000/?v=1&…'
  Both read each other the code (a call will do): it is the same if nobody changed the line on its way.
  bob$   spdz keys show`;

interface Flags {
  readonly keys: string;
  readonly folder?: string;
  readonly json?: true;
}

/** What anybody may know of an identity. */
type Facts = Pick<Identity, "name" | "fingerprint" | "publicKeyHex" | "validFrom" | "validTo">;

export function addKeys(spdz: Command): void {
  const keys = spdz
    .command("keys")
    .summary("identity, certificate, pinned peers")
    .description(
      "Identities of real deployments: a key and a certificate of one's own, pinned peers.",
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
    .requiredOption("--port <port>", "and at which port", integer(1, 65535))
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
    .option("--replace", "it really has a new key, a new certificate: asked over another channel")
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

/** A zone is no part of where a party is, but of who calls it. */
const zoneNote = ({ host }: Member): string[] =>
  host.includes("%")
    ? [
        `note: ${host} can be called from machines on the same cable alone, and only if they too call that network ${host.split("%")[1]}`,
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

/** IdentityError if the invitation is this party's own: it is for the others. */
function assertAnother(folder: string, member: Member): void {
  if (!existsSync(join(folder, KEY_FILE))) return;
  const own = readIdentity(folder);
  if (own.publicKeyHex === member.publicKey)
    throw new IdentityError("this is the invitation of this party itself: send it to the others");
  if (own.name === member.name)
    throw new IdentityError(`${own.name} is this party's own name: the other needs another one`);
}

const print = (lines: readonly string[]): void =>
  void process.stdout.write(`${lines.join("\n")}\n`);

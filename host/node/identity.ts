/**
 * Who a party is: an Ed25519 key pair that signs sessions, and a self-signed certificate of the same key for TLS. On
 * disk it is a directory of mode 0700 with identity.key and identity.crt, both of mode 0600.
 */
import { createPrivateKey, type KeyObject, sign, webcrypto, X509Certificate } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Signer } from "../../network/wire.ts";
import { fingerprintOf, outsideValidity, publicKeyOf } from "./certificate.ts";
import { makePrivateFolder, writePrivateFile } from "./private-file.ts";
import { readText } from "./read-text.ts";

export const KEY_FILE = "identity.key";
export const CERTIFICATE_FILE = "identity.crt";
const DEFAULT_DAYS = 365;

/** A mistake in identities, invitations or their files. The message is one clear line, without a stack trace. */
export class IdentityError extends Error {
  override readonly name = "IdentityError";
}

/** A party's key pair and certificate, as files hold them. */
export interface Identity extends Signer {
  readonly name: string;
  /** PEM; public. */
  readonly certificate: string;
  /** SHA-256 of the certificate, lower-case hex. */
  readonly fingerprint: string;
  /** Ed25519, lower-case hex. */
  readonly publicKeyHex: string;
  readonly validFrom: Date;
  readonly validTo: Date;
  /** Never printed. Inspecting it shows its kind only. */
  readonly privateKey: KeyObject;
}

/** IdentityError unless `name` is 1–63 letters, digits, dots, dashes or underscores. */
export function checkName(name: string): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(name))
    throw new IdentityError(
      `party name ${JSON.stringify(name.slice(0, 80))}: 1 to 63 letters, digits, ".", "-" or "_"`,
    );
  return name;
}

/** A new identity, in memory. `now` and `days` set the period of validity of its certificate. */
export async function createIdentity(
  name: string,
  { days = DEFAULT_DAYS, now = new Date() }: { days?: number; now?: Date } = {},
): Promise<Identity> {
  checkName(name);
  const keys = (await webcrypto.subtle.generateKey("Ed25519", true, [
    "sign",
    "verify",
  ])) as webcrypto.CryptoKeyPair;
  const { selfSigned } = await import("./self-signed.ts");
  const certificate = await selfSigned(name, keys, days, now);
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey));
  const privateKey = createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" });
  pkcs8.fill(0);
  return identityOf(name, privateKey, certificate);
}

/** Writes a new identity. IdentityError if the directory has one already, UsageError if it cannot be made or used. */
export function saveIdentity(directory: string, identity: Identity): void {
  makePrivateFolder(directory);
  const keyFile = join(directory, KEY_FILE);
  if (existsSync(keyFile))
    throw new IdentityError(`${directory} holds an identity already; it is not overwritten`);
  writePrivateFile(join(directory, CERTIFICATE_FILE), identity.certificate);
  writePrivateFile(keyFile, identity.privateKey.export({ format: "pem", type: "pkcs8" }));
}

/** IdentityError with a clear message if it is missing, readable by others, damaged, or not valid now. */
export function loadIdentity(directory: string, now = new Date()): Identity {
  const identity = readIdentity(directory);
  const expired = outsideValidity("this party's", new X509Certificate(identity.certificate), now);
  if (expired !== null) throw new IdentityError(expired);
  return identity;
}

/** As loadIdentity, but the certificate need not be valid now. For showing it. */
export function readIdentity(directory: string): Identity {
  const [key, certificate] = [KEY_FILE, CERTIFICATE_FILE].map((file) => {
    const path = join(directory, file);
    const text = readText(path);
    if (text === null)
      throw new IdentityError(
        `no identity in ${directory}: ${file} is missing; spdz keys init NAME makes one`,
      );
    if ((statSync(path).mode & 0o077) !== 0)
      throw new IdentityError(`${path} can be read by other users; run: chmod 600 ${path}`);
    return text;
  });
  try {
    const name = /^CN=(.+)$/m.exec(new X509Certificate(certificate!).subject)?.[1] ?? "";
    return identityOf(checkName(name), createPrivateKey(key!), certificate!);
  } catch (error) {
    if (error instanceof IdentityError) throw error;
    throw new IdentityError(`the identity in ${directory} is damaged`);
  }
}

function identityOf(name: string, privateKey: KeyObject, certificate: string): Identity {
  const parsed = new X509Certificate(certificate);
  const publicKeyHex = publicKeyOf(parsed);
  if (publicKeyHex === null || !parsed.checkPrivateKey(privateKey))
    throw new IdentityError(`the certificate of ${name} does not belong to its key`);
  return {
    name,
    certificate,
    privateKey,
    publicKeyHex,
    publicKey: new Uint8Array(Buffer.from(publicKeyHex, "hex")),
    fingerprint: fingerprintOf(parsed.raw),
    validFrom: new Date(parsed.validFrom),
    validTo: new Date(parsed.validTo),
    sign: async (message) => new Uint8Array(sign(null, message, privateKey)),
  };
}

/**
 * Self-signed Ed25519 certificates: what TLS asks for. Trust comes from the pinned fingerprint alone; names
 * and issuers in a certificate mean nothing here, its period of validity does.
 */
import "reflect-metadata";
import { createHash, webcrypto, type X509Certificate } from "node:crypto";
import * as x509 from "@peculiar/x509";

const DAY_MS = 86_400_000;
/** Clocks may be behind by so much when a fresh certificate arrives. */
const BACKDATED_MS = 3_600_000;

/** A certificate for `keys`, valid from an hour ago for `days` days, as PEM. */
export async function selfSigned(
  name: string,
  keys: webcrypto.CryptoKeyPair,
  days: number,
  now: Date,
): Promise<string> {
  const serial = Buffer.from(webcrypto.getRandomValues(new Uint8Array(16)));
  serial[0]! &= 0x7f;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial.toString("hex"),
    name: `CN=${name}`,
    notBefore: new Date(now.getTime() - BACKDATED_MS),
    notAfter: new Date(now.getTime() + days * DAY_MS),
    signingAlgorithm: { name: "Ed25519" },
    keys,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    ],
  });
  return certificate.toString("pem");
}

/** SHA-256 of the DER form, lower-case hex. */
export function fingerprintOf(der: Uint8Array): string {
  return createHash("sha256").update(der).digest("hex");
}

/** The raw Ed25519 key of a certificate, hex; null if it holds another kind. */
export function publicKeyOf(certificate: X509Certificate): string | null {
  const { kty, crv, x } = certificate.publicKey.export({ format: "jwk" });
  return kty === "OKP" && crv === "Ed25519" && x
    ? Buffer.from(x, "base64url").toString("hex")
    : null;
}

/** Null while `certificate` is valid; else, in words, what is wrong and what to do. */
export function outsideValidity(
  whose: string,
  certificate: X509Certificate,
  now = new Date(),
): string | null {
  const clock = `this machine's clock says ${minute(now)}`;
  const from = new Date(certificate.validFrom);
  const to = new Date(certificate.validTo);
  if (now < from)
    return `${whose} certificate is valid only from ${minute(from)} on, and ${clock}: one of the two clocks is wrong; set it and try again`;
  if (now > to)
    return `${whose} certificate expired on ${minute(to)}, and ${clock}: if the clock is right, make a new identity and send a new invitation to the others`;
  return null;
}

function minute(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** Makes certificates (certificate.ts says what they are for). Loaded when needed, because its library is large. */
import "reflect-metadata";
import { webcrypto } from "node:crypto";
import * as x509 from "@peculiar/x509";

const DAY_MS = 86_400_000;
/** A peer's clock may be behind by so much when it receives a new certificate. */
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

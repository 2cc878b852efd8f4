/**
 * Self-signed Ed25519 certificates, which TLS needs. Trust comes from the pinned fingerprint alone. Names and issuers
 * in a certificate mean nothing here, but its period of validity does.
 */
import { createHash, type X509Certificate } from "node:crypto";

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

/** Null if `certificate` is valid `now`. Otherwise a message that says what is wrong and what to do. */
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

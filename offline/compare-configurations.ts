/**
 * All members that make material together first compare what must be equal. A difference is a configuration error. It
 * is reported as one, with what differs, never as cheating.
 */
import { ConfigurationMismatch, parseFrom } from "../network/abort.ts";
import { type Agreement, differences } from "../network/handshake.ts";
import type { Session } from "../network/session.ts";

const MAX_CONFIGURATION_BYTES = 512;
/** Without control characters, because a peer's line is printed if it differs. */
const LINE = /^([a-z ]{1,20}): ([\x20-\x7e]{1,100})$/;

/**
 * One round; takes the label "configuration" of the session.
 * @throws ConfigurationMismatch with every difference; Abort "malformed-message" naming the sender.
 */
export async function compareConfigurations(session: Session, own: Agreement): Promise<void> {
  const text = Object.entries(own).map(([key, value]) => `${key}: ${value}`);
  const message = new TextEncoder().encode(text.join("\n"));
  const all = await session.exchange("configuration", message, MAX_CONFIGURATION_BYTES);
  const found = all.flatMap((raw, peer) =>
    peer === session.self
      ? []
      : differences(own, peer, parseFrom(session.path, peer, raw, parseConfiguration)),
  );
  if (found.length > 0) throw new ConfigurationMismatch(found);
}

/** RangeError unless every line is "key: value". */
function parseConfiguration(raw: Uint8Array): Agreement {
  const entries = new TextDecoder()
    .decode(raw)
    .split("\n")
    .map((line): [string, string] => {
      const match = LINE.exec(line);
      if (match === null) throw new RangeError("not a configuration");
      return [match[1]!, match[2]!];
    });
  return Object.fromEntries(entries);
}

/**
 * Where a party can be reached: a name, an IPv4 address, or an IPv6 address with or without brackets and zone. The
 * program uses one form only: without brackets, and IPv6 as short as possible. So both sides of an invitation see the
 * same.
 */
import { isIPv4, isIPv6 } from "node:net";
import { z } from "zod";

const NAME = /^(?=.{1,253}$)[A-Za-z0-9_][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*\.?$/;
/** The name of a network interface of the machine that uses the address, such as "eth0" or "5". */
const ZONE = /^[A-Za-z0-9._~-]{1,32}$/;

/** All addresses of this machine, of both families. */
export const ANY_ADDRESS = "::";

/** The host that `text` names, in the program's form; null if it names none. */
export function hostIn(text: string): string | null {
  const bracketed = /^\[(.*)\]$/.exec(text)?.[1];
  const bare = bracketed ?? text;
  const [address, zone, ...more] = bare.split("%");
  if (isIPv6(address!)) {
    if (more.length > 0 || (zone !== undefined && !ZONE.test(zone))) return null;
    const short = new URL(`http://[${address}]/`).hostname.slice(1, -1);
    return zone === undefined ? short : `${short}%${zone}`;
  }
  if (bracketed !== undefined) return null;
  // Text of digits and dots alone is meant as an address.
  return isIPv4(text) || (NAME.test(text) && !/^[\d.]+$/.test(text)) ? text : null;
}

/** A host in configurations, rosters and invitations, in the program's form. */
export const hostSchema = z.preprocess(
  // YAML reads brackets as a list.
  (value: unknown) =>
    Array.isArray(value) && value.length === 1 && typeof value[0] === "string"
      ? `[${value[0]}]`
      : value,
  z.string().transform((text, check) => {
    const host = hostIn(text.trim());
    if (host !== null) return host;
    const [, port] = /^[^:]+:(\d+)$/.exec(text) ?? /^\[.*\]:(\d+)$/.exec(text) ?? [];
    const wanted =
      "an address or a host's name is expected, like 192.0.2.7, 2001:db8::7 or mpc.example.org";
    const hint = port === undefined ? "" : `; the port ${port} is given separately`;
    check.addIssue({ code: "custom", message: `${wanted}${hint}` });
    return z.NEVER;
  }),
);

interface Address {
  readonly host: string;
  readonly port: number;
}

/** For people: "127.0.0.1:7000", "[::1]:7000". */
export const addressText = ({ host, port }: Address): string =>
  `${host.includes(":") ? `[${host}]` : host}:${port}`;

/** For an invitation: a zone's "%" is written as in URLs. */
export const addressInUrl = (address: Address): string => addressText(address).replace("%", "%25");

/** A host as `addressInUrl` writes it, or as people do. */
export const hostFromUrl = (text: string): string => text.replace("%25", "%");

/** For a WebSocket, whose URL can have no zone. The connection is made before, so it needs none. */
export const addressWithoutZone = ({ host, port }: Address): string =>
  addressText({ host: host.replace(/%.*$/, ""), port });

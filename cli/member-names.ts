/** Replaces party numbers in messages by the names that users know. */
import type { JoinOptions } from "../host/node/party/join.ts";

/** A party in a message, but not in a path or within a word. */
const PARTY = /(?<![\w/.\\-])P(\d+)(?![\w/\\])/g;

/** "P1" becomes "P1 (bob)". The member after the last party becomes "dealer (dan)". */
export function namer(members: JoinOptions["members"], parties: number): (text: string) => string {
  return (text) =>
    text.replace(PARTY, (said, digits: string) => {
      const name = members[Number(digits)]?.name;
      if (name === undefined) return said;
      return `${Number(digits) === parties ? "dealer" : said} (${name})`;
    });
}

/** Runs `work`. If it throws an Error, `named` rewrites the message in place. */
export async function naming<T>(
  named: (text: string) => string,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error) error.message = named(error.message);
    throw error;
  }
}

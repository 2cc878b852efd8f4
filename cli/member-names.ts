/** Parties by the names that their users know them by. */
import type { JoinOptions } from "../host/node/party/join.ts";

/** A party in a message; not in a path, nor within a word. */
const PARTY = /(?<![\w/.\\-])P(\d+)(?![\w/\\])/g;

/** "P1" becomes "P1 (bob)", and the member behind the last party "dealer (dan)". */
export function namer(members: JoinOptions["members"], parties: number): (text: string) => string {
  return (text) =>
    text.replace(PARTY, (said, digits: string) => {
      const name = members[Number(digits)]?.name;
      if (name === undefined) return said;
      return `${Number(digits) === parties ? "dealer" : said} (${name})`;
    });
}

/** Runs `work`; what it throws names parties as `named` does. */
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

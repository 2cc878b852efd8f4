/** Every entry imports this first. So an older Node is reported as too old, and does not fail somewhere else. */

const WANTED = 24;

/** Null if this Node is new enough, or if this is not Node. */
export function tooOld(version: string | undefined): string | null {
  return version === undefined || Number(version.split(".")[0]) >= WANTED
    ? null
    : `spdz-lab needs Node ${WANTED} or later; here runs Node ${version}. Install one from https://nodejs.org, or \`npm install node@${WANTED}\` in your project, whose scripts then run it`;
}

const objection = tooOld((globalThis as { process?: NodeJS.Process }).process?.versions?.node);
if (objection !== null) throw new Error(objection);

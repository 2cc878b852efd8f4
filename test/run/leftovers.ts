import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * A temporary directory of this test file alone, for it and its processes: whatever is found there in the
 * end was left by a run. Removed when the file's process ends.
 */
export function ownTemporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "spdz-test-"));
  process.env.TMPDIR = folder;
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Waits until `holds`, for at most three seconds. */
export async function eventually(holds: () => boolean, what: () => string): Promise<void> {
  for (let attempt = 0; attempt < 60; attempt++) {
    if (holds()) return;
    await sleep(50);
  }
  assert.fail(what());
}

/** No process of `pids` lives. */
export async function assertNoneAlive(pids: readonly number[]): Promise<void> {
  const living = () => pids.filter(isAlive);
  await eventually(
    () => living().length === 0,
    () => `processes ${living().join(", ")} are still there`,
  );
}

/** No folder of a run is in the temporary directory. */
export async function assertNoFolders(): Promise<void> {
  const folders = () => readdirSync(tmpdir()).filter((name) => /^spdz-(run|hospital)/.test(name));
  await eventually(
    () => folders().length === 0,
    () => `${folders().join(", ")} are still there`,
  );
}

export async function assertNothingLeft(pids: readonly number[]): Promise<void> {
  await assertNoneAlive(pids);
  await assertNoFolders();
}

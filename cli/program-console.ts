/** stdout holds results alone: what a program says on its console meanwhile goes to stderr. */
import { Console } from "node:console";

export async function consoleOnStderr<T>(work: () => Promise<T>): Promise<T> {
  const own = globalThis.console;
  globalThis.console = new Console({ stdout: process.stderr, stderr: process.stderr });
  try {
    return await work();
  } finally {
    globalThis.console = own;
  }
}

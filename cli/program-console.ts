/** stdout holds results alone, so what a program prints on its console goes to stderr. */
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

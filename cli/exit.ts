/** How the command ends. An error becomes one line and a documented exit code. Only a bug shows a stack trace. */
import { CommanderError } from "commander";
import { EXIT, exitCodeOf, Interrupted, lineOf } from "../run/exit-code.ts";

export { EXIT };

/** The list of exit codes in --help. */
export const EXIT_CODES_HELP = `Exit codes:
  0  everything went as announced (also a demonstrated attack that was caught)
  1  a bug
  2  usage: an unknown option, a missing file, a value out of range, a port that is taken
  3  the parties' configurations, programs or stores differ
  4  a peer is unreachable, silent, gone, or not who it should be
  5  cheating was detected
  6  out of preprocessing material
  7  this machine: its disk is full, or files of a stock are damaged
  130  interrupted (Ctrl-C)`;

/** The text for stderr, and the exit code. The text is null if everything has been said. */
export function verdictOn(error: unknown): { text: string | null; code: number } {
  if (error instanceof CommanderError)
    return { text: null, code: error.exitCode === 0 ? EXIT.ok : EXIT.usage };
  const code = exitCodeOf(error);
  if (code !== EXIT.bug) {
    const text = error instanceof Interrupted ? "interrupted" : lineOf(error as Error);
    return { text: `spdz: ${text}`, code };
  }
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { text: `spdz: this is a bug, please report it\n${trace}`, code };
}

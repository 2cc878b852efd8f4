/** Lines for people go to stderr, so that stdout holds results alone. No level shows a secret. */
import { styleText } from "node:util";

export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

export const isLogLevel = (x: string): x is LogLevel =>
  (LOG_LEVELS as readonly string[]).includes(x);

export class Log {
  readonly #level: number;

  constructor(level: LogLevel) {
    this.#level = LOG_LEVELS.indexOf(level);
  }

  write(level: LogLevel, line: string): void {
    if (LOG_LEVELS.indexOf(level) <= this.#level) process.stderr.write(`${line}\n`);
  }

  error = (line: string): void => this.write("error", line);
  warn = (line: string): void => this.write("warn", line);
  info = (line: string): void => this.write("info", line);
  debug = (line: string): void => this.write("debug", line);
}

/** The text with a style, if stdout is a terminal with colours (NO_COLOR is respected). */
export const styled = (style: Parameters<typeof styleText>[0], text: string): string =>
  styleText(style, text, { stream: process.stdout });

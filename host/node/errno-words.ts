/** What an operating system's error codes mean, in words for the user. They follow "cannot …: ". */

const WORDS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EAGAIN: "too many processes (ulimit -u says how many there may be)",
  EADDRNOTAVAIL: "it is not an address of this machine",
  EDQUOT: "no space left for this user",
  EEXIST: "there is a file in its way",
  EIO: "the medium cannot be read or written",
  EISDIR: "it is a folder",
  ELOOP: "its symbolic links go in a circle",
  EMFILE: "too many open files (ulimit -n says how many there may be)",
  ENAMETOOLONG: "its name is too long",
  ENETUNREACH: "its network is down",
  ENFILE: "too many files are open on this machine",
  ENOENT: "no such file or folder",
  ENOMEM: "no memory left",
  ENOSPC: "no space left",
  ENOTDIR: "there is a file in its way",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
};

/** Never empty: without words of ours, it is the error's code or message. */
export function errnoInWords(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return WORDS[code ?? ""] ?? code ?? message;
}

/** Codes that say that the machine lacks something, whatever it is asked to do. */
const EXHAUSTED = ["EDQUOT", "EMFILE", "ENFILE", "ENOMEM", "ENOSPC", "EROFS"];

/**
 * One line if `error` says that the machine, or the place where the command runs, lacks something. The command is not
 * at fault then. Null for any other error.
 */
export function whatIsLacking(error: unknown): string | null {
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (syscall === "uv_cwd" || (code === "ENOENT" && /\buv_cwd\b/.test(String(error))))
    return "the current folder has been removed: change to one that exists (cd ~)";
  if (syscall === undefined || !EXHAUSTED.includes(code ?? "")) return null;
  return `cannot ${syscall}${path === undefined ? "" : ` ${path}`}: ${errnoInWords(error)}`;
}

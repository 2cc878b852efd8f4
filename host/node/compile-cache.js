// In a checkout, what Node makes of the sources (types stripped, compiled) is kept in node_modules/.cache. Threads and
// children of this process use it, and so does the next command. It halves the time in which a process starts.
// This file is loaded before anything else, and by `node --import`.
import { existsSync } from "node:fs";
import module from "node:module";
import { fileURLToPath } from "node:url";

const modules = fileURLToPath(new URL("../../node_modules", import.meta.url));

// The folder holds code that will be run. So others must not be able to write there, as they can in Node's default, a
// temporary folder.
if (process.env.NODE_COMPILE_CACHE === undefined && existsSync(modules)) {
  const folder = `${modules}/.cache/node`;
  // If the folder cannot be written to, that is no error: everything is then compiled again.
  module.enableCompileCache(folder);
  process.env.NODE_COMPILE_CACHE = folder;
}

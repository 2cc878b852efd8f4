#!/usr/bin/env node
// Every version of Node can read this file. It says what to do before newer code is loaded.
var wanted = 24;
var major = Number(process.versions.node.split(".")[0]);

if (major < wanted) {
  console.error(
    "spdz: this needs Node " +
      wanted +
      " or later, but this is Node " +
      process.versions.node +
      ". " +
      "In a clone: run `npm ci`, which brings the right one, then `npm start`, or `npm run -s spdz -- --help`. " +
      "Elsewhere: install Node " +
      wanted +
      " from https://nodejs.org",
  );
  process.exitCode = 2;
} else {
  import("../host/node/compile-cache.js").then(load).catch(explain);
}

function load() {
  // main.js exists in a build, not in the sources. (The name is split because formatters "correct" the extension.)
  return import("./main." + "js").then(start, fromSource);
}

function start(main) {
  process.stdout.on("error", unwritten);
  process.stderr.on("error", unsaid);
  process.once("beforeExit", stuck);
  return main.run(process.argv.slice(2)).then(end);
}

// Node ends with code 0 once no event can happen any more, even if code still waits for one.
function stuck() {
  console.error(
    "spdz: this is a bug, of the program that was run or of spdz: it waits for something that cannot come any more",
  );
  process.exitCode = 1;
}

function end(code) {
  process.removeListener("beforeExit", stuck);
  process.exitCode = code;
  // Not at once: output, and last messages to peers, may still be on their way.
  setTimeout(leave, 3000).unref();
}

function leave() {
  process.exit();
}

// A reader that stops early (`| head`) is no error. A full disk is an error of the place that output goes to.
function unwritten(error) {
  if (error.code !== "EPIPE") {
    console.error("spdz: cannot write the output of this command:", error.code);
    process.exitCode = 2;
  }
  process.exit();
}

// An error of stderr cannot be reported: stderr is where errors go.
function unsaid() {}

function fromSource(error) {
  var missing =
    error.code === "ERR_MODULE_NOT_FOUND" && /[\\/]cli[\\/]main\.js$/.test(String(error.url));
  if (!missing) return explain(error);
  return import("./main.ts").then(start, explain);
}

function explain(error) {
  if (error.code === "ERR_MODULE_NOT_FOUND" && /Cannot find package/.test(error.message)) {
    console.error(
      "spdz: dependencies are missing, run `npm ci` first:",
      error.message.split("\n")[0],
    );
    process.exitCode = 2;
    return;
  }
  if (error.code === "ERR_UNKNOWN_FILE_EXTENSION") {
    console.error(
      "spdz: this Node does not run TypeScript (--no-strip-types, or built without it). " +
        "Remove that option from the command and from NODE_OPTIONS, or run `npm run build` and use dist/cli/spdz.js",
    );
    process.exitCode = 2;
    return;
  }
  console.error(error);
  process.exitCode = 1;
}

// Starts an experiment. An old Node can read this file, so it can say what to do before anything newer is loaded.
//
//     node experiments/start.js benchmarks/bench.ts ARGUMENTS
var wanted = 24;
var major = Number(process.versions.node.split(".")[0]);

if (major < wanted) {
  console.error(
    "this needs Node " +
      wanted +
      " or later; here runs Node " +
      process.versions.node +
      ". Run `npm ci`, which brings the right one, and start it by `npm run`, or by `npx node`",
  );
  process.exitCode = 2;
} else {
  // The script sees the arguments as if it had been started directly.
  process.argv.splice(1, 2, process.argv[2]);
  import("../host/node/compile-cache.js").then(load).catch(explain);
}

function load() {
  return import(new URL(process.argv[1], import.meta.url));
}

function explain(error) {
  if (error.code === "ERR_MODULE_NOT_FOUND" && /Cannot find package/.test(error.message)) {
    console.error("dependencies are missing, run `npm ci` first:", error.message.split("\n")[0]);
    process.exitCode = 2;
    return;
  }
  console.error(error);
  process.exitCode = 1;
}

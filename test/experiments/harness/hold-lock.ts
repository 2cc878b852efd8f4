/** A process that takes the lock of a folder, says so, and stays until it is killed. */
import { lockFolder } from "../../../experiments/harness/lock.ts";

lockFolder(process.argv[2]!);
process.stdout.write("held\n");
setInterval(() => undefined, 1000);

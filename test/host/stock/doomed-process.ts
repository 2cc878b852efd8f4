/**
 * A process that SIGKILL ends while it works on a real store; test/host/stock/killed.test.ts starts it.
 *
 *   hold  ROOT      opens the store, says so, and waits
 *   check ROOT      is killed once σ is sent, before any verdict
 *   spend ROOT K    spends, and kills itself before its K-th change on disk; writes each element it was handed
 *   wipe  ROOT K    destroys the key, and kills itself before its K-th change on disk
 */

import { writeSync } from "node:fs";
import { join } from "node:path";
import { diskFiles, type Files } from "../../../host/node/stock/files.ts";
import type { StoreHost } from "../../../host/node/stock/places.ts";
import { openSqliteLedger } from "../../../host/node/stock/store-ledger.ts";
import { takeRandoms } from "../../../items/kinds/random.ts";
import { macCheck } from "../../../protocols/mac-check.ts";
import { MacKey } from "../../../protocols/mac-key.ts";
import { runParties } from "../../support/parties.ts";
import { field, reopen } from "./store-room.ts";

const [mode, root = "", at] = process.argv.slice(2);
const places = { directory: join(root, "store"), keyDirectory: join(root, "keys") };
const say = (line: string): void => void writeSync(1, `${line}\n`);
const die = (): void => void process.kill(process.pid, "SIGKILL");

/** The disk, for K − 1 more changes. */
function dyingHost(changes: number): StoreHost {
  let left = changes;
  const counted =
    <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
    (...args: A): Promise<T> => {
      if (--left === 0) die();
      return work(...args);
    };
  const files: Files = {
    ...diskFiles,
    create: counted(diskFiles.create),
    writeAt: counted(diskFiles.writeAt),
    fsync: counted(diskFiles.fsync),
    unlink: counted(diskFiles.unlink),
    fsyncDirectory: counted(diskFiles.fsyncDirectory),
  };
  return { files, openLedger: openSqliteLedger };
}

switch (mode) {
  case "hold": {
    await reopen(places);
    say("open");
    setInterval(() => {}, 1000);
    break;
  }
  case "check": {
    const stock = await reopen(places, undefined, 0, 2);
    // P0 is the store's owner; P1 opens its residue to nobody.
    await runParties(
      2,
      async (session) => {
        const key =
          session.self === 0 ? stock.macKey! : new MacKey(stock.keyId, field.fromIntegers([5]));
        const opened = { values: field.fromIntegers([7]), macs: field.fromIntegers([7]) };
        const position = { checkNumber: 0, roundNumber: 0, first: 0, last: 0 };
        const openingsHash = new Uint8Array(0);
        await macCheck(session, field, key, [opened], { ...position, openingsHash });
      },
      {
        seed: "check",
        tamper: (from, _to, tag, message) => {
          if (tag !== "residues/open") return message;
          if (from === 1) return null;
          say("sigma is sent");
          setImmediate(die);
          return message;
        },
      },
    );
    break;
  }
  case "spend": {
    const stock = await reopen(places, dyingHost(Number(at)));
    const take = async (count: number): Promise<void> =>
      say([...(await takeRandoms(stock, count)).value].join("\n"));
    await take(5);
    await take(14);
    await stock.macKey!.guard.mark();
    say("in check");
    await take(3);
    say("accepted");
    await stock.macKey!.guard.unmark();
    await take(30);
    await stock.close();
    say("end");
    break;
  }
  case "wipe": {
    const stock = await reopen(places);
    await stock.close();
    const again = await reopen(places, dyingHost(Number(at)));
    await again.macKey!.guard.mark();
    say("in check");
    await again.macKey!.destroy();
    say("end");
    break;
  }
  default:
    throw new RangeError(`what to die of: ${mode}`);
}

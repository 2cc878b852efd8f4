/** A SLURM cluster on this machine: munged, slurmctld, and as many slurmd as there are virtual nodes. Needs root. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePorts } from "../../run/ports.ts";

export interface Cluster {
  readonly folder: string;
  /** What SLURM's commands need beside a PATH. */
  readonly env: Readonly<Record<string, string>>;
  /** Standard output. */
  slurm(command: string, ...args: string[]): string;
  /** Jobs that are queued or running, "NAME INDEX STATE" each. */
  queue(): string[];
  close(): Promise<void>;
}

export async function openCluster(nodes: number): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), "spdz-cluster-"));
  const [controller, ...ports] = await freePorts(nodes + 1);
  for (const part of ["state", "log", "socket"]) mkdirSync(join(folder, part), { mode: 0o755 });
  const names = ports.map((_, k) => `n${k + 1}`);
  for (const name of names) mkdirSync(join(folder, "spool", name), { recursive: true });
  const config = join(folder, "slurm.conf");
  writeFileSync(config, configOf(folder, controller!, ports));
  const env = { SLURM_CONF: config };
  const daemons: ChildProcess[] = [];
  const daemon = (command: string, ...args: string[]) =>
    daemons.push(spawn(command, args, { stdio: "ignore", env: { ...process.env, ...env } }));
  const slurm = (command: string, ...args: string[]) =>
    execFileSync(command, args, {
      ...{ encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 30_000 },
      env: { ...process.env, ...env },
    }).trim();
  const close = async () => {
    for (const { pid } of daemons) if (pid !== undefined) kill(pid);
    await Promise.all(daemons.map(gone));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    writeFileSync(join(folder, "munge.key"), randomBytes(128), { mode: 0o600 });
    const file = (option: string, ...path: string[]) => `--${option}=${join(folder, ...path)}`;
    daemon(
      ...(["munged", "--foreground", "--force", file("key-file", "munge.key")] as const),
      ...[file("socket", "socket", "munge"), file("pid-file", "munged.pid")],
      ...[file("log-file", "log", "munged"), file("seed-file", "munged.seed")],
    );
    await until(() => slurmless("munge", `--socket=${join(folder, "socket", "munge")}`), "munged");
    daemon("slurmctld", "-D", "-c", "-f", config);
    for (const name of names) daemon("slurmd", "-D", "-N", name, "-f", config);
    await until(
      () =>
        slurm("sinfo", "--noheader", "--Node", "--format=%t") ===
        names.map(() => "idle").join("\n"),
      "the nodes",
    );
  } catch (error) {
    const said = ["munged", "slurmctld", "n1"].map((log) => tailOf(join(folder, "log", log)));
    await close();
    throw new Error(`${(error as Error).message}\n${said.join("\n")}`, { cause: error });
  }
  const queue = () =>
    slurm("squeue", "--noheader", "--array", "--format=%j %K %T").split("\n").filter(Boolean);
  return { folder, env, slurm, queue, close };
}

const configOf = (folder: string, controller: number, ports: readonly number[]) => `
ClusterName=spdz-lab-test
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=${controller}
AuthType=auth/munge
AuthInfo=socket=${folder}/socket/munge
CredType=cred/munge
SlurmUser=root
SlurmdUser=root
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool/%n
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/%n.pid
SlurmctldLogFile=${folder}/log/slurmctld
SlurmdLogFile=${folder}/log/%n
ProctrackType=proctrack/pgid
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
ReturnToService=2
KillWait=3
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0
${ports.map((port, k) => `NodeName=n${k + 1} NodeHostname=localhost NodeAddr=127.0.0.1 Port=${port} CPUs=1 State=UNKNOWN`).join("\n")}
PartitionName=lab Nodes=n[1-${ports.length}] Default=YES MaxTime=INFINITE State=UP
`;

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

const gone = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) resolve();
    else child.once("close", () => resolve());
  });

function slurmless(command: string, ...args: string[]): boolean {
  execFileSync(command, args, { input: "", stdio: ["pipe", "ignore", "ignore"] });
  return true;
}

export async function until(holds: () => boolean, what: string, seconds = 60): Promise<void> {
  let last: unknown = null;
  for (let k = 0; k < seconds * 5; k++) {
    try {
      if (holds()) return;
    } catch (error) {
      last = error;
    }
    await sleep(200);
  }
  throw new Error(`${what}: not within ${seconds} s${last === null ? "" : `: ${last}`}`);
}

function tailOf(path: string): string {
  try {
    return readFileSync(path, "utf8").slice(-1500);
  } catch {
    return `no ${path}`;
  }
}

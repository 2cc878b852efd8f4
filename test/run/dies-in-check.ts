/** An adversary that is killed as it opens its residue: the others may have sent theirs. */
import type { Adversary } from "../../attacks/adversaries/adversary.ts";

export function adversary(): Adversary {
  return {
    does: "is killed as it opens its residue",
    transport: (honest) =>
      new Proxy(honest, {
        get(target, name) {
          if (name === "send")
            return (to: number, tag: string, message: Uint8Array) => {
              if (tag.endsWith("residues/open")) process.kill(process.pid, "SIGKILL");
              target.send(to, tag, message);
            };
          const own: unknown = Reflect.get(target, name, target);
          return typeof own === "function" ? own.bind(target) : own;
        },
      }),
    mpc: (honest) => honest,
  };
}

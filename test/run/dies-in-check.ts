/** Is killed as it opens its residue: the others may have sent theirs. */
import { attack } from "../../attacks/attack.ts";
import { sending } from "../../attacks/hooks.ts";

export const diesInCheck = attack({
  name: "dies-in-check",
  does: "is killed as it opens its residue",
  paper: 'ePrint 2025/789, "Rushing at SPDZ"',
  box: "protocols/mac-check.ts",
  against: { security: "spdz+dealer", parties: 2, routing: "direct" },
  corrupt: () => ({
    transport: (honest) =>
      sending(honest, (_to, tag, message) => {
        if (tag.endsWith("residues/open")) process.kill(process.pid, "SIGKILL");
        return message;
      }),
  }),
  expect: { code: "peer-closed", culprits: "the cheater" },
  check: { by: "protocols/commit.ts", stays: "who is gone says nothing" },
});

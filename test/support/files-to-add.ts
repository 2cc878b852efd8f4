/**
 * How many files are touched to add something: in the sources, and in tests. The table of CONTRIBUTING.md says the
 * same, and whoever adds one in a copy holds it to these.
 */
export interface Files {
  readonly sources: number;
  readonly tests: number;
}

export const FILES_TO_ADD = {
  operation: { sources: 1, tests: 0 },
  // In tests: what the contracts must find in its secrets.
  kind: { sources: 1, tests: 1 },
  // In tests: its contract.
  backend: { sources: 2, tests: 1 },
  // In tests: its place among the domains over which rounds are run.
  domain: { sources: 1, tests: 1 },
  attack: { sources: 1, tests: 0 },
  // Its file and its row in the README there. In tests: the attack that only the missing part stops.
  ablation: { sources: 2, tests: 1 },
  program: { sources: 1, tests: 0 },
  // Its config and its page.
  experiment: { sources: 2, tests: 0 },
  // Its file, in a folder, and the list. In tests: the folder's place.
  testbed: { sources: 2, tests: 1 },
} as const satisfies Readonly<Record<string, Files>>;

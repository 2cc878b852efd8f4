/** Whether tests that say so do all they can, not what eight minutes for the whole suite allow: `SPDZ_LONG_TESTS=1`. */
export const LONG = process.env.SPDZ_LONG_TESTS === "1";

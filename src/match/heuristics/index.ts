/** The heuristics, in the order in which they run. */
import type { Heuristic } from "./define.ts";
import { installScript } from "./install-script.ts";
import { typosquat } from "./typosquat.ts";

export const heuristics: readonly Heuristic[] = [typosquat, installScript];

/** All signals, by subject. */
import type { Signal } from "./define.ts";
import { execution } from "./execution.ts";
import { network } from "./network.ts";
import { obfuscation } from "./obfuscation.ts";
import { secrets } from "./secrets.ts";
import { tampering } from "./tampering.ts";

export const SIGNALS: readonly Signal[] = [...execution, ...secrets, ...tampering, ...obfuscation, ...network];

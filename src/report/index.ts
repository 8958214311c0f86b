/** The report formats, in the order `--help` lists them; the first is the default. */

import { cyclonedx } from "./cyclonedx.ts";
import { cyclonedx17 } from "./cyclonedx-1.7.ts";
import type { Format } from "./define.ts";
import { json } from "./json.ts";
import { openvex } from "./openvex.ts";
import { spdx } from "./spdx.ts";
import { table } from "./table.ts";

export type { Format, RenderOptions } from "./define.ts";

export const FORMATS: readonly Format[] = [table, json, cyclonedx, cyclonedx17, spdx, openvex];

/** The report formats, in the order `--help` lists them; the first is the default. */
import type { Format } from "./define.ts";
import { json } from "./json.ts";
import { table } from "./table.ts";

export type { Format, RenderOptions } from "./define.ts";

export const FORMATS: readonly Format[] = [table, json];

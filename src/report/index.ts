/** The report formats, in the order `--help` lists them; the first is the default. */
import { cyclonedx } from "./cyclonedx.ts";
import { cyclonedx17 } from "./cyclonedx-1.7.ts";
import type { Format } from "./define.ts";
import { github } from "./github.ts";
import { gitlab } from "./gitlab.ts";
import { json } from "./json.ts";
import { junit } from "./junit.ts";
import { markdown } from "./markdown.ts";
import { openvex } from "./openvex.ts";
import { sarif } from "./sarif.ts";
import { spdx } from "./spdx.ts";
import { table } from "./table.ts";

export type { Format, PathBase, RenderOptions } from "./define.ts";

export const FORMATS: readonly Format[] = [
	table,
	json,
	sarif,
	gitlab,
	github,
	junit,
	markdown,
	cyclonedx,
	cyclonedx17,
	spdx,
	openvex,
];

/** `fnsift db status`: which advisory data a scan would use, and how old it is. */
import { stat } from "node:fs/promises";
import { readDatabaseSync } from "../../../advisories/store/verify.ts";
import { readDatabaseMeta } from "../../../advisories/store.ts";
import { EXIT, type ExitCode } from "../../../errors.ts";
import { toPlural } from "../../../lib/plural.ts";
import { toSafeText } from "../../../lib/sanitise.ts";
import { toAgeInDays } from "../../setup/age.ts";
import { chooseDatabase } from "../../setup/databases.ts";
import { describeExploits, readExploitsStatus } from "../../setup/exploits.ts";
import type { Terminal } from "../../terminal.ts";
import { renderMeta, toMegabytes } from "./text.ts";

export interface StatusOptions {
	readonly db?: string;
	readonly maxAge?: number;
	readonly json?: true;
}

export async function runStatus(options: StatusOptions, terminal: Terminal): Promise<ExitCode> {
	const { path, source } = chooseDatabase(options.db, terminal.env);
	const meta = readDatabaseMeta(path);
	const sync = readDatabaseSync(path);
	const { size } = await stat(path);
	const age = toAgeInDays(meta.updated, new Date());
	if (options.json) {
		const from = sync && {
			base: sync.base,
			ecosystems: sync.ecosystems.map(({ ecosystem, newest }) => ({ ecosystem, newest })),
		};
		const status = {
			path,
			source,
			bytes: size,
			ageInDays: age ?? null,
			...meta,
			export: from,
			exploits: await readExploitsStatus(terminal.env),
		};
		terminal.out(`${JSON.stringify(status, null, 2)}\n`);
	} else {
		const words = [
			`${source === "snapshot" ? "shipped snapshot" : "local database"}: ${toSafeText(path)}`,
			`${toMegabytes(size)} MB, ${age === undefined ? "of unknown age" : `${toPlural(age, "day")} old`}`,
			...(sync === null ? [] : [`updated from ${toSafeText(sync.base)}`]),
		];
		terminal.out(`${words.join("\n")}\n${renderMeta(meta)}${await describeExploits(terminal.env)}`);
	}
	if (options.maxAge === undefined || (age !== undefined && age <= options.maxAge)) return EXIT.ok;
	terminal.err(
		`fnsift: the advisory data is older than ${toPlural(options.maxAge, "day")}\n  Bring it up to date with \`fnsift db update\`.\n`,
	);
	return EXIT.untrustworthy;
}

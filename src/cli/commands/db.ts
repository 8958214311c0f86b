/** `fnsift db`: make, check and describe advisory databases. */
import { stat } from "node:fs/promises";
import { type BuildSummary, buildDatabase } from "../../advisories/build.ts";
import { type DatabaseMeta, readDatabaseMeta, verifyDatabase } from "../../advisories/store.ts";
import { EXIT, type ExitCode } from "../../errors.ts";
import { toGrouped } from "../../lib/grouped.ts";
import { toPlural } from "../../lib/plural.ts";
import { toSafeText } from "../../lib/sanitise.ts";
import { toAgeInDays } from "../age.ts";
import { chooseDatabase } from "../databases.ts";
import { describeExploits, verifyExploits } from "../exploits.ts";
import { createProgress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";

export async function runBuild(
	sources: readonly string[],
	options: { readonly output: string; readonly quiet?: true },
	terminal: Terminal,
): Promise<ExitCode> {
	const progress = createProgress(terminal, options.quiet === true);
	try {
		const summary = await buildDatabase(sources, options.output, {
			onProgress: (records) => progress.step("match", "records read", records, null),
		});
		progress.clear();
		if (!options.quiet) terminal.out(renderSummary(options.output, summary));
		return EXIT.ok;
	} finally {
		progress.clear();
	}
}

export async function runVerify(file: string | undefined, terminal: Terminal): Promise<ExitCode> {
	const { path } = chooseDatabase(file, terminal.env);
	const meta = verifyDatabase(path);
	terminal.out(`${toSafeText(path)} is whole: every byte agrees with its hashes.\n${renderMeta(meta)}`);
	if (file === undefined) terminal.out(await verifyExploits(terminal.env));
	return EXIT.ok;
}

export async function runStatus(
	options: { readonly db?: string; readonly maxAge?: number },
	terminal: Terminal,
): Promise<ExitCode> {
	const { path, source } = chooseDatabase(options.db, terminal.env);
	const meta = readDatabaseMeta(path);
	const { size } = await stat(path);
	const age = toAgeInDays(meta.updated, new Date());
	const words = [
		`${source === "snapshot" ? "shipped snapshot" : "local database"}: ${toSafeText(path)}`,
		`${(size / 1e6).toFixed(1)} MB, ${age === undefined ? "of unknown age" : `${toPlural(age, "day")} old`}`,
	];
	terminal.out(`${words.join("\n")}\n${renderMeta(meta)}${await describeExploits(terminal.env)}`);
	if (options.maxAge === undefined || (age !== undefined && age <= options.maxAge)) return EXIT.ok;
	terminal.err(`fnsift: the advisory data is older than ${toPlural(options.maxAge, "day")}\n`);
	return EXIT.untrustworthy;
}

function renderSummary(output: string, summary: BuildSummary): string {
	const lines = [`${toSafeText(output)}: ${(summary.bytes / 1e6).toFixed(1)} MB`, renderMeta(summary.meta).trimEnd()];
	const asides: [number, string][] = [
		[summary.withdrawn, "withdrawn"],
		[summary.replaced, "replaced by newer copies"],
		[summary.unconcerned, "about nothing fnsift knows"],
		[summary.malformed, "not readable as OSV records"],
	];
	for (const [count, words] of asides) if (count > 0) lines.push(`${toPlural(count, "record")} ${words}`);
	for (const { where, reason } of summary.examples) lines.push(`  ${toSafeText(where)}: ${toSafeText(reason)}`);
	for (const [reason, count] of summary.skipped)
		lines.push(`${toPlural(count, "part")} left out: ${toSafeText(reason)}`);
	return `${lines.join("\n")}\n`;
}

function renderMeta({ records, packages, malicious, ecosystems, updated, sources, sha256 }: DatabaseMeta): string {
	const counts = Object.entries(ecosystems).map(([ecosystem, count]) => `${ecosystem} ${toGrouped(count)}`);
	const lines = [
		`${toPlural(records, "record")} on ${toPlural(packages, "package")} (${counts.join(", ")}), ${toGrouped(malicious)} of malware`,
		`newest record ${toSafeText(updated)}`,
		...sources.map((source) => `from ${toSafeText(source.name)}, sha256 ${source.sha256}`),
		`sha256 ${sha256}`,
	];
	return `${lines.join("\n")}\n`;
}

/** `fnsift db …`: its commands and their options. */
import { type Command, InvalidArgumentError } from "commander";
import type { ExitCode } from "../errors.ts";
import { ECOSYSTEMS, type Ecosystem } from "../model.ts";
import { parseAge, parseUrl } from "./options.ts";
import type { Terminal } from "./terminal.ts";

export function defineDatabaseCommands(program: Command, terminal: Terminal, finish: (code: ExitCode) => void): void {
	const db = program
		.command("db")
		.description("the advisory database")
		.addHelpText("after", "\nExample:\n  fnsift db update && fnsift scan build/checkout.zip");
	db.command("update")
		.description("bring the local database up to date with OSV's public export")
		.option(
			"--ecosystem <name>",
			"what the database is to cover: npm, PyPI or Maven (repeatable); as before when left out, else npm",
			collectEcosystem,
		)
		.option("--from <address>", "address of the export or a mirror of it (default: FNSIFT_OSV_URL, else OSV's own)")
		.option("--with <names>", "fetch what is known of attacks as well: epss, kev or epss,kev")
		.option("--epss-url <url>", "where EPSS scores are (default: FNSIFT_EPSS_URL, else FIRST's own)", parseUrl)
		.option("--kev-url <url>", "where the KEV catalogue is (default: FNSIFT_KEV_URL, else CISA's own)", parseUrl)
		.option("--force", "fetch everything anew, and take it even when it is older than what is there")
		.option("--db <file>", "the database to update")
		.option("-q, --quiet", "no progress and no summary")
		.addHelpText("after", "\nExample:\n  fnsift db update --ecosystem npm --ecosystem PyPI")
		.action(async (options) => {
			const { runUpdate } = await import("./commands/db/update.ts");
			finish(await runUpdate(options, terminal));
		});
	db.command("build")
		.description("make a database from OSV records")
		.argument(
			"<source...>",
			"an OSV export (all.zip), a folder of OSV .json files, or a file of one record a line (.ndjson)",
		)
		.requiredOption("-o, --output <file>", "the database file to write")
		.option(
			"--ecosystem <name>",
			"keep packages of npm, PyPI or Maven only (repeatable; all of them when left out)",
			collectEcosystem,
		)
		.option("-q, --quiet", "no progress and no summary")
		.addHelpText("after", "\nExample:\n  fnsift db build all.zip -o npm.fnsiftdb")
		.action(async (sources: string[], options) => {
			const { runBuild } = await import("./commands/db/build.ts");
			finish(await runBuild(sources, options, terminal));
		});
	db.command("verify")
		.description("check every byte of a database against its hashes")
		.argument("[file]", "the database; the one a scan would use when left out")
		.addHelpText("after", "\nExample:\n  fnsift db verify npm.fnsiftdb")
		.action(async (file: string | undefined) => {
			const { runVerify } = await import("./commands/db/verify.ts");
			finish(await runVerify(file, terminal));
		});
	db.command("status")
		.description("which advisory data a scan would use, and how old it is")
		.option("--db <file>", "the database to look at")
		.option("--max-age <days>", "exit 3 when its newest record is older, e.g. 7d", parseAge)
		.option("--json", "as JSON")
		.addHelpText("after", "\nExample:\n  fnsift db status --max-age 7d")
		.action(async (options) => {
			const { runStatus } = await import("./commands/db/status.ts");
			finish(await runStatus(options, terminal));
		});
}

function collectEcosystem(value: string, previous: readonly Ecosystem[] = []): readonly Ecosystem[] {
	const ecosystem = ECOSYSTEMS.find((name) => name.toLowerCase() === value.toLowerCase());
	if (ecosystem === undefined) throw new InvalidArgumentError(`Use one of ${ECOSYSTEMS.join(", ")}.`);
	return previous.includes(ecosystem) ? previous : [...previous, ecosystem];
}

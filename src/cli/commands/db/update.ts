/** `fnsift db update`: the local database brought up to date with OSV's export. */
import { existsSync } from "node:fs";
import { stat } from "node:fs/promises";
import { readDatabaseMeta } from "../../../advisories/store.ts";
import { OSV_EXPORT } from "../../../advisories/update/export.ts";
import { type UpdateSummary, updateDatabase } from "../../../advisories/update.ts";
import { EXIT, type ExitCode, ScanError } from "../../../errors.ts";
import { toPlural } from "../../../lib/plural.ts";
import { toSafeText } from "../../../lib/sanitise.ts";
import { VERSION } from "../../../lib/version.ts";
import type { Ecosystem } from "../../../model.ts";
import { findConfig, readConfig } from "../../setup/config.ts";
import { toLocalDatabase } from "../../setup/databases.ts";
import { fetchExploits } from "../../setup/exploits.ts";
import { readProxy } from "../../setup/npmrc-files.ts";
import type { Terminal } from "../../terminal.ts";
import type { ExploitsCommandOptions } from "./exploits-update.ts";
import { createTransferProgress } from "./progress.ts";
import { renderCounts, renderMeta, toMegabytes } from "./text.ts";

export interface UpdateCommandOptions {
	readonly ecosystem?: readonly Ecosystem[];
	readonly from?: string;
	readonly force?: true;
	readonly db?: string;
	readonly quiet?: true;
	/** names with commas between */
	readonly with?: string;
	readonly epssUrl?: string;
	readonly kevUrl?: string;
}

const SHOWN_UNAVAILABLE = 5;

export async function runUpdate(options: UpdateCommandOptions, terminal: Terminal): Promise<ExitCode> {
	const also = options.with === undefined ? [] : await parseSources(options.with);
	const path = options.db ?? toLocalDatabase(terminal.env);
	const base = options.from ?? (terminal.env.FNSIFT_OSV_URL || ((await readMirror(options, terminal)) ?? OSV_EXPORT));
	const progress = createTransferProgress(terminal, options.quiet === true);
	try {
		const summary = await updateDatabase(path, {
			base,
			ecosystems: options.ecosystem ?? null,
			force: options.force === true,
			proxy: await readProxy(terminal),
			userAgent: `fnsift/${VERSION}`,
			onProgress: progress,
		});
		progress.clear();
		if (!options.quiet) terminal.out(renderUpdate(path, (await stat(path)).size, summary));
		if (summary.unavailable.length > 0) terminal.err(renderUnavailable(summary.unavailable));
	} catch (error) {
		progress.clear();
		if (!(error instanceof ScanError) || error.exitCode !== EXIT.untrustworthy) throw error;
		const { code, message, hint, exitCode } = error;
		const advice = code === "network-unavailable" ? "Check the network and proxy settings, and try again later." : hint;
		throw new ScanError(code, message, `${advice}\n${describeWhatStays(path)}`, { cause: error, exitCode });
	}
	if (also.length > 0) await fetchExploits({ ...options, with: also }, terminal);
	return EXIT.ok;
}

/** The configuration of the folder that the command runs in may name a mirror: what it says must not be followed unseen. */
async function readMirror({ quiet }: UpdateCommandOptions, terminal: Terminal): Promise<string | null> {
	const file = findConfig(undefined, terminal.cwd);
	const address = file === undefined ? null : (await readConfig(file)).updateFrom;
	if (file !== undefined && address !== null && !quiet) {
		terminal.err(`fnsift: fetching from ${new URL(address).host}, as ${toSafeText(file.name)} says.\n`);
	}
	return address;
}

async function parseSources(names: string): Promise<ExploitsCommandOptions["with"]> {
	const { parseExploitSources } = await import("./exploits-update.ts");
	return parseExploitSources(names);
}

function renderUpdate(path: string, bytes: number, { kind, meta, renewed, vanished, counts }: UpdateSummary): string {
	const what = {
		current: "is up to date",
		changed: `has ${toPlural(renewed, "new or changed record")}${vanished > 0 ? `, and ${toPlural(vanished, "record")} less that the export dropped` : ""}`,
		replaced: "was built from the whole export",
	}[kind];
	return [
		`${toSafeText(path)} (${toMegabytes(bytes)} MB) ${what}\n`,
		renderMeta(meta),
		counts === null ? "" : renderCounts(counts),
	].join("");
}

function renderUnavailable(ids: readonly string[]): string {
	const shown = ids.slice(0, SHOWN_UNAVAILABLE).map(toSafeText).join(", ");
	const more = ids.length > SHOWN_UNAVAILABLE ? ", …" : "";
	return `fnsift: the export lists ${toPlural(ids.length, "record")} that it does not have as listed (${shown}${more}); what was known of them stays, and the next update asks again.\n`;
}

/** After a failure: nothing is worse than before. */
function describeWhatStays(path: string): string {
	if (!existsSync(path)) return "No database was written.";
	try {
		return `The database in use stays as it was (newest record ${readDatabaseMeta(path).updated}).`;
	} catch {
		return "The database was not replaced; the one that is there cannot be read.";
	}
}

/** From options and environment to what a scan needs: advisory data, popular names, a registry, progress. */
import { openPopularity } from "../../advisories/popularity.ts";
import { SHIPPED_POPULARITY } from "../../advisories/shipped.ts";
import { UsageError } from "../../errors.ts";
import type { ScanOptions, ScanPorts } from "../../scan.ts";
import { DEFAULT_LIMITS } from "../../unpack/limits.ts";
import type { ScanCommandOptions, TargetCommandOptions } from "../options.ts";
import { createProgress } from "../progress.ts";
import type { Terminal } from "../terminal.ts";
import { warnOfAge } from "./age.ts";
import { openAdvisories } from "./databases.ts";
import { createExploitsOpener } from "./exploits.ts";

export async function openScanPorts(
	options: TargetCommandOptions,
	terminal: Terminal,
): Promise<{ readonly ports: ScanPorts; close(): void }> {
	const clock = { now: () => new Date() };
	const exploits = createExploitsOpener(terminal.env);
	const progress = createProgress(terminal, options.quiet === true);
	const advisories = options.online ? await openOnline(options, progress, terminal) : openLocal(options, terminal);
	if (!options.quiet && !options.online) warnOfAge(advisories.info, clock.now(), terminal);
	return {
		ports: {
			advisories,
			openExploits: exploits.open,
			popularity: openPopularity(SHIPPED_POPULARITY),
			registry: options.registry ? await openRegistry(terminal) : null,
			clock,
			progress,
		},
		close() {
			progress.clear();
			advisories.close();
			exploits.close();
		},
	};
}

function openLocal({ db, osvApi }: TargetCommandOptions, { env }: Terminal): ScanPorts["advisories"] {
	if (osvApi === undefined) return openAdvisories(db, env);
	throw new UsageError("--osv-api is for --online.", "Add --online, or leave it out.");
}

async function openOnline(options: TargetCommandOptions, progress: ScanPorts["progress"], terminal: Terminal) {
	const online = await import("./online.ts");
	return await online.openOnline(options, progress, terminal);
}

async function openRegistry(terminal: Terminal): Promise<ScanPorts["registry"]> {
	const { createUserRegistry } = await import("./registry.ts");
	return createUserRegistry(terminal);
}

export function toScanOptions(options: ScanCommandOptions): ScanOptions {
	return {
		layers: options.layer,
		runtime: options.runtime ?? null,
		handler: options.handler ?? null,
		limits: {
			inflatedBytes: options.maxInflated,
			entries: options.maxEntries,
			ratio: options.maxRatio,
			ratioFloor: DEFAULT_LIMITS.ratioFloor,
			nesting: options.maxNesting,
		},
		gate: {
			failOn: options.failOn ?? null,
			allowGaps: options.allowGaps === true,
			omit: options.omit,
			onlyFixable: options.onlyFixable === true,
		},
	};
}

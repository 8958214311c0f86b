/** `fnsift check`: what a change brings into lockfiles. Most changes bring nothing, and that is answered first. */
import { openPopularity } from "../../advisories/popularity.ts";
import { SHIPPED_POPULARITY } from "../../advisories/shipped.ts";
import { type CheckTarget, screen } from "../../check/check.ts";
import type { MatchPorts } from "../../check/news.ts";
import { EXIT, type ExitCode, UsageError } from "../../errors.ts";
import { toGrouped } from "../../lib/grouped.ts";
import { toPlural } from "../../lib/plural.ts";
import { toSafeText } from "../../lib/sanitise.ts";
import { findCheckTargets } from "../check-targets.ts";
import { openAdvisories } from "../databases.ts";
import type { CheckCommandOptions } from "../options.ts";
import type { Terminal } from "../terminal.ts";

export async function runCheck(
	lockfiles: readonly string[],
	options: CheckCommandOptions,
	terminal: Terminal,
): Promise<ExitCode> {
	if (options.staged && lockfiles.length > 0) {
		throw new UsageError("--staged looks for the lockfiles itself.", "Leave out either the lockfiles or --staged.");
	}
	const targets = findCheckTargets(lockfiles, options, terminal);
	const ports = createPorts(options, terminal);
	try {
		const suspects = isForPeople(options) ? await screenAll(targets, ports.open, options, terminal) : targets;
		if (suspects.length === 0) return EXIT.ok;
		const { reportCheck } = await import("../check-report.ts");
		return await reportCheck(suspects, options, ports.open(), terminal);
	} finally {
		ports.close();
	}
}

/** A file for a machine is always written whole. */
function isForPeople({ format }: CheckCommandOptions): boolean {
	return format.every((name) => name === "table");
}

/** The targets that need a closer look; of the others one line is said. */
async function screenAll(
	targets: readonly CheckTarget[],
	openPorts: () => MatchPorts,
	{ quiet }: CheckCommandOptions,
	terminal: Terminal,
): Promise<readonly CheckTarget[]> {
	const suspects: CheckTarget[] = [];
	const lines: string[] = [];
	for (const target of targets) {
		const { clear, packages, added } = await screen(target, openPorts);
		if (!clear) suspects.push(target);
		else lines.push(`${toSafeText(target.path)}: ${toCounts(packages, added)}\n`);
	}
	if (!quiet && suspects.length === 0) for (const line of lines) terminal.out(`PASS  ${line}`);
	return suspects;
}

function toCounts(packages: number, added: number): string {
	const all = toPlural(packages, "package version");
	return added === 0 ? `nothing new in ${all}` : `${toGrouped(added)} of ${all} are new, nothing known against them`;
}

/** Opened when they are needed: a lockfile that adds no package needs neither. */
function createPorts({ db }: CheckCommandOptions, { env }: Terminal) {
	let ports: MatchPorts | undefined;
	return {
		open() {
			ports ??= {
				advisories: openAdvisories(db, env),
				popularity: openPopularity(SHIPPED_POPULARITY),
				progress: { step() {} },
			};
			return ports;
		},
		close: () => ports?.advisories.close(),
	};
}

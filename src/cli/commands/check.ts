/** `fnsift check`: what a change brings into lockfiles. Most changes bring nothing, and that is answered first. */
import { openPopularity } from "../../advisories/popularity.ts";
import { SHIPPED_POPULARITY } from "../../advisories/shipped.ts";
import { type CheckTarget, type Screening, screen } from "../../check/check.ts";
import type { MatchPorts } from "../../check/news.ts";
import { DatabaseError, EXIT, type ExitCode, ScanError, UsageError } from "../../errors.ts";
import { toGrouped } from "../../lib/grouped.ts";
import { toPlural } from "../../lib/plural.ts";
import { toSafeText } from "../../lib/sanitise.ts";
import type { CheckCommandOptions } from "../options.ts";
import { warnOfAge } from "../setup/age.ts";
import { openAdvisories } from "../setup/databases.ts";
import type { Terminal } from "../terminal.ts";
import { findCheckTargets } from "./check/targets.ts";

export async function runCheck(
	lockfiles: readonly string[],
	options: CheckCommandOptions,
	terminal: Terminal,
): Promise<ExitCode> {
	if (options.staged && lockfiles.length > 0) {
		throw new UsageError("--staged looks for the lockfiles itself.", "Leave out either the lockfiles or --staged.");
	}
	const targets = findCheckTargets(lockfiles, options, terminal);
	if (targets.length === 0 && !options.staged) {
		throw new ScanError("no-lockfile", "No lockfile was found here.", "Name one, or run it in a project's folder.", {
			exitCode: EXIT.nothing,
		});
	}
	const ports = createPorts(options, terminal);
	try {
		const isForPeople = options.format.every((name) => name === "table");
		const suspects = isForPeople ? await screenAll(targets, ports, options, terminal) : targets;
		if (suspects.length === 0 && isForPeople && !hasNamedFiles(options)) return EXIT.ok;
		const { reportCheck, validateCheck } = await import("./check/report.ts");
		// Files for machines are always written, and what is named on the command line has to be right.
		if (suspects.length === 0 && isForPeople) return await validateCheck(options, terminal);
		return await reportCheck(suspects, options, ports.open(), terminal);
	} finally {
		ports.close();
	}
}

/** Files that would be read if there were something to judge. */
function hasNamedFiles({ config, baseline, vex }: CheckCommandOptions): boolean {
	return typeof config === "string" || baseline !== undefined || vex.length > 0;
}

/** The targets that need a closer look; where there are none, one line is said of each. */
async function screenAll(
	targets: readonly CheckTarget[],
	ports: ReturnType<typeof createPorts>,
	{ quiet }: CheckCommandOptions,
	terminal: Terminal,
): Promise<readonly CheckTarget[]> {
	const suspects: CheckTarget[] = [];
	const lines: string[] = [];
	for (const target of targets) {
		const screening = await screenOne(target, targets.length > 1, ports.open);
		if (screening?.clear !== true) suspects.push(target);
		else lines.push(`${toSafeText(target.path)}: ${toCounts(screening)}\n`);
	}
	if (quiet || suspects.length > 0) return suspects;
	const { info } = ports.opened?.advisories ?? {};
	if (info !== undefined) warnOfAge(info, new Date(), terminal);
	for (const line of lines) terminal.out(`PASS  ${line}`);
	return suspects;
}

/** One that cannot be read does not keep the others from being reported; alone, it is the error. */
async function screenOne(
	target: CheckTarget,
	isOneOfMany: boolean,
	openPorts: () => MatchPorts,
): Promise<Screening | undefined> {
	try {
		return await screen(target, openPorts);
	} catch (error) {
		if (isOneOfMany && error instanceof ScanError && !(error instanceof DatabaseError)) return undefined;
		throw error;
	}
}

function toCounts({ packages, added }: Screening): string {
	const all = toPlural(packages, "package version");
	if (added === 0) return `nothing new in ${all}`;
	return `${toGrouped(added)} of ${all} ${added === 1 ? "is" : "are"} new, nothing known against ${added === 1 ? "it" : "them"}`;
}

/** Opened when they are needed: a lockfile that adds no package needs neither. */
function createPorts({ db }: CheckCommandOptions, { env }: Terminal) {
	let ports: MatchPorts | undefined;
	return {
		/** `undefined` while nothing was looked up */
		get opened() {
			return ports;
		},
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

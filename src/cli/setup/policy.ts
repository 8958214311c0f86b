/** From options, configuration, baseline and statements to a policy. */
import { existsSync } from "node:fs";
import { dirname, relative, resolve, sep } from "node:path";
import { UsageError } from "../../errors.ts";
import type { Severity } from "../../model.ts";
import { type Baseline, isBaseline, parseBaseline } from "../../policy/baseline.ts";
import type { Config } from "../../policy/config/parse.ts";
import { DEFAULT_FAIL_ON, type FailOn } from "../../policy/fail-on.ts";
import type { GateOptions } from "../../policy/gate.ts";
import type { Policy } from "../../policy/policy.ts";
import type { Waiver } from "../../policy/waivers.ts";
import type { GatePolicyOptions, PolicyCommandOptions } from "../options.ts";
import type { Terminal } from "../terminal.ts";
import { findConfig, readConfig } from "./config.ts";
import { readTextFile } from "./text-file.ts";

const NO_CONFIG: Config = { gate: {}, maxDatabaseAge: null, overrides: [], waivers: [], updateFrom: null };

/** What a gate does when nobody says otherwise: see docs/policy.md. */
export const DEFAULT_GATE: GateOptions = { failOn: DEFAULT_FAIL_ON, allowGaps: false, omit: [], onlyFixable: false };

/** For commands that judge: the command line wins over the configuration, and that over the defaults. @throws UsageError */
export async function readGatePolicy(
	options: PolicyCommandOptions & GatePolicyOptions,
	terminal: Terminal,
	defaults: GateOptions = DEFAULT_GATE,
): Promise<{ readonly gate: GateOptions; readonly policy: Policy }> {
	const { config, policy } = await readPolicy(options, terminal);
	const given: Partial<GateOptions> = {
		...(options.failOn !== undefined && { failOn: toFailOn(options.failOn, defaults.failOn) }),
		...(options.allowGaps === true && { allowGaps: true }),
		...(options.omit.length > 0 && { omit: options.omit }),
		...(options.onlyFixable === true && { onlyFixable: true }),
	};
	return {
		gate: { ...defaults, ...config.gate, ...given },
		policy: {
			...policy,
			applied: true,
			overrides: config.overrides.map(({ targets, gate }) => ({ targets, gate: { ...gate, ...given } })),
			newBaseline: options.writeBaseline === undefined ? null : checkWritable(options.writeBaseline, terminal),
			maxDatabaseAge: config.maxDatabaseAge,
		},
	};
}

/** Another severity; what always fails still does. */
function toFailOn(severity: Severity, defaults: GateOptions["failOn"]): FailOn {
	const others = defaults === null || typeof defaults === "string" ? DEFAULT_FAIL_ON : defaults;
	return { ...others, severity: severity === "unknown" ? "high" : severity };
}

/** For `scan`: waivers and baseline are shown, nothing of the configuration decides. @throws UsageError */
export async function readScanPolicy(
	options: PolicyCommandOptions,
	terminal: Terminal,
): Promise<{ readonly policy: Policy }> {
	const { policy } = await readPolicy(options, terminal);
	return { policy };
}

async function readPolicy(
	{ config: option, baseline, vex }: PolicyCommandOptions,
	terminal: Terminal,
): Promise<{ readonly config: Config; readonly policy: Policy }> {
	const file = findConfig(option, terminal.cwd);
	const config = file === undefined ? NO_CONFIG : await readConfig(file);
	const folder = file === undefined ? terminal.cwd : dirname(file.path);
	return {
		config,
		policy: {
			applied: false,
			config: file?.name ?? null,
			overrides: [],
			waivers: [...config.waivers, ...(await readVex(vex, terminal))],
			baseline: baseline === undefined ? null : readBaseline(baseline, terminal),
			newBaseline: null,
			maxDatabaseAge: null,
			toName: (target) => toTargetName(target, terminal.cwd, folder),
		},
	};
}

/** `build/checkout.zip` whatever folder the command runs in; an ARN as it is. */
function toTargetName(target: string, cwd: string, folder: string): string {
	if (/^arn:[a-z-]+:/.test(target)) return target;
	return relative(folder, resolve(cwd, target)).split(sep).join("/") || ".";
}

function readBaseline(file: string, { cwd }: Terminal): Baseline {
	return parseBaseline(readTextFile(resolve(cwd, file), file), file);
}

async function readVex(files: readonly string[], { cwd }: Terminal): Promise<readonly Waiver[]> {
	if (files.length === 0) return [];
	const { toVexWaivers } = await import("../../policy/vex.ts");
	return toVexWaivers(files.map((file) => ({ file, text: readTextFile(resolve(cwd, file), file) })));
}

/** A file that is no baseline is not overwritten: it may be a slip of the hand. */
function checkWritable(file: string, { cwd }: Terminal): string {
	const path = resolve(cwd, file);
	if (!existsSync(path) || isBaseline(readTextFile(path, file))) return file;
	throw new UsageError(
		`${file} is no baseline, and is not overwritten.`,
		"Give the path of a new file or of a baseline.",
	);
}

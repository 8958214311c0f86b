/** Options that commands share, and how their values are read. */
import { type Command, InvalidArgumentError, Option } from "commander";
import { SCOPES, type Scope, SEVERITIES, type Severity } from "../model.ts";
import { DEFAULT_LIMITS } from "../unpack/limits.ts";

/** What commander hands over for every command that looks into targets. */
export interface TargetCommandOptions {
	readonly layer: readonly string[];
	readonly handler?: string;
	readonly runtime?: string;
	readonly db?: string;
	readonly online?: true;
	readonly osvApi?: string;
	readonly registry?: true;
	readonly color?: boolean;
	readonly quiet?: true;
	readonly maxInflated: number;
	readonly maxEntries: number;
	readonly maxRatio: number;
	readonly maxNesting: number;
}

/** What it hands over where waivers and a baseline are read. */
export interface PolicyCommandOptions {
	/** a file; `false` for none; absent to look for one */
	readonly config?: string | false;
	readonly baseline?: string;
	/** VEX documents */
	readonly vex: readonly string[];
}

/** What it hands over for `explain`. */
export interface ExplainCommandOptions extends TargetCommandOptions {
	/** a package URL */
	readonly package?: string;
}

/** What it hands over about what counts. */
export interface GatePolicyOptions {
	readonly failOn?: Severity;
	readonly allowGaps?: true;
	readonly omit: readonly Scope[];
	readonly onlyFixable?: true;
	readonly writeBaseline?: string;
}

/** What it hands over for `scan`. */
export interface ScanCommandOptions
	extends TargetCommandOptions,
		PolicyCommandOptions,
		Omit<GatePolicyOptions, "writeBaseline"> {
	readonly format: readonly string[];
}

/** What it hands over for `gate`. */
export interface GateCommandOptions extends ScanCommandOptions {
	readonly writeBaseline?: string;
}

/** What it hands over for `check`. */
export interface CheckCommandOptions extends PolicyCommandOptions, Omit<GatePolicyOptions, "writeBaseline"> {
	readonly staged?: true;
	readonly base?: string;
	readonly all?: true;
	readonly db?: string;
	readonly format: readonly string[];
	readonly color?: boolean;
	readonly quiet?: true;
}

export function addTargetOptions(command: Command): Command {
	return command
		.option("--layer <zip>", "a layer laid over /opt of every target (repeat in the function's order)", collect, [])
		.option("--handler <name>", "the function's handler, e.g. index.handler")
		.option("--runtime <name>", "the function's runtime, e.g. nodejs22.x", parseRuntime)
		.option("--db <file>", "advisory database to use")
		.option("--online", "ask the OSV web API instead: names and versions of public packages are sent to it")
		.option("--osv-api <url>", "the web API to ask with --online (default: FNSIFT_OSV_API, else OSV's own)", parseUrl)
		.option("--registry", "ask the npm registry of your npm configuration about fixes and their size")
		.addOption(new Option("--color", "colour even where stdout is no terminal"))
		.addOption(new Option("--no-color", "no colour"))
		.option("-q, --quiet", "no progress and no warnings")
		.addOption(limit("--max-inflated <bytes>", "most bytes to unpack in a run", DEFAULT_LIMITS.inflatedBytes))
		.addOption(limit("--max-entries <count>", "most files to list in a run", DEFAULT_LIMITS.entries))
		.addOption(limit("--max-ratio <factor>", "most compression of a file over 1 MiB", DEFAULT_LIMITS.ratio))
		.addOption(limit("--max-nesting <depth>", "how deep archives in archives are opened", DEFAULT_LIMITS.nesting));
}

export function addGateOptions(command: Command): Command {
	return command
		.option(
			"--format <name[=file]>",
			"table (default), json, sarif, gitlab, github, junit, markdown, cyclonedx, cyclonedx-1.7, spdx or openvex; with =file it goes there (repeatable)",
			collect,
			[],
		)
		.option("--fail-on <severity>", "exit 1 on findings of this severity and above", parseSeverity)
		.option("--omit <scope>", "packages that do not count: dev, optional or peer (repeatable)", collectScope, [])
		.option("--only-fixable", "count only findings that have a fix")
		.option("--allow-gaps", "do not exit 3 when something could not be examined");
}

export function addPolicyOptions(command: Command): Command {
	return command
		.option("--config <file>", "policy and waivers; else the nearest fnsift.yaml upwards from here")
		.option("--no-config", "look for no fnsift.yaml")
		.option("--baseline <file>", "findings that were there before")
		.option("--vex <file>", "findings that an OpenVEX or CycloneDX document rules out (repeatable)", collect, []);
}

/** Offline, and nothing of what only zips and folders have. */
export function addCheckOptions(command: Command): Command {
	return addPolicyOptions(addGateOptions(command))
		.option("--staged", "the lockfiles that git has staged, as they are staged")
		.option("--base <revision>", "what counts as there before (default: HEAD)")
		.option("--all", "everything counts, whatever was there before")
		.option("--db <file>", "advisory database to use")
		.addOption(new Option("--color", "colour even where stdout is no terminal"))
		.addOption(new Option("--no-color", "no colour"))
		.option("-q, --quiet", "nothing but findings");
}

function limit(flags: string, description: string, value: number): Option {
	return new Option(flags, description).argParser(parseCount).default(value);
}

function collect(value: string, previous: readonly string[]): readonly string[] {
	return [...previous, value];
}

function collectScope(value: string, previous: readonly Scope[]): readonly Scope[] {
	const scope = SCOPES.find((name) => name === value);
	if (scope === undefined || scope === "prod") throw new InvalidArgumentError("Use dev, optional or peer.");
	return [...previous, scope];
}

function parseSeverity(value: string): Severity {
	const word = value.toLowerCase() === "moderate" ? "medium" : value.toLowerCase();
	const severity = SEVERITIES.find((name) => name === word);
	if (severity === undefined) throw new InvalidArgumentError(`Use one of ${SEVERITIES.join(", ")}.`);
	return severity;
}

// https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html, past and present
const RUNTIME =
	/^(nodejs(\d+\.x|\d\.\d+)?|python\d\.\d+|java\d+(\.al2)?|dotnet(core)?\d+(\.\d+)?|ruby\d\.\d+|go1\.x|provided(\.al2(023)?)?)$/;

function parseRuntime(value: string): string {
	if (!RUNTIME.test(value)) throw new InvalidArgumentError("Use a name as AWS Lambda has it, e.g. nodejs22.x.");
	return value;
}

/** `7d` in days. */
export function parseAge(value: string): number {
	const days = /^(\d{1,5})d$/.exec(value)?.[1];
	if (days === undefined) throw new InvalidArgumentError("Use a number of days, e.g. 7d.");
	return Number(days);
}

/** Of a service on the network. */
export function parseUrl(value: string): string {
	if (isUrl(value)) return value;
	throw new InvalidArgumentError("Use an address that begins with https:// and holds no credentials.");
}

export function isUrl(value: string): boolean {
	if (!URL.canParse(value)) return false;
	const { protocol, username, password } = new URL(value);
	return /^https?:$/.test(protocol) && username === "" && password === "";
}

function parseCount(value: string): number {
	if (!/^\d{1,15}$/.test(value)) throw new InvalidArgumentError("Use a whole number.");
	return Number(value);
}

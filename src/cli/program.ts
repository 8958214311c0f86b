/** The command line: commands and their options. What a command does is loaded when it is called. */
import { Command, CommanderError, Help, type Option } from "commander";
import { EXIT, type ExitCode, ScanError } from "../errors.ts";
import { toSafeText } from "../lib/sanitise.ts";
import { VERSION } from "../lib/version.ts";
import { defineDatabaseCommands } from "./database-commands.ts";
import {
	addCheckOptions,
	addGateOptions,
	addPolicyOptions,
	addTargetOptions,
	type ExplainCommandOptions,
} from "./options.ts";
import type { Terminal } from "./terminal.ts";

/** Runs one command line and returns the exit code. Never throws. */
export async function run(args: readonly string[], terminal: Terminal): Promise<ExitCode> {
	let exitCode: ExitCode = EXIT.ok;
	const finish = (code: ExitCode) => {
		exitCode = code;
	};
	const program = createProgram(terminal);
	// Defining options takes longer than parsing them: where a command is named, only that one is defined.
	const named = args[0] === undefined ? undefined : COMMANDS.get(args[0]);
	for (const define of named === undefined ? COMMANDS.values() : [named]) define(program, terminal, finish);
	try {
		await program.parseAsync(args, { from: "user" });
		return exitCode;
	} catch (error) {
		return reportError(error, terminal);
	}
}

function reportError(error: unknown, terminal: Terminal): ExitCode {
	if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
	if (error instanceof ScanError) {
		const hint = error.hint.split("\n").map((line) => `  ${toSafeText(line)}\n`);
		terminal.err(`fnsift: ${toSafeText(error.message)}\n${hint.join("")}`);
		return error.exitCode;
	}
	const text = error instanceof Error ? error.message : String(error);
	terminal.err(
		`fnsift: unexpected error: ${toSafeText(text)}\n  Nothing was judged clean. Set FNSIFT_DEBUG=1 for details, and please report it.\n`,
	);
	if (terminal.env.FNSIFT_DEBUG && error instanceof Error) terminal.err(`${error.stack}\n`);
	return EXIT.untrustworthy;
}

/** Adds a command; `finish` takes its exit code. */
type Define = (program: Command, terminal: Terminal, finish: (code: ExitCode) => void) => void;

/** In the order of `--help`. */
const COMMANDS: ReadonlyMap<string, Define> = new Map([
	["scan", defineScan],
	["check", defineCheck],
	["gate", defineGate],
	["explain", defineExplain],
	["db", defineDatabaseCommands],
]);

function createProgram(terminal: Terminal): Command {
	const program = new Command("fnsift")
		.description(
			"Finds vulnerable, malicious and suspicious dependencies in serverless functions and says what to fix first.",
		)
		.version(VERSION, "-V, --version", "print the version")
		.helpOption("-h, --help", "print help")
		.showHelpAfterError("(see --help)")
		.addHelpText(
			"after",
			"\nExit codes: 0 done, gate passed; 1 findings over the gate; 2 usage;\n            3 result not trustworthy; 4 nothing to scan.",
		);
	// Sub-commands inherit these settings at the moment they are made.
	return program
		.exitOverride()
		.configureOutput({ writeOut: terminal.out, writeErr: terminal.err })
		.configureHelp({ optionDescription: describeOption });
}

/** An option that may be repeated starts with an empty list, which tells a reader nothing. */
function describeOption(this: Help, option: Option): string {
	return Help.prototype.optionDescription.call(this, option).replace(" (default: [])", "");
}

function defineCheck(program: Command, terminal: Terminal, finish: (code: ExitCode) => void): void {
	addCheckOptions(program.command("check"))
		.description("what a change brings into lockfiles: for commit hooks, offline")
		.argument("[lockfile...]", "lockfiles; those of the working tree when left out")
		.addHelpText("after", "\nExample:\n  fnsift check --staged")
		.action(async (lockfiles: string[], options) => {
			const { runCheck } = await import("./commands/check.ts");
			finish(await runCheck(lockfiles, options, terminal));
		});
}

function defineScan(program: Command, terminal: Terminal, finish: (code: ExitCode) => void): void {
	addPolicyOptions(addGateOptions(addTargetOptions(program.command("scan"))))
		.description("scan function zips, layers, folders, lockfiles or SBOMs")
		.argument("<target...>", "what to scan: a zip, a layer zip, a folder, a lockfile, an SBOM")
		.addHelpText("after", "\nExample:\n  fnsift scan build/checkout.zip --layer build/base-layer.zip --fail-on high")
		.action(async (targets: string[], options) => {
			const { runScan } = await import("./commands/scan.ts");
			finish(await runScan(targets, options, terminal));
		});
}

function defineGate(program: Command, terminal: Terminal, finish: (code: ExitCode) => void): void {
	addPolicyOptions(addGateOptions(addTargetOptions(program.command("gate"))))
		.description("scan and judge by fnsift.yaml, its waivers and a baseline: for pipelines")
		.argument("<target...>", "what to judge: a zip, a layer zip, a folder, a lockfile, an SBOM")
		.option("--write-baseline <file>", "take all that fails now as known, and write it there")
		.addHelpText("after", "\nExample:\n  fnsift gate build/checkout.zip --baseline known.fnsift-baseline")
		.action(async (targets: string[], options) => {
			const { runGate } = await import("./commands/gate.ts");
			finish(await runGate(targets, options, terminal));
		});
}

function defineExplain(program: Command, terminal: Terminal, finish: (code: ExitCode) => void): void {
	addTargetOptions(program.command("explain"))
		.description("why a finding, package or advisory is there, why it matters, what closes it")
		.argument("[what]", "a finding id, a package (name or name@version) or an advisory id")
		.argument("[target]", "what to look into", ".")
		.option("--package <purl>", "look into no target: what the advisories say of a package, e.g. pkg:pypi/django@3.2")
		.addHelpText(
			"after",
			"\nExample:\n  fnsift explain minimist build/checkout.zip\n  fnsift explain --package pkg:npm/minimist@1.2.0",
		)
		.action(async (what: string | undefined, target: string, options: ExplainCommandOptions) => {
			const { runExplain } = await import("./commands/explain.ts");
			finish(await runExplain(what, target, options, terminal));
		});
}

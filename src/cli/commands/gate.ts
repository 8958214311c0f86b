/** `fnsift gate`: targets in, verdict by the policy out. */
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type ExitCode, ScanError } from "../../errors.ts";
import { toPlural } from "../../lib/plural.ts";
import { toSafeText } from "../../lib/sanitise.ts";
import type { Report } from "../../model.ts";
import { renderBaseline } from "../../policy/baseline.ts";
import type { GateCommandOptions } from "../options.ts";
import { readGatePolicy } from "../setup/policy.ts";
import type { Terminal } from "../terminal.ts";
import { scanAndWrite } from "./scan.ts";

export async function runGate(
	targets: readonly string[],
	options: GateCommandOptions,
	terminal: Terminal,
): Promise<ExitCode> {
	const report = await scanAndWrite(targets, options, terminal, () => readGatePolicy(options, terminal));
	if (options.writeBaseline !== undefined) await writeBaseline(options.writeBaseline, report, options, terminal);
	return report.verdict.exitCode;
}

/** What the run took as known, without what a waiver accepts anyway. */
async function writeBaseline(
	file: string,
	{ targets, verdict }: Report,
	{ quiet }: GateCommandOptions,
	terminal: Terminal,
): Promise<void> {
	const name = toSafeText(file);
	// What could not be seen would be gone from it.
	if (verdict.exitCode !== 0) {
		terminal.err(`fnsift: ${name} was not written: the result cannot be trusted.\n`);
		return;
	}
	const known = targets.flatMap(({ findings }) =>
		findings.filter((finding) => finding.known && finding.waived === null),
	);
	const text = renderBaseline(known);
	try {
		await writeFile(resolve(terminal.cwd, file), text);
	} catch (cause) {
		const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "unknown reason";
		const message = `${name} could not be written (${reason}).`;
		throw new ScanError("baseline-not-written", message, "Check the folder and its rights.", { cause });
	}
	const lines = text.trimEnd().split("\n").length - 1;
	if (!quiet) terminal.err(`fnsift: ${name} written: ${toPlural(lines, "finding")} will not fail the gate again.\n`);
}

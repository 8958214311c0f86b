/** `fnsift scan`: targets in, report out. */
import { type ExitCode, UsageError } from "../../errors.ts";
import type { Report } from "../../model.ts";
import type { Policy } from "../../policy/policy.ts";
import { type ScanOptions, scan } from "../../scan.ts";
import type { ScanCommandOptions } from "../options.ts";
import { parseOutputs, writeOutputs } from "../outputs.ts";
import { findConfig } from "../setup/config.ts";
import { openScanPorts, toScanOptions } from "../setup/scan.ts";
import type { Terminal } from "../terminal.ts";

export async function runScan(
	targets: readonly string[],
	options: ScanCommandOptions,
	terminal: Terminal,
): Promise<ExitCode> {
	const report = await scanAndWrite(targets, options, terminal, () => readMarks(options, terminal));
	return report.verdict.exitCode;
}

/** Waivers and a baseline are shown where there are any; most runs have none, and load nothing for them. */
async function readMarks(options: ScanCommandOptions, terminal: Terminal): Promise<{ readonly policy?: Policy }> {
	const nothing =
		options.baseline === undefined &&
		options.vex.length === 0 &&
		findConfig(options.config, terminal.cwd) === undefined;
	return nothing ? {} : (await import("../setup/policy.ts")).readScanPolicy(options, terminal);
}

/** `readPolicy`: what replaces the options of a plain scan; read before anything else, so that a slip costs no time. */
export async function scanAndWrite(
	targets: readonly string[],
	options: ScanCommandOptions,
	terminal: Terminal,
	readPolicy: () => Promise<Partial<Pick<ScanOptions, "gate" | "policy">>>,
): Promise<Report> {
	const outputs = parseOutputs(options.format);
	refuseArns([...targets, ...options.layer]);
	const policy = await readPolicy();
	const { ports, close } = await openScanPorts(options, terminal);
	try {
		const entries = outputs.some(({ format }) => format.wantsEntries === true);
		const report = await scan(targets, { ...toScanOptions(options), entries, ...policy }, ports);
		close();
		await writeOutputs(report, outputs, {
			columns: terminal.columns,
			color: options.color ?? terminal.color,
			terminal,
		});
		return report;
	} finally {
		close();
	}
}

function refuseArns(paths: readonly string[]): void {
	const arn = paths.find((path) => /^arn:[a-z-]+:lambda:/.test(path));
	if (arn === undefined) return;
	throw new UsageError(`${arn} is an ARN, which this version does not fetch.`, "Download its zip and give the path.");
}

/** `fnsift scan`: targets in, report out. */
import { type ExitCode, UsageError } from "../../errors.ts";
import { scan } from "../../scan.ts";
import type { ScanCommandOptions } from "../options.ts";
import { parseOutputs, writeOutputs } from "../outputs.ts";
import { openScanPorts, toScanOptions } from "../scan-setup.ts";
import type { Terminal } from "../terminal.ts";

export async function runScan(
	targets: readonly string[],
	options: ScanCommandOptions,
	terminal: Terminal,
): Promise<ExitCode> {
	const outputs = parseOutputs(options.format);
	refuseArns([...targets, ...options.layer]);
	const { ports, close } = await openScanPorts(options, terminal);
	try {
		const entries = outputs.some(({ format }) => format.wantsEntries === true);
		const report = await scan(targets, { ...toScanOptions(options), entries }, ports);
		close();
		await writeOutputs(report, outputs, {
			columns: terminal.columns,
			color: options.color ?? terminal.color,
			terminal,
		});
		return report.verdict.exitCode;
	} finally {
		close();
	}
}

function refuseArns(paths: readonly string[]): void {
	const arn = paths.find((path) => /^arn:[a-z-]+:lambda:/.test(path));
	if (arn === undefined) return;
	throw new UsageError(`${arn} is an ARN, which this version does not fetch.`, "Download its zip and give the path.");
}

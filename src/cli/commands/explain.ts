/** `fnsift explain`: one finding, package or advisory of a target, in words. */
import { EXIT, type ExitCode, UsageError } from "../../errors.ts";
import { explain, renderExplanation } from "../../report/explain.ts";
import { scan } from "../../scan.ts";
import type { ScanCommandOptions } from "../options.ts";
import { openScanPorts, toScanOptions } from "../scan-setup.ts";
import type { Terminal } from "../terminal.ts";

export async function runExplain(
	what: string,
	target: string,
	options: ScanCommandOptions,
	terminal: Terminal,
): Promise<ExitCode> {
	if (options.format.length > 0) throw new UsageError("explain writes text only.", "Leave --format out.");
	const { ports, close } = await openScanPorts(options, terminal);
	try {
		const report = await scan([target], toScanOptions(options), ports);
		close();
		const explanation = explain(report, what);
		if (explanation === undefined) {
			const blocking = report.targets.flatMap(({ gaps }) => gaps.filter((gap) => gap.blocking));
			if (blocking.length > 0 && !options.allowGaps) {
				terminal.err(`fnsift: ${what} was not seen, but not everything in ${target} could be examined.\n`);
				return EXIT.untrustworthy;
			}
			throw new UsageError(
				`Nothing in ${target} is called ${what}.`,
				"Give a finding id, an advisory id or a package of the target, as `fnsift scan` shows them.",
			);
		}
		terminal.out(renderExplanation(explanation, { columns: terminal.columns, color: options.color ?? terminal.color }));
		return EXIT.ok;
	} finally {
		close();
	}
}

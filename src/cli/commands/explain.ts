/** `fnsift explain`: one finding, package or advisory of a target, in words. */
import { EXIT, type ExitCode, UsageError } from "../../errors.ts";
import { toSafeText } from "../../lib/sanitise.ts";
import { explain, renderExplanation } from "../../report/explain.ts";
import { scan } from "../../scan.ts";
import type { ExplainCommandOptions } from "../options.ts";
import { openScanPorts, toScanOptions } from "../setup/scan.ts";
import type { Terminal } from "../terminal.ts";

export async function runExplain(
	what: string | undefined,
	target: string,
	options: ExplainCommandOptions,
	terminal: Terminal,
): Promise<ExitCode> {
	if (options.package !== undefined) {
		if (what !== undefined) throw new UsageError("--package looks into no target.", "Leave out what stands beside it.");
		const { runExplainPackage } = await import("./explain/package.ts");
		return runExplainPackage(options.package, options, terminal);
	}
	if (what === undefined) {
		throw new UsageError("What is to be explained?", "Name a finding id, a package or an advisory, or use --package.");
	}
	const { ports, close } = await openScanPorts(options, terminal);
	try {
		const report = await scan([target], toScanOptions({ ...options, format: [], omit: [], vex: [] }), ports);
		close();
		const explanation = explain(report, what);
		if (explanation !== undefined) {
			const color = options.color ?? terminal.color;
			terminal.out(renderExplanation(explanation, { columns: terminal.columns, color }));
			return EXIT.ok;
		}
		const hidden = report.targets.flatMap(({ gaps }) => gaps.filter((gap) => gap.blocking));
		if (hidden.length > 0) {
			const [asked, where] = [toSafeText(what), toSafeText(target)];
			terminal.err(`fnsift: ${asked} was not seen, but not everything in ${where} could be examined:\n`);
			for (const { message } of hidden.slice(0, 5)) terminal.err(`  ${toSafeText(message)}\n`);
			return EXIT.untrustworthy;
		}
		throw new UsageError(
			`Nothing in ${target} is called ${what}, or is affected by it.`,
			"Give a finding id, an advisory id or a package of the target, as `fnsift scan` shows them.",
		);
	} finally {
		close();
	}
}

/** What a check reports when there is something to say: the lockfiles scanned whole, and of that what is new. */
import { type CheckTarget, toScanTarget } from "../../../check/check.ts";
import type { MatchPorts } from "../../../check/news.ts";
import { EXIT, type ExitCode } from "../../../errors.ts";
import { DEFAULT_FAIL_ON, type FailOn } from "../../../policy/fail-on.ts";
import type { GateOptions } from "../../../policy/gate.ts";
import { scan } from "../../../scan.ts";
import { DEFAULT_LIMITS } from "../../../unpack/limits.ts";
import type { CheckCommandOptions } from "../../options.ts";
import { parseOutputs, writeOutputs } from "../../outputs.ts";
import { warnOfAge } from "../../setup/age.ts";
import { createExploitsOpener } from "../../setup/exploits.ts";
import { readGatePolicy } from "../../setup/policy.ts";
import type { Terminal } from "../../terminal.ts";

/** New findings that are high or above, and any malicious package or imitated name. */
const FAIL_ON: FailOn = {
	...DEFAULT_FAIL_ON,
	kinds: { ...DEFAULT_FAIL_ON.kinds, typosquat: { severity: "any", confidence: "low" } },
};
const DEFAULT_GATE: GateOptions = { failOn: FAIL_ON, allowGaps: false, omit: [], onlyFixable: false };

/** Where nothing is to be reported: whether the policy could be read. @throws UsageError */
export async function validateCheck(options: CheckCommandOptions, terminal: Terminal): Promise<ExitCode> {
	await readGatePolicy(options, terminal, DEFAULT_GATE);
	return EXIT.ok;
}

export async function reportCheck(
	targets: readonly CheckTarget[],
	options: CheckCommandOptions,
	{ advisories, popularity, progress }: MatchPorts,
	terminal: Terminal,
): Promise<ExitCode> {
	const outputs = parseOutputs(options.format);
	const { gate, policy } = await readGatePolicy(options, terminal, DEFAULT_GATE);
	const clock = { now: () => new Date() };
	if (!options.quiet) warnOfAge(advisories.info, clock.now(), terminal);
	const exploits = createExploitsOpener(terminal.env);
	try {
		const ports = { advisories, popularity, progress, clock, registry: null, openExploits: exploits.open };
		const report = await scan(
			await Promise.all(targets.map((target) => toScanTarget(target, ports))),
			{
				layers: [],
				runtime: null,
				handler: null,
				limits: DEFAULT_LIMITS,
				gate,
				// A commit is not held up by the age of the data: that is for a pipeline to say.
				policy: { ...policy, maxDatabaseAge: null },
				entries: outputs.some(({ format }) => format.wantsEntries === true),
			},
			ports,
		);
		const color = options.color ?? terminal.color;
		await writeOutputs(report, outputs, { columns: terminal.columns, color, terminal });
		return report.verdict.exitCode;
	} finally {
		exploits.close();
	}
}

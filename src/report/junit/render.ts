/**
 * From a report to JUnit XML: a suite for each target, a case for each finding and each gap.
 *
 * | a finding | is |
 * |---|---|
 * | over the gate; without a gate, any that would count | a failure |
 * | waived, in the baseline, in copies that nothing loads | skipped |
 * | below the gate, a harmless install script | passed |
 *
 * A blocking gap that decides the verdict is an error, any other gap is skipped. A target without either has one case
 * that passes, since many readers take a suite without cases for a broken one.
 *
 * Source of the form: junit-10.xsd of Jenkins' xUnit plugin, the strictest that is in use.
 */
import { toPlural } from "../../lib/plural.ts";
import type { Finding, Fix, Gap, Report, TargetReport } from "../../model.ts";
import type { PathBase, RenderOptions } from "../define.ts";
import { toArtifactPath } from "../location/artifact-path.ts";
import { createPlaces, type Place } from "../location/places.ts";
import { renderHeadline } from "../prose/fix-headline.ts";
import { renderName } from "../prose/place.ts";
import { indexFixes, toSentence, toSentences } from "../prose/sentences.ts";
import { isQuiet, toRating } from "../prose/tally.ts";
import { toSafeAddress } from "../text/address.ts";
import { type Element, renderXml } from "./xml.ts";

type Outcome = "passed" | "failure" | "error" | "skipped";

interface Case {
	readonly name: string;
	readonly outcome: Outcome;
	/** what kind of failure */
	readonly type: string;
	readonly message: string;
	readonly details: readonly string[];
}

export function renderJunit(report: Report, { base }: RenderOptions): string {
	const suites = report.targets.map((target) => ({ target, cases: listCases(report, target, base) }));
	return renderXml({
		name: "testsuites",
		attributes: { name: "fnsift", ...count(suites.flatMap(({ cases }) => cases)) },
		children: suites.map(({ target, cases }) => {
			const name = toArtifactPath(target.target, base);
			const skipped = cases.filter(({ outcome }) => outcome === "skipped").length;
			return {
				name: "testsuite",
				// A time without zone, as the form has it: UTC.
				attributes: { name, ...count(cases), skipped, timestamp: report.startedAt.replace(/(?:\.\d+)?Z$/, "") },
				children: [toProperties(report), ...cases.map((one) => toElement(one, name))],
			};
		}),
	});
}

function count(cases: readonly Case[]) {
	const of = (wanted: Outcome) => cases.filter(({ outcome }) => outcome === wanted).length;
	return { tests: cases.length, failures: of("failure"), errors: of("error") };
}

function toProperties({ tool, database, verdict }: Report): Element {
	const properties: readonly (readonly [string, string])[] = [
		["fnsift.version", tool.version],
		["database.updated", database.updated],
		["verdict", verdict.passed ? "passed" : "failed"],
		...verdict.reasons.map(({ message }) => ["reason", message] as const),
		...verdict.warnings.map(({ message }) => ["warning", message] as const),
	];
	return {
		name: "properties",
		children: properties.map(([name, value]) => ({ name: "property", attributes: { name, value } })),
	};
}

function toElement({ name, outcome, type, message, details }: Case, classname: string): Element {
	const result: Element = {
		name: outcome,
		attributes: outcome === "skipped" ? { message } : { type, message },
		text: details,
	};
	return { name: "testcase", attributes: { name, classname }, children: outcome === "passed" ? [] : [result] };
}

function listCases(report: Report, target: TargetReport, base: PathBase | undefined): readonly Case[] {
	const fixes = indexFixes(target);
	const findPlaces = createPlaces(target, base);
	const decides = report.verdict.reasons.some(({ kind }) => kind === "gaps" || kind === "target-failed");
	const cases = [
		...target.findings.map((finding) => toFindingCase(finding, target, fixes.get(finding.id), findPlaces(finding))),
		...target.gaps.map((gap) => toGapCase(gap, decides)),
	];
	if (cases.length > 0) return cases;
	const name = `${toPlural(target.graph.packages.length, "package")} without findings`;
	return [{ name, outcome: "passed", type: "", message: "", details: [] }];
}

function toFindingCase(finding: Finding, target: TargetReport, fix: Fix | undefined, places: readonly Place[]): Case {
	const sentences = toSentences(finding, fix);
	const [what = ""] = sentences;
	const where = places.map(({ path, region }) => `at ${path}${region === null ? "" : `:${region.startLine}`}`);
	const command = fix?.command ?? null;
	const url = toSafeAddress(finding.url);
	return {
		name: `${renderName(finding.name, finding.version)}: ${finding.rule}`,
		outcome: toOutcome(finding, target),
		type: toRating(finding),
		message: toWaiting(finding) ?? `${what}${fix === undefined ? "" : ` ${toSentence(renderHeadline(fix))}`}`,
		details: [
			...sentences,
			...(command === null ? [] : [`To fix: ${command}`]),
			...where.slice(0, 10),
			...finding.details.slice(0, 10),
			...(url === null ? [] : [url]),
		],
	};
}

/** Why a finding is skipped; `undefined` when nothing speaks for that. */
function toWaiting({ waived, known, gating }: Finding): string | undefined {
	if (waived !== null) return toSentence(`Waived: ${waived.reason}`);
	if (known) return "In the baseline.";
	return gating ? undefined : "Not counted: only copies that are shadowed or vendored have it.";
}

function toOutcome(finding: Finding, { overGate }: TargetReport): Outcome {
	if (overGate?.has(finding.id)) return "failure";
	if (toWaiting(finding) !== undefined) return "skipped";
	return overGate === undefined && !isQuiet(finding) ? "failure" : "passed";
}

function toGapCase({ code, path, message, blocking }: Gap, decides: boolean): Case {
	return {
		name: path === null || path === "" ? `not examined: ${code}` : `not examined: ${path} (${code})`,
		outcome: blocking && decides ? "error" : "skipped",
		type: code,
		message: toSentence(message),
		details: [toSentence(message)],
	};
}

/**
 * From a report to GitLab's dependency scanning report.
 *
 * Each finding is a vulnerability of the lockfile it was found in, or of the archive. Left out, and counted in the
 * messages of the scan: what is waived (GitLab would show it as new until somebody dismisses it there too), and install
 * scripts that show nothing suspicious. The scan has failed when the verdict says that the result cannot be trusted.
 *
 * Source: security-report-schemas of GitLab, dependency-scanning-report-format.json 15.1.4.
 */
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Finding, Fix, Report, Severity, TargetReport } from "../../model.ts";
import type { RenderOptions } from "../define.ts";
import { toArtifactPath } from "../location/artifact-path.ts";
import { createPlaces, type Place } from "../location/places.ts";
import { toCode, toMarkdown } from "../markdown/escape.ts";
import { renderHeadline } from "../prose/fix-headline.ts";
import { indexFixes, type Style, toSentence, toSentences } from "../prose/sentences.ts";
import { isQuiet } from "../prose/tally.ts";
import { toSafeAddress } from "../text/address.ts";
import { renderJson } from "../text/json-text.ts";
import { toIdentifiers, toUuid } from "./identifiers.ts";

const SCHEMA_VERSION = "15.1.4";
const SCHEMA = `https://gitlab.com/gitlab-org/security-products/security-report-schemas/-/raw/v${SCHEMA_VERSION}/dist/dependency-scanning-report-format.json`;

const SEVERITIES: Readonly<Record<Severity, string>> = {
	critical: "Critical",
	high: "High",
	medium: "Medium",
	low: "Low",
	unknown: "Unknown",
};

const MAX_MESSAGES = 100;

export function renderGitlab(report: Report, { base, finishedAt }: RenderOptions): string {
	const tool = { id: "fnsift", name: "fnsift", version: report.tool.version, vendor: { name: "fnsift" } };
	const untrusted = report.verdict.reasons.some(({ kind }) => kind === "gaps" || kind === "target-failed");
	return renderJson({
		version: SCHEMA_VERSION,
		schema: SCHEMA,
		scan: {
			analyzer: tool,
			scanner: tool,
			type: "dependency_scanning",
			start_time: toTime(report.startedAt),
			end_time: toTime(finishedAt ?? report.startedAt),
			status: untrusted ? "failure" : "success",
			messages: listMessages(report),
		},
		vulnerabilities: report.targets.flatMap((target) => {
			const fixes = indexFixes(target);
			const findPlaces = createPlaces(target, base);
			const whole: Place = { artifact: toArtifactPath(target.target, base), path: ".", region: null, isSource: false };
			return target.findings
				.filter(isListed)
				.map((finding) => toVulnerability(finding, target, fixes.get(finding.id), findPlaces(finding)[0] ?? whole));
		}),
	});
}

/** UTC, without fractions and zone, as the schema has it. */
function toTime(time: string): string {
	return time.slice(0, 19);
}

function isListed(finding: Finding): boolean {
	return finding.waived === null && !isQuiet(finding);
}

function listMessages({ targets, verdict }: Report) {
	const findings = targets.flatMap((target) => target.findings);
	const waived = findings.filter((finding) => finding.waived !== null).length;
	const quiet = findings.filter((finding) => finding.waived === null && isQuiet(finding)).length;
	const gaps = targets.flatMap((target) => target.gaps);
	const hidden = gaps.length - MAX_MESSAGES;
	const warn = (value: string) => ({ level: "warn", value: toSafeExcerpt(value, 1000) || "unknown" });
	const info = (value: string) => ({ level: "info", value });
	return [
		...gaps.slice(0, MAX_MESSAGES).map(({ code, path, message }) => {
			return warn(`Not examined (${code})${path === null || path === "" ? "" : ` ${path}`}: ${message}`);
		}),
		...(hidden > 0 ? [warn(`${toPlural(hidden, "more gap")} not listed here`)] : []),
		...verdict.warnings.map(({ message }) => warn(message)),
		...(waived > 0 ? [info(`${toPlural(waived, "waived finding")} not listed`)] : []),
		...(quiet > 0 ? [info(`${toPlural(quiet, "package")} with a harmless install script not listed`)] : []),
	];
}

function toVulnerability(finding: Finding, target: TargetReport, fix: Fix | undefined, place: Place) {
	const sentences = toSentences(finding, fix, MARKDOWN);
	// What is in an archive is in no file of the project: the archive is what GitLab can show.
	const file = place.isSource ? place.path : place.artifact;
	const url = toSafeAddress(finding.url);
	const evidence = finding.details.slice(0, 10).map((detail) => `- ${toCode(detail, 500)}`);
	return {
		id: toUuid(finding, file),
		name: toSafeExcerpt(finding.title, 255) || finding.rule,
		description: [sentences.join(" "), evidence.join("\n")].filter(Boolean).join("\n\n"),
		severity: SEVERITIES[finding.severity],
		...(fix === undefined ? {} : { solution: toSolution(fix) }),
		identifiers: toIdentifiers(finding),
		...(url === null ? {} : { links: [{ url }] }),
		...(finding.gating ? {} : { flags: [NOT_LOADED] }),
		location: {
			file,
			dependency: {
				package: { name: toSafeExcerpt(finding.name, 300) },
				version: toSafeExcerpt(finding.version ?? "unknown", 100),
				direct: target.graph.packages.some(
					({ id, relation }) => relation === "direct" && finding.packageIds.includes(id),
				),
			},
		},
	};
}

/** GitLab renders descriptions. Spaces around what stands between names are no part of the text. */
const MARKDOWN: Style = {
	name: (text) => toCode(text),
	text: (text) => (text === " > " ? " &gt; " : toMarkdown(text, 1000)),
};

const NOT_LOADED = {
	type: "flagged-as-likely-false-positive",
	origin: "fnsift",
	description: "Only copies that are shadowed or vendored have it: nothing is known to load them.",
} as const;

function toSolution(fix: Fix): string {
	const headline = toSentence(toMarkdown(renderHeadline(fix), 1000));
	return fix.command === null ? headline : `${headline} Run ${toCode(fix.command, 2000)}`;
}

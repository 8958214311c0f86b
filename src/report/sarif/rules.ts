/**
 * SARIF rules: one for each advisory, and one for each severity of each heuristic, since GitHub rates by rule. A rule
 * says what to do about it here: which packages have it, and the fixes of the plan.
 */
import { compareCodeUnits } from "../../lib/order.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import { CONFIDENCES, type Finding, type FindingKind, type Fix, SEVERITIES } from "../../model.ts";
import { toCode, toLink, toMarkdown } from "../markdown/escape.ts";
import { renderHeadline } from "../prose/fix-headline.ts";
import { renderName } from "../prose/place.ts";
import { renderFixedIn, toSentence } from "../prose/sentences.ts";
import { toSafeAddress } from "../text/address.ts";
import type { Rule } from "./log.ts";
import { toLevel, toPrecision, toSecuritySeverity } from "./severity.ts";

const NAMES: Readonly<Record<FindingKind, string>> = {
	malicious: "MaliciousPackage",
	vulnerability: "VulnerablePackage",
	typosquat: "ImitatedName",
	"install-script": "SuspiciousInstallScript",
	change: "SuspiciousLockfileChange",
};

/** GitHub shows ten. */
const MAX_TAGS = 10;
const MAX_PACKAGES = 10;
const MAX_FIXES = 10;
/** characters: GitHub's limit for descriptions */
const LONGEST = 1024;

export function toRuleId({ kind, rule, severity }: Finding): string {
	const id = toSafeExcerpt(rule, 200);
	return kind === "malicious" || kind === "vulnerability" ? id : `${id}/${severity}`;
}

/** One rule from all its findings, of which there is at least one. */
export function toRule(findings: readonly Finding[], fixes: ReadonlyMap<string, Fix>): Rule {
	const counted = findings.filter(({ gating }) => gating);
	const worst = findWorst(counted.length > 0 ? counted : findings);
	const { kind } = worst;
	const url = toSafeAddress(worst.url);
	const title = toSentence(toSafeExcerpt(worst.title, 300));
	const packages = listPackages(findings);
	const also =
		worst.aliases.length === 0
			? ""
			: ` Also known as ${worst.aliases
					.slice(0, 10)
					.map((alias) => toSafeExcerpt(alias, 60))
					.join(", ")}.`;
	const full = `${title} Found in ${packages.map(({ label }) => label).join(", ")}.${also}`;
	const advice = [...new Set(findings.map(({ id }) => fixes.get(id)).filter((fix) => fix !== undefined))];
	return {
		id: toRuleId(worst),
		name: NAMES[kind],
		shortDescription: { text: title },
		fullDescription: { text: toSafeExcerpt(full, LONGEST) },
		help: renderHelp(worst, packages, advice),
		...(url === null ? {} : { helpUri: url }),
		defaultConfiguration: { level: toLevel({ ...worst, gating: true }) },
		properties: {
			tags: ["security", kind, ...toCweTags(findings)].slice(0, MAX_TAGS),
			precision: toPrecision(CONFIDENCES.find((one) => findings.some(({ confidence }) => confidence === one)) ?? "low"),
			"security-severity": toSecuritySeverity(worst),
		},
	};
}

function findWorst(findings: readonly Finding[]): Finding {
	const compare = (a: Finding, b: Finding) =>
		SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) || (b.score ?? -1) - (a.score ?? -1);
	return findings.reduce((worst, finding) => (compare(finding, worst) < 0 ? finding : worst));
}

/** `CWE-79` -> `external/cwe/cwe-079`, as CodeQL writes it. */
function toCweTags(findings: readonly Finding[]): readonly string[] {
	const numbers = new Set(findings.flatMap(({ cwes }) => cwes.map((cwe) => /^CWE-(\d{1,6})$/.exec(cwe)?.[1] ?? "")));
	return [...numbers]
		.filter(Boolean)
		.map((number) => `external/cwe/cwe-${number.padStart(3, "0")}`)
		.sort(compareCodeUnits);
}

interface AffectedPackage {
	readonly label: string;
	readonly fixedIn: string;
}

function listPackages(findings: readonly Finding[]): readonly AffectedPackage[] {
	const shown = new Map<string, AffectedPackage>();
	for (const finding of findings) {
		const label = renderName(finding.name, finding.version);
		if (shown.size < MAX_PACKAGES) shown.set(label, { label, fixedIn: renderFixedIn(finding) });
	}
	const hidden = new Set(findings.map(({ name, version }) => `${name}@${version}`)).size - shown.size;
	return hidden > 0 ? [...shown.values(), { label: `${hidden} more`, fixedIn: "" }] : [...shown.values()];
}

function renderHelp(finding: Finding, packages: readonly AffectedPackage[], fixes: readonly Fix[]): Rule["help"] {
	const title = toSentence(toSafeExcerpt(finding.title, 300));
	const listAffected = (toName: (text: string) => string, toText: (text: string) => string) =>
		packages
			.map(({ label, fixedIn }) => `${toName(label)}${fixedIn === "" ? "" : `, fixed in ${toText(fixedIn)}`}`)
			.join("; ");
	const steps = fixes.slice(0, MAX_FIXES).map((fix) => ({ step: renderHeadline(fix), command: fix.command }));
	const none = "No change is known that closes this: replace the package, or accept it with a waiver.";
	const url = toSafeAddress(finding.url);
	const hidden = fixes.length - steps.length;
	const more = hidden > 0 ? [`and ${hidden} more: see the plan of fnsift scan`] : [];
	return {
		text: [
			title,
			`Found in: ${listAffected(String, String)}.`,
			steps.length === 0 ? none : "How to fix:",
			...steps.map(({ step, command }) => `- ${step}${command === null ? "" : `: ${toSafeExcerpt(command, 500)}`}`),
			...more.map((line) => `- ${line}`),
			...(url === null ? [] : [`Advisory: ${url}`]),
		].join("\n"),
		markdown: [
			toMarkdown(title),
			`**Found in:** ${listAffected(
				(text) => toCode(text),
				(text) => toMarkdown(text),
			)}`,
			steps.length === 0 ? none : "**How to fix:**",
			[
				...steps.map(
					({ step, command }) => `- ${toMarkdown(step)}${command === null ? "" : `: ${toCode(command, 500)}`}`,
				),
				...more.map((line) => `- ${line}`),
			].join("\n"),
			url === null ? "" : toLink("Advisory", url),
		]
			.filter(Boolean)
			.join("\n\n"),
	};
}

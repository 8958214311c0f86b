/** Counting findings the way a reader does: what matters by severity, and apart from it what does not count. */
import { toGrouped } from "../../lib/grouped.ts";
import { toPlural } from "../../lib/plural.ts";
import { type Finding, SEVERITIES, type TargetReport } from "../../model.ts";

/** A harmless install script is worth one line for all packages, not a block for each. */
export function isQuiet(finding: Finding): boolean {
	return finding.kind === "install-script" && finding.severity === "low";
}

/** `malicious`, or the severity: malicious packages are critical and a class of their own. */
export function toRating(finding: Finding): string {
	return finding.kind === "malicious" ? "malicious" : finding.severity;
}

const RATINGS: readonly string[] = ["malicious", ...SEVERITIES];

/** `1 malicious, 3 critical, 4 high`; empty when there is nothing to count. */
export function renderRatings(findings: readonly Finding[]): string {
	const counts = new Map<string, number>();
	for (const finding of findings) counts.set(toRating(finding), (counts.get(toRating(finding)) ?? 0) + 1);
	return RATINGS.filter((rating) => counts.has(rating))
		.map((rating) => `${toGrouped(counts.get(rating) ?? 0)} ${rating}`)
		.join(", ");
}

/** One line on all findings that count, e.g. `3 critical, 4 high in 5 of 214 packages`. */
export function renderSum(targets: readonly TargetReport[]): string {
	const packages = targets.reduce((sum, { graph }) => sum + graph.packages.length, 0);
	const findings = targets.flatMap((target) => target.findings.filter((finding) => !isQuiet(finding)));
	const counted = findings.filter(({ gating }) => gating);
	if (counted.length > 0) {
		const affected = toGrouped(countPackages(targets));
		return `${renderRatings(counted)} in ${affected} of ${toPlural(packages, "package")}`;
	}
	return findings.length > 0
		? `nothing that counts in ${toPlural(packages, "package")}`
		: renderNothing(targets, packages);
}

/** What the sum leaves out; empty when that is nothing. */
export function renderAside(targets: readonly TargetReport[]): string {
	const uncounted = targets.flatMap(({ findings }) => findings.filter(({ gating }) => !gating)).length;
	return uncounted === 0 ? "" : `not counted: ${toPlural(uncounted, "finding")} in shadowed or vendored copies`;
}

function countPackages(targets: readonly TargetReport[]): number {
	return targets.reduce((sum, { findings }) => {
		const ids = findings
			.filter((finding) => finding.gating && !isQuiet(finding))
			.flatMap(({ packageIds }) => packageIds);
		return sum + new Set(ids).size;
	}, 0);
}

// "No known vulnerabilities" is a promise: it needs a complete look.
function renderNothing(targets: readonly TargetReport[], packages: number): string {
	if (!targets.every(({ complete }) => complete)) {
		return packages === 0
			? "no packages seen, but not everything was examined"
			: `nothing found in the ${toPlural(packages, "package")} that could be examined`;
	}
	if (packages === 0) return targets.every(({ empty }) => empty) ? "nothing to scan" : "no packages, only own code";
	return `No known vulnerabilities in ${toPlural(packages, "package")}`;
}

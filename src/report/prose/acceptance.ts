/** What waivers accept and the baseline lists: set aside where the policy decides, marked where it is only shown. */
import { toGrouped } from "../../lib/grouped.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Finding, Report, TargetReport, WaiverReport } from "../../model.ts";

const MAX_WAIVERS = 10;

function isAccepted({ waived, known }: Finding): boolean {
	return waived !== null || known;
}

/** The same report, in which what the policy accepts does not count. */
export function discount(report: Report): Report {
	if (!report.policy.applied) return report;
	const targets = report.targets.map((target) => ({
		...target,
		findings: target.findings.map((finding) => (isAccepted(finding) ? { ...finding, gating: false } : finding)),
	}));
	return { ...report, targets };
}

/** The same target without what the policy accepts, and without fixes that close nothing else. */
export function setAside(target: TargetReport, { policy }: Report): TargetReport {
	if (!policy.applied || !target.findings.some(isAccepted)) return target;
	const findings = target.findings.filter((finding) => !isAccepted(finding));
	const left = new Set(findings.map(({ id }) => id));
	const fixes = target.fixes.filter(({ closes }) => closes.some((id) => left.has(id)));
	return { ...target, findings, fixes };
}

/** `2 waived until 2027-01-01: only our own arguments reach it`, a line for each waiver; `6 known from known.txt`. */
export function renderAccepted({ policy, targets }: Report): readonly string[] {
	if (!policy.applied) return [];
	const holding = policy.waivers.filter(({ findings, state }) => findings > 0 && state !== "expired");
	const hidden = holding.slice(MAX_WAIVERS);
	const count = (waivers: readonly WaiverReport[]) => waivers.reduce((sum, { findings }) => sum + findings, 0);
	const known = targets.flatMap(({ findings }) => findings.filter((one) => one.known && one.waived === null)).length;
	return [
		...holding.slice(0, MAX_WAIVERS).map(renderWaiver),
		...(hidden.length === 0
			? []
			: [`${toGrouped(count(hidden))} waived for ${toGrouped(hidden.length)} other reasons`]),
		...(known === 0 ? [] : [`${toGrouped(known)} known from ${toSafeExcerpt(policy.baseline?.file ?? "", 200)}`]),
	];
}

function renderWaiver({ findings, expires, reason, source }: WaiverReport): string {
	const until = expires === null ? `by ${toSafeExcerpt(source.file, 200)}` : `until ${expires}`;
	return `${toGrouped(findings)} waived ${until}: ${toSafeExcerpt(reason, 200)}`;
}

/** In front of a finding's title, where it is shown though accepted; empty otherwise. */
export function renderMark({ waived, known }: Finding): string {
	if (waived !== null) return waived.expires === null ? "(waived)" : `(waived until ${waived.expires})`;
	return known ? "(known)" : "";
}

/** What to do first. */
import { compareCodeUnits } from "../lib/order.ts";
import type { Confidence, Finding, Fix, Severity } from "../model.ts";

/** How much a finding weighs: severity times confidence. `unknown` weighs as `high`, as it does for a gate. */
const SEVERITY_WEIGHT: Record<Severity, number> = { critical: 8, high: 4, unknown: 4, medium: 2, low: 1 };
const CONFIDENCE_WEIGHT: Record<Confidence, number> = { high: 3, medium: 2, low: 1 };

/** How much work and doubt a change brings, in steps of a removal or a patch. */
const BREAKING_COST: Record<Fix["breaking"], number> = { patch: 1, minor: 2, unknown: 3, major: 6 };
const OVERRIDE_COST = 8;
const LAYER_COST = 10;

/** A fix before it has its rank, with the findings it closes. */
export interface Unranked {
	readonly fix: Omit<Fix, "rank">;
	readonly closes: readonly Finding[];
}

interface Weighed<T extends Unranked> {
	readonly one: T;
	readonly fix: Unranked["fix"];
	readonly malicious: boolean;
	readonly exploited: boolean;
	/** in thousandths, so that sums of it are exact */
	readonly risk: number;
	readonly cost: number;
}

/** Best first. The same fixes in any order give the same order. */
export function sortFixes<T extends Unranked>(fixes: readonly T[]): readonly T[] {
	return fixes
		.map(weigh)
		.sort(compareFixes)
		.map(({ one }) => one);
}

/** Sets the ranks, 1 first, of fixes that are sorted. */
export function numberFixes(sorted: readonly Unranked[]): readonly Fix[] {
	return sorted.map(({ fix }, index) => ({ rank: index + 1, ...fix }));
}

/**
 * Fixes are ranked
 * 1. by whether there is something to do: `none` last,
 * 2. what closes a malicious package before all else,
 * 3. then what closes a vulnerability that is known to be exploited (in CISA's KEV catalogue),
 * 4. by risk closed per cost, high first,
 * 5. by risk closed, high first,
 * 6. by cost, low first,
 * 7. by what they introduce, less first,
 * 8. by bytes saved, most first; where the impact is not known it counts as none,
 * 9. by package, from, to, action, origin, command, reason, and what they close (code units).
 */
function compareFixes(a: Weighed<Unranked>, b: Weighed<Unranked>): number {
	return (
		Number(a.fix.action === "none") - Number(b.fix.action === "none") ||
		Number(b.malicious) - Number(a.malicious) ||
		Number(b.exploited) - Number(a.exploited) ||
		b.risk * a.cost - a.risk * b.cost ||
		b.risk - a.risk ||
		a.cost - b.cost ||
		a.fix.introduces.length - b.fix.introduces.length ||
		(a.fix.impact.uncompressed ?? 0) - (b.fix.impact.uncompressed ?? 0) ||
		compareCodeUnits(a.fix.package, b.fix.package) ||
		compareCodeUnits(a.fix.from ?? "", b.fix.from ?? "") ||
		compareCodeUnits(a.fix.to ?? "", b.fix.to ?? "") ||
		compareCodeUnits(a.fix.action, b.fix.action) ||
		compareCodeUnits(a.fix.origin, b.fix.origin) ||
		compareCodeUnits(a.fix.command ?? "", b.fix.command ?? "") ||
		compareCodeUnits(a.fix.reason, b.fix.reason) ||
		compareCodeUnits(a.fix.closes.join(), b.fix.closes.join())
	);
}

function weigh<T extends Unranked>(one: T): Weighed<T> {
	const counted = one.closes.filter(({ gating }) => gating);
	return {
		one,
		fix: one.fix,
		malicious: counted.some(({ kind }) => kind === "malicious"),
		exploited: counted.some(({ exploitation }) => (exploitation?.kev ?? null) !== null),
		risk: counted.reduce((sum, finding) => sum + toWeight(finding), 0),
		cost: toCost(one.fix),
	};
}

/**
 * Severity times confidence times 1 plus the EPSS score: what is certain to be attacked weighs twice what is certain not
 * to be, or has no score. Low install-script findings weigh nothing: nobody has to act on them.
 */
function toWeight({ kind, severity, confidence, exploitation }: Finding): number {
	if (kind === "install-script" && (severity === "low" || severity === "medium")) return 0;
	const attacked = Math.round((exploitation?.epss?.score ?? 0) * 1000);
	return SEVERITY_WEIGHT[severity] * CONFIDENCE_WEIGHT[confidence] * (1000 + attacked);
}

function toCost({ action, breaking }: Omit<Fix, "rank">): number {
	if (action === "remove") return BREAKING_COST.patch;
	if (action === "override") return OVERRIDE_COST;
	if (action === "rebuild-layer") return LAYER_COST;
	return BREAKING_COST[breaking];
}

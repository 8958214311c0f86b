/**
 * Packages against advisories.
 *
 * 1. Packages with one ecosystem, name and version are judged together: a finding names all of them.
 * 2. Each record judges by its own ranges. A record of malware speaks about a package of the public registry, so it
 *    matches only packages that come from there or may (then with confidence medium), never vendored copies.
 * 3. Matches that share a canonical id are one finding: severity and score are the highest, confidence is the best of
 *    them.
 * 4. What could not be judged is a gap, never silence. Malware in every version needs no version to match.
 */
import { type Affected, affectsEveryVersion, judgeVersion } from "../lib/affected.ts";
import { toCanonicalId } from "../lib/canonical-id.ts";
import { compareCodeUnits } from "../lib/order.ts";
import { toSafeText } from "../lib/sanitise.ts";
import { sortVersions } from "../lib/version-order.ts";
import {
	type Advisory,
	type Confidence,
	type DependencyGraph,
	type Finding,
	type Gap,
	type Package,
	SEVERITIES,
} from "../model.ts";
import type { AdvisoryIndex } from "../ports.ts";
import { bestConfidence, toFinding, worstConfidence } from "./finding.ts";
import { toUnjudgedGaps, type Unjudged } from "./unjudged.ts";

/** One or more packages that share ecosystem, name and version. */
type Copies = readonly [Package, ...Package[]];

interface Match {
	readonly advisory: Advisory;
	readonly copies: Copies;
	readonly confidence: Confidence;
	readonly fixedIn: readonly string[];
}

/** Findings of kind `vulnerability` and `malicious`, in no particular order. @throws DatabaseError from the index */
export function matchVulnerabilities(
	graph: DependencyGraph,
	index: AdvisoryIndex,
): { readonly findings: readonly Finding[]; readonly gaps: readonly Gap[] } {
	const findings: Finding[] = [];
	const unjudged: Unjudged[] = [];
	for (const copies of groupCopies(graph.packages)) {
		const [first] = copies;
		if (first.version === null) unjudged.push({ package: first, reason: "version-missing", advisory: null });
		const matches = new Map<string, [Match, ...Match[]]>();
		for (const advisory of index.find(first.ecosystem, first.name)) {
			const outcome = matchAdvisory(copies, advisory);
			if (typeof outcome === "string") unjudged.push({ package: first, reason: outcome, advisory: advisory.id });
			else if (outcome !== undefined) addTo(matches, toCanonicalId(advisory.id, advisory.aliases), outcome);
		}
		for (const [rule, group] of matches) findings.push(toAdvisoryFinding(graph, rule, group));
	}
	return { findings, gaps: toUnjudgedGaps(unjudged) };
}

function groupCopies(packages: readonly Package[]): Iterable<Copies> {
	const groups = new Map<string, [Package, ...Package[]]>();
	for (const entry of packages) addTo(groups, JSON.stringify([entry.ecosystem, entry.name, entry.version]), entry);
	return groups.values();
}

function addTo<T>(groups: Map<string, [T, ...T[]]>, key: string, value: T): void {
	const group = groups.get(key);
	if (group === undefined) groups.set(key, [value]);
	else group.push(value);
}

/** A match, `undefined` when the record does not concern these packages, or why that cannot be said. */
function matchAdvisory(copies: Copies, advisory: Advisory): Match | Unjudged["reason"] | undefined {
	const [first, ...others] = advisory.malicious ? copies.filter(isFromRegistry) : copies;
	if (first === undefined) return undefined;
	const concerned: Copies = [first, ...others];
	const judged: Affected | undefined = first.version === null ? undefined : judgeVersion(advisory, first.version);
	if (judged?.affected === false) return undefined;
	if (judged?.affected === true) {
		const isSure = !advisory.malicious || concerned.some(({ source }) => source === "registry");
		const confidence = isSure ? judged.confidence : worstConfidence(judged.confidence, "medium");
		return { advisory, copies: concerned, confidence, fixedIn: judged.fixedIn };
	}
	if (advisory.malicious && affectsEveryVersion(advisory)) {
		return { advisory, copies: concerned, confidence: "low", fixedIn: [] };
	}
	return judged?.reason;
}

function isFromRegistry({ source, unrooted }: Package): boolean {
	return !unrooted && (source === "registry" || source === "unknown");
}

function toAdvisoryFinding(graph: DependencyGraph, rule: string, matches: [Match, ...Match[]]): Finding {
	const [{ advisory, copies }] = matches.sort(compareMatches);
	const advisories = matches.map((match) => match.advisory);
	const names = new Set(advisories.flatMap(({ id, aliases }) => [id, ...aliases]));
	names.delete(rule);
	const scores = advisories.map(({ score }) => score).filter((score) => score !== null);
	// Every match that is not of malware concerns all copies; those of malware concern the same few.
	const widest = matches.find((match) => !match.advisory.malicious)?.copies ?? copies;
	return toFinding(graph, widest, {
		kind: advisories.some(({ malicious }) => malicious) ? "malicious" : "vulnerability",
		rule,
		aliases: [...names].sort(compareCodeUnits),
		severity: advisory.severity,
		score: scores.length === 0 ? null : Math.max(...scores),
		confidence: bestConfidence(matches.map(({ confidence }) => confidence)),
		title: toSafeText(advisory.title),
		fixedIn: sortVersions(advisory.ecosystem, new Set(matches.flatMap(({ fixedIn }) => fixedIn))),
		details: [],
		url: `https://osv.dev/vulnerability/${encodeURIComponent(advisory.id)}`,
	});
}

/** The record that speaks for a group: the most severe, then the highest score, then the first id (code units). */
function compareMatches({ advisory: a }: Match, { advisory: b }: Match): number {
	return (
		SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
		(b.score ?? -1) - (a.score ?? -1) ||
		compareCodeUnits(a.id, b.id)
	);
}

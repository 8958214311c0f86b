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
import { canFindAdvisories, findAdvisoriesFor } from "../lib/known-advisories.ts";
import { addTo } from "../lib/multimap.ts";
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
import type { AdvisoryIndex, PopularityIndex } from "../ports.ts";
import { bestConfidence, type Subject, toFinding, toSubject, worstConfidence } from "./finding.ts";
import { toUnjudgedGaps, type Unjudged } from "./unjudged.ts";

/** All that matching asks of the popular names. */
type Popular = Pick<PopularityIndex, "has">;

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
	popularity: Popular,
): { readonly findings: readonly Finding[]; readonly gaps: readonly Gap[] } {
	const findings: Finding[] = [];
	const unjudged: Unjudged[] = [];
	for (const { copies, advisories } of groupCopies(graph.packages, index)) {
		const [first] = copies;
		if (first.version === null) unjudged.push({ package: first, reason: "version-missing", advisory: null });
		const matches = new Map<string, [Match, ...Match[]]>();
		for (const advisory of advisories) {
			const outcome = matchAdvisory(copies, advisory, popularity);
			if (typeof outcome === "string") unjudged.push({ package: first, reason: outcome, advisory: advisory.id });
			else if (outcome !== undefined) addTo(matches, toCanonicalId(advisory.id, advisory.aliases), outcome);
		}
		// Most findings of a package are about all its copies: why these are there is searched once.
		let shared: Subject | undefined;
		for (const [rule, group] of matches) {
			const concerned = findConcerned(group);
			const subject = (concerned === copies ? shared : undefined) ?? toSubject(graph, concerned);
			if (concerned === copies) shared = subject;
			findings.push(toAdvisoryFinding(subject, rule, group));
		}
	}
	return { findings, gaps: toUnjudgedGaps(unjudged) };
}

/** Packages by ecosystem, name and version: those that advisories may concern, and those that have no version. */
function groupCopies(packages: readonly Package[], index: AdvisoryIndex) {
	const groups = new Map<
		string,
		{ readonly copies: [Package, ...Package[]]; readonly advisories: readonly Advisory[] }
	>();
	for (const entry of packages) {
		const { ecosystem, name, version } = entry;
		const key = `${ecosystem} ${name.length} ${name}${version === null ? "" : `@${version}`}`;
		const group = groups.get(key);
		if (group === undefined) {
			// What cannot be found was asked and has nothing, or is a gap already (ask-ahead.ts).
			const advisories = canFindAdvisories(index, ecosystem, name) ? findAdvisoriesFor(index, entry) : [];
			groups.set(key, { copies: [entry], advisories });
		} else group.copies.push(entry);
	}
	return [...groups.values()].filter(
		({ copies: [first], advisories }) => advisories.length > 0 || first.version === null,
	);
}

/** A match, `undefined` when the record does not concern these packages, or why that cannot be said. */
function matchAdvisory(
	copies: Copies,
	advisory: Advisory,
	popularity: Popular,
): Match | Unjudged["reason"] | undefined {
	const concerned = advisory.malicious ? findFromRegistry(copies) : copies;
	if (concerned === undefined) return undefined;
	const [first] = concerned;
	const judged: Affected | undefined = first.version === null ? undefined : judgeVersion(advisory, first.version);
	if (judged?.affected === false) return undefined;
	if (judged?.affected === true) {
		const confidence = worstConfidence(judged.confidence, toTrust(advisory, concerned, popularity));
		return { advisory, copies: concerned, confidence, fixedIn: judged.fixedIn };
	}
	if (advisory.malicious && affectsEveryVersion(advisory)) {
		return { advisory, copies: concerned, confidence: "low", fixedIn: [] };
	}
	return judged?.reason;
}

/**
 * How far a record of malware can be trusted about these packages. One that condemns every version of a package that
 * many depend on is nearly always about an older namesake, or has lost its upper bound.
 */
function toTrust(advisory: Advisory, concerned: Copies, popularity: Popular): Confidence {
	if (!advisory.malicious) return "high";
	if (advisory.ecosystem === "npm" && popularity.has(advisory.name) && affectsEveryVersion(advisory)) return "low";
	return concerned.some(({ source }) => source === "registry") ? "high" : "medium";
}

function isFromRegistry({ source, unrooted }: Package): boolean {
	return !unrooted && (source === "registry" || source === "unknown");
}

/** The very same `copies` when all of them may come from the public registry; `undefined` when none may. */
function findFromRegistry(copies: Copies): Copies | undefined {
	if (copies.every(isFromRegistry)) return copies;
	const [first, ...others] = copies.filter(isFromRegistry);
	return first === undefined ? undefined : [first, ...others];
}

/** Every match that is not of malware concerns all copies; those of malware concern the same few. */
function findConcerned(matches: readonly [Match, ...Match[]]): Copies {
	return (matches.find((match) => !match.advisory.malicious) ?? matches[0]).copies;
}

function toAdvisoryFinding(subject: Subject, rule: string, matches: [Match, ...Match[]]): Finding {
	const [{ advisory }] = matches.sort(compareMatches);
	const names = new Set<string>();
	const fixed = new Set<string>();
	let score: number | null = null;
	for (const { advisory: one, fixedIn } of matches) {
		for (const name of [one.id, ...one.aliases]) names.add(name);
		for (const version of fixedIn) fixed.add(version);
		if (one.score !== null) score = Math.max(score ?? 0, one.score);
	}
	names.delete(rule);
	return toFinding(subject, {
		kind: matches.some((match) => match.advisory.malicious) ? "malicious" : "vulnerability",
		rule,
		aliases: [...names].sort(compareCodeUnits),
		severity: advisory.severity,
		score,
		cwes: sortCwes(matches),
		confidence: bestConfidence(matches.map(({ confidence }) => confidence)),
		title: toSafeText(advisory.title),
		fixedIn: sortVersions(advisory.ecosystem, fixed),
		details: [],
		url: `https://osv.dev/vulnerability/${encodeURIComponent(advisory.id)}`,
	});
}

/** Each once, by number. */
function sortCwes(matches: readonly Match[]): readonly string[] {
	const cwes = new Set(matches.flatMap(({ advisory }) => advisory.cwes));
	return [...cwes].sort((a, b) => Number(a.slice(4)) - Number(b.slice(4)));
}

/** The record that speaks for a group: the most severe, then the highest score, then the first id (code units). */
function compareMatches({ advisory: a }: Match, { advisory: b }: Match): number {
	return (
		SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
		(b.score ?? -1) - (a.score ?? -1) ||
		compareCodeUnits(a.id, b.id)
	);
}

/**
 * Which version to offer in place of an affected one.
 *
 * Candidates are the published versions, or without a registry the versions that advisories call fixed; always later
 * than the one that is there. The first of these that has any takes its lowest candidate:
 * 1. no advisory affects it, it is a release, not deprecated, and every dependent admits it,
 * 2. the same, whether or not dependents admit it,
 * 3. no advisory affects it: deprecated versions and pre-releases too,
 * 4. some advisory affects it, but it closes the most findings.
 */
import type { Finding } from "../../model.ts";
import type { RegistryVersion } from "../../ports.ts";
import type { Subject } from "../subjects.ts";
import { isPrerelease, isUpgrade } from "./compare.ts";
import type { Judgements } from "./judgements.ts";

export interface Target {
	readonly version: string;
	/** the findings that are gone at `version` */
	readonly closes: readonly Finding[];
	/** canonical ids of the advisories that affect `version`, sorted */
	readonly affectedBy: readonly string[];
}

interface Candidate {
	readonly version: string;
	readonly deprecated: boolean;
}

/** `published`: what the registry has, from low to high; `undefined` when it was not asked or could not say. */
export function chooseTarget(
	subject: Subject,
	judgements: Judgements,
	published: readonly RegistryVersion[] | undefined,
	isAdmittedByAll: (version: string) => boolean,
): Target | undefined {
	const { version: from, ecosystem, name } = subject;
	if (from === null) return undefined;
	const candidates = (published ?? judgements.fixedVersions(ecosystem, name).map(toCandidate)).filter(({ version }) =>
		isUpgrade(from, version, ecosystem),
	);
	const isClean = ({ version }: Candidate) => judgements.isClean(ecosystem, name, version);
	const isSound = (candidate: Candidate) =>
		!candidate.deprecated && !isPrerelease(candidate.version, ecosystem) && isClean(candidate);
	const chosen =
		candidates.find((candidate) => isSound(candidate) && isAdmittedByAll(candidate.version)) ??
		candidates.find(isSound) ??
		candidates.find(isClean) ??
		findMostClosing(subject, judgements, candidates);
	if (chosen === undefined) return undefined;
	const affectedBy = judgements.affecting(ecosystem, name, chosen.version);
	const closes = findClosed(subject.findings, affectedBy);
	return closes.length === 0 ? undefined : { version: chosen.version, closes, affectedBy };
}

/** The findings that advisories made and that none of `affectedBy` keeps alive. */
export function findClosed(findings: readonly Finding[], affectedBy: readonly string[]): readonly Finding[] {
	return findings.filter((finding) => isFromAdvisory(finding) && !affectedBy.includes(finding.rule));
}

/** A version above may make it good; what a heuristic suspects stays suspect. */
export function isFromAdvisory({ kind }: Finding): boolean {
	return kind === "vulnerability" || kind === "malicious";
}

function findMostClosing(
	{ ecosystem, name, findings }: Subject,
	judgements: Judgements,
	candidates: readonly Candidate[],
): Candidate | undefined {
	let best: { candidate: Candidate; closed: number } | undefined;
	for (const candidate of candidates) {
		const closed = findClosed(findings, judgements.affecting(ecosystem, name, candidate.version)).length;
		if (closed > (best?.closed ?? 0)) best = { candidate, closed };
	}
	return best?.candidate;
}

function toCandidate(version: string): Candidate {
	return { version, deprecated: false };
}

/**
 * Which finding is accepted by which waiver.
 *
 * A waiver speaks about a finding when
 * 1. the target is in its scope, and the package is the one it names, if any;
 * 2. one of its ids is the finding's id, its rule (the canonical advisory id), or an alias. A CVE among the aliases means
 *    that the record holds several: one of them does not waive it, only the record's own id or all its CVEs together do.
 *    An alias that stands for several findings of the package, as some records claim the ids of others, waives none.
 * The first waiver of the list that speaks about a finding and has not expired accepts it.
 */
import { isCve } from "../lib/canonical-id.ts";
import { addTo } from "../lib/multimap.ts";
import { compareCodeUnits } from "../lib/order.ts";
import type { Finding, FindingWaiver } from "../model.ts";
import { isOfPackage } from "./selector.ts";
import type { Waiver } from "./waivers.ts";

/** What a list of waivers does to the findings of one target. */
export interface Waived {
	/** the same findings in the same order, each with what accepts it */
	readonly findings: readonly Finding[];
	/** how many findings each waiver speaks about, and is the first to; an expired one accepts none of them */
	readonly counts: ReadonlyMap<Waiver, number>;
	/** ids of a waiver that would stand for more than it says, with the rules they could mean */
	readonly ambiguous: readonly Ambiguity[];
}

export interface Ambiguity {
	readonly waiver: Waiver;
	readonly id: string;
	/** name of the package */
	readonly package: string;
	readonly rules: readonly string[];
}

/** `waivers`: those with the target in their scope. */
export function waive(
	findings: readonly Finding[],
	waivers: readonly Waiver[],
	hasExpired: (waiver: Waiver) => boolean,
): Waived {
	if (waivers.length === 0) return { findings, counts: new Map(), ambiguous: [] };
	const byId = indexById(waivers);
	const rulesOf = indexRules(findings);
	const counts = new Map<Waiver, number>();
	const ambiguous: Ambiguity[] = [];
	const marked = findings.map((finding) => {
		const speaking = findCandidates(finding, byId, waivers).filter((waiver) => {
			const answer = compare(waiver, finding, rulesOf);
			if (typeof answer !== "boolean") ambiguous.push(...answer);
			return answer === true;
		});
		const holding = speaking.find((waiver) => !hasExpired(waiver));
		const counted = holding ?? speaking[0];
		if (counted !== undefined) counts.set(counted, (counts.get(counted) ?? 0) + 1);
		return holding === undefined ? finding : { ...finding, waived: toFindingWaiver(holding) };
	});
	return { findings: marked, counts, ambiguous };
}

/** Whether a waiver speaks about a finding that has one of its ids; the ids that do not suffice where it only nearly does. */
function compare(
	waiver: Waiver,
	finding: Finding,
	rulesOf: ReadonlyMap<string, readonly string[]>,
): boolean | readonly Ambiguity[] {
	if (waiver.package !== null && !isOfPackage(finding, waiver.package)) return false;
	if (waiver.within !== undefined && !isWithin(finding, waiver.within)) return false;
	if (waiver.ids.some((id) => isItself(finding, id))) return true;
	const meant = waiver.ids.filter((id) => isAlias(finding, id));
	const cves = new Set(meant.filter(isCveId).map(toKey));
	if (cves.size > 0 && listCves(finding).every((cve) => cves.has(toKey(cve)))) return true;
	const ambiguous = meant
		.map((id) => ({ id, rules: isCveId(id) ? [finding.rule] : (rulesOf.get(toHolder(finding, id)) ?? []) }))
		.filter(({ id, rules }) => isCveId(id) || rules.length > 1)
		.map(({ id, rules }) => ({ waiver, id, package: finding.name, rules }));
	return ambiguous.length < meant.length ? true : ambiguous;
}

/** All that is known to lead to the package starts at this own code. */
function isWithin({ paths }: Finding, own: string): boolean {
	return paths.length > 0 && paths.every(([start]) => start === own);
}

export function toFindingWaiver({ reason, expires, justification, source }: FindingWaiver): FindingWaiver {
	return { reason, expires, justification, source };
}

/** Ids are compared in any case: nobody means another advisory by `ghsa-`. */
function toKey(id: string): string {
	return id.toLowerCase();
}

function isItself({ id, rule }: Finding, asked: string): boolean {
	return id === asked || toKey(rule) === toKey(asked);
}

function isAlias({ aliases }: Finding, id: string): boolean {
	return aliases.some((alias) => toKey(alias) === toKey(id));
}

function isCveId(id: string): boolean {
	return isCve(id.toUpperCase());
}

function listCves({ rule, aliases }: Finding): string[] {
	return [rule, ...aliases].filter(isCveId);
}

/** Places in the list by what waivers name, so that each finding meets few of them. */
function indexById(waivers: readonly Waiver[]): ReadonlyMap<string, readonly number[]> {
	const index = new Map<string, number[]>();
	for (const [place, { ids }] of waivers.entries()) {
		for (const key of new Set(ids.map(toKey))) addTo(index, key, place);
	}
	return index;
}

/** In the order of the list. */
function findCandidates(
	{ id, rule, aliases }: Finding,
	byId: ReadonlyMap<string, readonly number[]>,
	waivers: readonly Waiver[],
): readonly Waiver[] {
	const places = new Set([id, rule, ...aliases].flatMap((name) => byId.get(toKey(name)) ?? []));
	return [...places]
		.sort((a, b) => a - b)
		.map((place) => waivers[place])
		.filter((waiver) => waiver !== undefined);
}

function toHolder({ ecosystem, name }: Finding, id: string): string {
	return JSON.stringify([ecosystem, name, toKey(id)]);
}

/** For each package and advisory id, the rules of the findings that go by it. */
function indexRules(findings: readonly Finding[]): ReadonlyMap<string, readonly string[]> {
	const index = new Map<string, Set<string>>();
	for (const finding of findings) {
		for (const id of [finding.rule, ...finding.aliases]) {
			const holder = toHolder(finding, id);
			const rules = index.get(holder);
			if (rules === undefined) index.set(holder, new Set([finding.rule]));
			else rules.add(finding.rule);
		}
	}
	return new Map([...index].map(([holder, rules]) => [holder, [...rules].sort(compareCodeUnits)]));
}

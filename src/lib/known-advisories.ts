/** The advisories of a package, looked up once: matching asks for them, and planning asks again. */
import type { Advisory, Ecosystem } from "../model.ts";
import type { AdvisoryIndex, AdvisoryQuery } from "../ports.ts";

// The bound keeps a hostile target, or very many targets, from filling memory.
const CACHE_LIMIT = 16_384;
const known = new WeakMap<AdvisoryIndex, Map<Ecosystem, Map<string, readonly Advisory[]>>>();

/** Whether there is an answer for a name: always, unless it has to be asked for over a network. */
export function canFindAdvisories(index: AdvisoryIndex, ecosystem: Ecosystem, name: string): boolean {
	return index.canFind?.(ecosystem, name) ?? true;
}

/**
 * The records that may affect a version, and perhaps others; all of them for no version.
 * @throws DatabaseError from the index
 */
export function findAdvisoriesFor(
	index: AdvisoryIndex,
	{ ecosystem, name, version }: AdvisoryQuery,
): readonly Advisory[] {
	if (version === null || index.findFor === undefined) return findAdvisories(index, ecosystem, name);
	return index.findFor(ecosystem, name, version);
}

/** As `index.find`, with the same answer every time. @throws DatabaseError from the index */
export function findAdvisories(index: AdvisoryIndex, ecosystem: Ecosystem, name: string): readonly Advisory[] {
	let ecosystems = known.get(index);
	if (ecosystems === undefined) {
		ecosystems = new Map();
		known.set(index, ecosystems);
	}
	let answers = ecosystems.get(ecosystem);
	if (answers === undefined) {
		answers = new Map();
		ecosystems.set(ecosystem, answers);
	}
	let advisories = answers.get(name);
	if (advisories === undefined) {
		advisories = index.find(ecosystem, name);
		if (answers.size >= CACHE_LIMIT) answers.clear();
		answers.set(name, advisories);
	}
	return advisories;
}

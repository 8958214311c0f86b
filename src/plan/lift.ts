/**
 * Which packages further up have to move so that a package below them can. Needs a registry.
 *
 * A package is held by its dependents: those whose spec leads to no good version of it. For each of them
 * 1. its good versions are the published ones above the installed one that no advisory affects and whose own spec
 *    leads to a good version below (or that no longer ask for it at all);
 * 2. a direct dependency goes to the lowest good version that its other dependents admit;
 * 3. a transitive one whose dependents lead to a good version by themselves only needs an update;
 * 4. else its own dependents have to move, by the same rules, a few levels up.
 * A spec leads to the newest release it admits, because that is what npm installs.
 */
import { addTo } from "../lib/multimap.ts";
import { FUNCTION_ORIGIN, type Package } from "../model.ts";
import type { RegistryVersion } from "../ports.ts";
import { type Demand, type DemandEdge, isAdmittedByAll, toDemand } from "./demand.ts";
import { findForeign } from "./foreign.ts";
import type { PlanContext } from "./strategies/define.ts";
import { compareVersions, isPrerelease, isUpgrade } from "./versions/compare.ts";
import { isAdmitted, isRegistrySpec } from "./versions/spec.ts";

/** The package that is to move, as its dependents' specs see it; `undefined` is a spec that is no longer there. */
export interface Held {
	readonly folders: readonly string[];
	/** the spec leads to a good version, or is gone */
	isGood(spec: string | undefined): boolean;
	/** the packages that `one` asks for itself do not lead to bad versions of this one or of those below it */
	isServedBy(one: RegistryVersion): boolean;
	/** npm would keep the installed version with this spec */
	isKept(spec: string | undefined): boolean;
	/** folders further down that npm has to look at again, whatever happens above */
	readonly stale: readonly string[];
}

/** A package that moves, as far as it has to. */
export interface Step {
	readonly package: Package;
	readonly demand: Demand;
	readonly to: string;
	/** `install` edits package.json; `update` takes what the ranges give */
	readonly kind: "install" | "update";
	/** whether the step serves its purpose at another version too */
	accepts(version: string): boolean;
	/** folders that npm leaves as they are with the step at `version`, unless it is told to look again */
	findStale(version: string): readonly string[];
}

/** The package itself, and who has to move for it: the one after is the last that is looked at. */
const MOST_BELOW = 3;
const MOST_HOLDERS = 8;

/** The packages that have to move so that `held` can; `undefined`: no way is known. `edges` lead to it, `below` is on the way. */
export async function findLift(
	edges: readonly DemandEdge[],
	held: Held,
	context: PlanContext,
	below: readonly Package[],
): Promise<readonly Step[] | undefined> {
	const holders = findHolders(edges, held, context);
	if (holders === undefined) return undefined;
	const steps = new Map<string, Step>();
	for (const [holder, names] of holders) {
		// A circle: what is to move would have to move so that it can.
		if (below.includes(holder)) return undefined;
		const lifted = await liftHolder(holder, names, held, context, [...below, holder]);
		if (lifted === undefined) return undefined;
		for (const step of lifted) {
			const joined = joinSteps(steps.get(step.package.id), step);
			if (joined === undefined) return undefined;
			steps.set(step.package.id, joined);
		}
	}
	return [...steps.values()];
}

/** The newest release that `spec` admits, of versions from low to high. */
export function findNewest(published: readonly RegistryVersion[], spec: string): RegistryVersion | undefined {
	return published.findLast(({ version }) => !isPrerelease(version) && isAdmitted(spec, version));
}

/** The packages whose specs are not good, with the names they ask by; `undefined` when they cannot be lifted. */
function findHolders(
	edges: readonly DemandEdge[],
	held: Held,
	{ graph }: PlanContext,
): ReadonlyMap<Package, readonly string[]> | undefined {
	const holders = new Map<Package, string[]>();
	for (const { from, name, spec } of edges) {
		if (held.isGood(spec)) continue;
		const holder = graph.at.get(from);
		if (holder === undefined || holder.origin !== FUNCTION_ORIGIN || holder.unrooted) return undefined;
		addTo(holders, holder, name);
	}
	return holders.size > MOST_HOLDERS ? undefined : holders;
}

async function liftHolder(
	holder: Package,
	names: readonly string[],
	held: Held,
	context: PlanContext,
	below: readonly Package[],
): Promise<readonly Step[] | undefined> {
	const { version: from, name } = holder;
	const published = await context.publications.versions(name);
	const demand = toDemand(holder, context.dependents);
	if (from === null || published === undefined || demand.bundledBy.length > 0) return undefined;
	if (findForeign([holder.source], demand) !== undefined) return undefined;
	await context.judgements.prepare(holder.ecosystem, [name]);
	const good = findGoodVersions(holder, from, names, held, published, context);
	const lowest = [...good.keys()].find((version) => isAdmittedByAll(demand, from, version));
	const keeps = (one: RegistryVersion) => names.some((asked) => held.isKept(findSpec(one, asked)));
	const toStep = (kind: Step["kind"], to: string): Step => ({
		package: holder,
		demand,
		to,
		kind,
		accepts: (version) => good.has(version),
		findStale(version) {
			const one = good.get(version);
			return one !== undefined && keeps(one) ? [...held.stale, ...held.folders] : held.stale;
		},
	});
	if (demand.isDirect) {
		const isOnRegistry = demand.own.every(({ spec }) => isRegistrySpec(spec));
		return lowest === undefined || !isOnRegistry ? undefined : [toStep("install", lowest)];
	}
	const above: Held = {
		folders: holder.locations,
		isGood: (spec) => spec === undefined || good.has(findNewest(published, spec)?.version ?? ""),
		isServedBy: (one) => above.isGood(findSpec(one, name)) && held.isServedBy(one),
		isKept: (spec) => spec !== undefined && isAdmitted(spec, from),
		stale: [...good.values()].some(keeps) ? [...held.stale, ...held.folders] : held.stale,
	};
	if (demand.dependents.length === 0) return undefined;
	if (!demand.dependents.every(({ spec }) => above.isGood(spec))) {
		return below.length > MOST_BELOW ? undefined : findLift(demand.dependents, above, context, below);
	}
	return lowest === undefined ? undefined : [toStep("update", lowest)];
}

/** From low to high. */
function findGoodVersions(
	{ ecosystem, name }: Package,
	from: string,
	names: readonly string[],
	held: Held,
	published: readonly RegistryVersion[],
	{ judgements }: PlanContext,
): ReadonlyMap<string, RegistryVersion> {
	const isRelease = ({ version, deprecated }: RegistryVersion) =>
		isUpgrade(from, version) && !deprecated && !isPrerelease(version);
	const isGood = (one: RegistryVersion) =>
		names.every((asked) => held.isGood(findSpec(one, asked))) &&
		held.isServedBy(one) &&
		judgements.isClean(ecosystem, name, one.version);
	return new Map(published.filter((one) => isRelease(one) && isGood(one)).map((one) => [one.version, one]));
}

/** What a published version asks for under a name. */
export function findSpec(version: RegistryVersion, name: string): string | undefined {
	return version.dependencies.get(name) ?? version.optionalDependencies.get(name) ?? version.peerDependencies.get(name);
}

/** One package that has to move for two reasons moves to the higher of both, if that serves both. */
function joinSteps(a: Step | undefined, b: Step): Step | undefined {
	if (a === undefined) return b;
	const to = compareVersions(a.to, b.to) < 0 ? b.to : a.to;
	if (!a.accepts(to) || !b.accepts(to)) return undefined;
	return {
		...b,
		to,
		accepts: (version) => a.accepts(version) && b.accepts(version),
		findStale: (version) => [...a.findStale(version), ...b.findStale(version)],
	};
}

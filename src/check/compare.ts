/**
 * What a change does to the packages of a lockfile. Pure; linear in the packages.
 *
 * Packages are compared by name and version, wherever they are installed: moving one is no news.
 */
import { addTo } from "../lib/multimap.ts";
import { toVersionOrder } from "../lib/version-order.ts";
import type { ObservedPackage } from "../model.ts";
import { isAmong, toRegistry, toShownAddress } from "./address.ts";
import { judgeIntegrity } from "./integrity.ts";

/** A package as a lockfile lists it, whoever asks for it. */
export type ListedPackage = Pick<
	ObservedPackage,
	"location" | "name" | "version" | "source" | "scope" | "integrity" | "hasInstallScript" | "resolved"
>;

const CHANGE_RULES = [
	"integrity-changed",
	"integrity-lost",
	"registry-changed",
	"registry-moved",
	"source-not-registry",
	"downgrade",
	"install-script-added",
] as const;
export type ChangeRule = (typeof CHANGE_RULES)[number];

/** Something about one package that a reviewer of the change should see. */
export interface Change {
	readonly rule: ChangeRule;
	readonly package: ListedPackage;
	/** what it was, and what it is now; without secrets, but not yet safe for a terminal */
	readonly before: string | null;
	readonly after: string | null;
}

export interface Comparison {
	/** packages whose name and version the base does not have, one of each */
	readonly added: readonly ListedPackage[];
	/** packages whose name and version the base only has from another kind of source, one of each */
	readonly moved: readonly ListedPackage[];
	readonly changes: readonly Change[];
}

/** What was there before. */
export interface Before {
	findNamed(names: ReadonlySet<string>): readonly ListedPackage[];
	/** where packages were got from, each address once or more often */
	listAddresses(): Iterable<string>;
}

/** `differing`: the packages that the base does not have as they are. */
export function compareListings(before: Before, differing: readonly ListedPackage[]): Comparison {
	if (differing.length === 0) return { added: [], moved: [], changes: [] };
	const base = before.findNamed(new Set(differing.map(({ name }) => name)));
	const versions = indexPackages(base);
	const names = new Map<string, ListedPackage[]>();
	for (const found of base) addTo(names, found.name, found);
	const isAddressed = differing.some(({ resolved }) => resolved !== undefined);
	const registries = isAddressed ? toRegistries(before.listAddresses()) : new Set<string>();
	const added: ListedPackage[] = [];
	const moved: ListedPackage[] = [];
	const changes: Change[] = [];
	for (const [key, copies] of indexPackages(differing)) {
		const old = versions.get(key);
		for (const copy of copies) {
			const namesakes = names.get(copy.name) ?? [];
			changes.push(...judgeRegistry(copy, namesakes, registries));
			changes.push(...(old === undefined ? judgeAdded(copy, namesakes) : judgeKept(copy, old)));
		}
		const [first] = copies;
		if (first === undefined) continue;
		if (old === undefined) added.push(first);
		else moved.push(...copies.filter(({ source }) => !old.some((other) => other.source === source)).slice(0, 1));
	}
	return { added, moved, changes: withoutRepeats(changes) };
}

function indexPackages(packages: readonly ListedPackage[]): ReadonlyMap<string, readonly ListedPackage[]> {
	const index = new Map<string, ListedPackage[]>();
	for (const found of packages) addTo(index, `${found.name}@${found.version ?? ""}`, found);
	return index;
}

function judgeAdded(found: ListedPackage, namesakes: readonly ListedPackage[]): Change[] {
	const changes: Change[] = [];
	if (isForeign(found))
		changes.push({ rule: "source-not-registry", package: found, before: null, after: describeSource(found) });
	if (found.hasInstallScript) changes.push({ rule: "install-script-added", package: found, before: null, after: null });
	const higher = findHigher(found, namesakes);
	if (higher !== undefined) changes.push({ rule: "downgrade", package: found, before: higher, after: found.version });
	return changes;
}

/**
 * The same version was there before: what is got must be the same too. Whether it has a script is no news: lockfiles of
 * some formats do not say.
 */
function judgeKept(found: ListedPackage, old: readonly ListedPackage[]): Change[] {
	const changes: Change[] = [];
	const isSamePlace = old.some(({ source, resolved }) => source === found.source && resolved === found.resolved);
	if (isForeign(found) && !isSamePlace) {
		const [first] = old;
		const before = first === undefined ? null : describeSource(first);
		changes.push({ rule: "source-not-registry", package: found, before, after: describeSource(found) });
	}
	const texts = old.map(({ integrity }) => integrity);
	const judgement = judgeIntegrity(texts, found.integrity);
	if (judgement !== undefined) {
		const before = texts.find((text) => text !== null) ?? null;
		changes.push({ rule: `integrity-${judgement}`, package: found, before, after: found.integrity });
	}
	return changes;
}

/** Got from elsewhere than a registry, and not from the project itself. */
function isForeign({ source }: ListedPackage): boolean {
	return source === "git" || source === "tarball" || source === "file";
}

/** `git, git+ssh://host/path#commit` */
function describeSource({ source, resolved }: ListedPackage): string {
	const isPlain = source === "registry" || source === "private";
	return resolved === undefined || isPlain ? `from a ${source}` : `${source}, ${toShownAddress(resolved)}`;
}

/**
 * A registry that no package of the base came from, or another one than that of this package before: a name that was
 * private can be had from a public registry by anybody. Without addresses in the base nothing can be said.
 */
function judgeRegistry(
	found: ListedPackage,
	namesakes: readonly ListedPackage[],
	registries: ReadonlySet<string>,
): Change[] {
	if (isForeign(found) || found.resolved === undefined || registries.size === 0) return [];
	const after = toRegistry(found.resolved);
	const own = toRegistries(namesakes.flatMap((old) => (isForeign(old) ? [] : (old.resolved ?? []))));
	const before = own.size === 0 ? registries : own;
	if (after === "" || isAmong(after, before)) return [];
	const rule = isAmong(after, registries) ? "registry-moved" : "registry-changed";
	return [{ rule, package: found, before: [...before].sort().join(", "), after }];
}

function toRegistries(addresses: Iterable<string>): ReadonlySet<string> {
	const registries = new Set<string>();
	for (const address of addresses) registries.add(toRegistry(address));
	registries.delete("");
	return registries;
}

/** The lowest version of the base, when the found one is below all of them. */
function findHigher({ version }: ListedPackage, old: readonly ListedPackage[]): string | undefined {
	const order = toVersionOrder("npm");
	const parsed = version === null ? undefined : order.parse(version);
	if (parsed === undefined) return undefined;
	let lowest: { readonly text: string; readonly parsed: object } | undefined;
	for (const { version: text } of old) {
		const other = text === null ? undefined : order.parse(text);
		if (text === null || other === undefined) continue;
		if (order.compare(other, parsed) <= 0) return undefined;
		if (lowest === undefined || order.compare(other, lowest.parsed) < 0) lowest = { text, parsed: other };
	}
	return lowest?.text;
}

function withoutRepeats(changes: readonly Change[]): readonly Change[] {
	const seen = new Map<string, Change>();
	for (const change of changes) {
		const key = JSON.stringify([change.rule, change.package.name, change.package.version]);
		if (!seen.has(key)) seen.set(key, change);
	}
	return [...seen.values()];
}

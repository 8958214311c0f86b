/**
 * What a change does to the packages of a lockfile. Pure; linear in the packages.
 *
 * Packages are compared by name and version, wherever they are installed: moving one is no news.
 */
import { addTo } from "../lib/multimap.ts";
import { toVersionOrder } from "../lib/version-order.ts";
import type { ObservedPackage } from "../model.ts";

/** A package as a lockfile lists it, whoever asks for it. */
export type ListedPackage = Pick<
	ObservedPackage,
	"location" | "name" | "version" | "source" | "scope" | "integrity" | "hasInstallScript" | "resolved"
>;

export const CHANGE_RULES = [
	"integrity-changed",
	"integrity-lost",
	"registry-changed",
	"source-not-registry",
	"downgrade",
	"install-script-added",
] as const;
export type ChangeRule = (typeof CHANGE_RULES)[number];

/** Something about one package that a reviewer of the change should see. */
export interface Change {
	readonly rule: ChangeRule;
	readonly package: ListedPackage;
	/** what it was, and what it is now; not yet safe to show */
	readonly before: string | null;
	readonly after: string | null;
}

export interface Comparison {
	/** packages whose name and version the base does not have, one of each */
	readonly added: readonly ListedPackage[];
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
	if (differing.length === 0) return { added: [], changes: [] };
	const base = before.findNamed(new Set(differing.map(({ name }) => name)));
	const versions = indexPackages(base);
	const names = new Map<string, ListedPackage[]>();
	for (const found of base) addTo(names, found.name, found);
	const isAddressed = differing.some(({ resolved }) => resolved !== undefined);
	const registries = new Set(isAddressed ? Array.from(before.listAddresses(), toRegistry) : []);
	registries.delete("");
	const added: ListedPackage[] = [];
	const changes: Change[] = [];
	for (const [key, copies] of indexPackages(differing)) {
		const old = versions.get(key);
		const [first] = copies;
		if (first === undefined) continue;
		if (old === undefined) {
			added.push(first);
			changes.push(...judgeAdded(first, names.get(first.name) ?? [], registries));
		} else {
			for (const copy of copies) changes.push(...judgeKept(copy, old, registries));
		}
	}
	return { added, changes: withoutRepeats(changes) };
}

function indexPackages(packages: readonly ListedPackage[]): ReadonlyMap<string, readonly ListedPackage[]> {
	const index = new Map<string, ListedPackage[]>();
	for (const found of packages) addTo(index, `${found.name}@${found.version ?? ""}`, found);
	return index;
}

function judgeAdded(found: ListedPackage, old: readonly ListedPackage[], registries: ReadonlySet<string>): Change[] {
	const changes: Change[] = [];
	if (isForeign(found))
		changes.push({ rule: "source-not-registry", package: found, before: null, after: found.source });
	else changes.push(...judgeHost(found, registries));
	if (found.hasInstallScript) changes.push({ rule: "install-script-added", package: found, before: null, after: null });
	const higher = findHigher(found, old);
	if (higher !== undefined) changes.push({ rule: "downgrade", package: found, before: higher, after: found.version });
	return changes;
}

/** The same version was there before: what is got must be the same too. */
function judgeKept(found: ListedPackage, old: readonly ListedPackage[], registries: ReadonlySet<string>): Change[] {
	const changes: Change[] = [];
	if (isForeign(found) && !old.some(({ source }) => source === found.source)) {
		const before = old[0]?.source ?? null;
		changes.push({ rule: "source-not-registry", package: found, before, after: found.source });
	}
	if (!isForeign(found)) changes.push(...judgeHost(found, registries));
	if (found.hasInstallScript && !old.some(({ hasInstallScript }) => hasInstallScript)) {
		changes.push({ rule: "install-script-added", package: found, before: null, after: null });
	}
	const known = old.flatMap(({ integrity }) => integrity ?? []);
	if (known.length === 0) return changes;
	if (found.integrity === null) {
		const isMissingBefore = old.some(({ integrity }) => integrity === null);
		if (!isMissingBefore)
			changes.push({ rule: "integrity-lost", package: found, before: known[0] ?? null, after: null });
	} else if (known.every((integrity) => contradicts(integrity, found.integrity ?? ""))) {
		changes.push({ rule: "integrity-changed", package: found, before: known[0] ?? null, after: found.integrity });
	}
	return changes;
}

/** Got from elsewhere than a registry, and not from the project itself. */
function isForeign({ source }: ListedPackage): boolean {
	return source === "git" || source === "tarball" || source === "file";
}

/** A registry that no package of the base came from. Without addresses in the base nothing can be said. */
function judgeHost(found: ListedPackage, registries: ReadonlySet<string>): Change[] {
	if (found.resolved === undefined || registries.size === 0) return [];
	const registry = toRegistry(found.resolved);
	if (registry === "" || registries.has(registry)) return [];
	const known = [...new Set([...registries].map(toHost))].sort().join(", ");
	return [{ rule: "registry-changed", package: found, before: known, after: toHost(registry) }];
}

const SCHEME_END = "://";

/** `https://host` as it is written, `""` for what is no such address. No URL is parsed: there are thousands. */
function toRegistry(address: string): string {
	const scheme = address.indexOf(SCHEME_END);
	if (scheme === -1) return "";
	const end = address.indexOf("/", scheme + SCHEME_END.length);
	return end === -1 ? address : address.slice(0, end);
}

/** Without user and password. */
function toHost(registry: string): string {
	return URL.canParse(registry) ? new URL(registry).host : "an address that cannot be read";
}

/** Two Subresource Integrity texts contradict each other when an algorithm that both name has no hash in common. */
function contradicts(before: string, after: string): boolean {
	const known = toHashes(before);
	let shared = false;
	for (const [algorithm, hashes] of toHashes(after)) {
		const others = known.get(algorithm);
		if (others === undefined) continue;
		shared = true;
		if (hashes.some((hash) => others.includes(hash))) return false;
	}
	return shared;
}

function toHashes(integrity: string): ReadonlyMap<string, readonly string[]> {
	const hashes = new Map<string, string[]>();
	for (const part of integrity.split(/\s+/)) {
		const dash = part.indexOf("-");
		if (dash > 0) addTo(hashes, part.slice(0, dash), part.slice(dash + 1).split("?")[0] ?? "");
	}
	return hashes;
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

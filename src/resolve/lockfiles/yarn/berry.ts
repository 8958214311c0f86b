/**
 * yarn.lock of yarn 2 and later ("berry").
 *
 * 1. The text becomes a mapping (berry/text.ts; ../yaml.ts for what yarn would not have written so).
 * 2. Entries of workspaces, links and portals are own code; the others are packages. A patched package and what it
 *    patches are one: the registry's code, at the entry of what is patched.
 * 3. Requirements are found by descriptor (berry/find.ts). The lockfile has those of a workspace in one list; its
 *    package.json says which are for development.
 *
 * Source: https://yarnpkg.com/configuration/manifest and what yarn 2.4 to 4.18 write.
 */
import { toSafeExcerpt } from "../../../lib/sanitise.ts";
import type { Observation } from "../../../model.ts";
import { toBaseName } from "../../bundle-path.ts";
import { findProperty, findText, isObject, type JsonObject } from "../../json-object.ts";
import { type LockfileContext, toUnreadable } from "../define.ts";
import type { EntryProblem } from "../entry-problems.ts";
import { type LockEntry, type LockTarget, toGraphObservation } from "../lock-graph.ts";
import { type BerryEntry, isOwnCode, readBerryEntry, toBerryPackage } from "./berry/entry.ts";
import { createFindBerry } from "./berry/find.ts";
import { toBerryImporter, toBerryRequirements, toOwnFolder } from "./berry/own.ts";
import { parseBerryText } from "./berry/text.ts";
import { listMissing } from "./missing.ts";

/** `__metadata.version`: 4 is that of yarn 2, 10 that of yarn 4.18. */
const OLDEST = 4;
const NEWEST = 10;

/** @throws ScanError when the file as a whole cannot be read, or holds entries of which none could be */
export async function parseBerry(text: string, context: LockfileContext): Promise<Observation> {
	const fileName = toBaseName(context.path);
	const lock = parseBerryText(text) ?? (await parseYaml(text, fileName));
	checkVersion(lock, fileName);
	const { known, problems, total } = readEntries(lock);
	const read = known.filter(({ version }) => version !== null).length;
	if (total > 0 && read === 0) throw toUnreadable(fileName, "none of its entries can be read");
	const own = listOwnEntries(known);
	const find = createFindBerry(listTargets(known), context.manifest);
	const entries = new Map<string, LockEntry>();
	const resolutions = new Set(known.map(({ resolution }) => resolution));
	for (const entry of known) {
		const { resolution } = entry;
		if (isOwnCode(entry) || entries.has(resolution) || toPlacedResolution(entry, resolutions) !== resolution) continue;
		entries.set(resolution, { ...toBerryPackage(entry), requirements: toBerryRequirements(entry, find) });
	}
	const importers = own.map((entry) => toBerryImporter(entry, find, context));
	const hasRoot = own.length > 0;
	const missing = listMissing([...importers, ...entries.values()]);
	const lacksScopes = importers.some(({ isTyped }) => !isTyped);
	return toGraphObservation(
		{ importers, entries, hasRoot, lacksScopes, leavesPeers: true, problems, missing, total, read },
		context,
	);
}

/** Only for what yarn would not have written: the parser takes its time to load. */
async function parseYaml(text: string, fileName: string): Promise<JsonObject> {
	const { parseYamlLockfile } = await import("../yaml.ts");
	return parseYamlLockfile(text, fileName);
}

/** @throws ScanError for a version that is not known */
function checkVersion(lock: JsonObject, fileName: string): void {
	const metadata = findProperty(lock, "__metadata");
	const version = isObject(metadata) ? findText(metadata, "version") : null;
	if (version !== null && /^\d{1,3}$/.test(version) && Number(version) >= OLDEST && Number(version) <= NEWEST) return;
	const shown = toSafeExcerpt(version ?? "none", 20);
	const hint = `fnsift reads yarn 1, and versions ${OLDEST} to ${NEWEST} of yarn 2 to 4.`;
	throw toUnreadable(fileName, `lockfile version ${shown} is not known`, hint);
}

interface KnownEntries {
	readonly known: readonly BerryEntry[];
	readonly problems: readonly EntryProblem[];
	readonly total: number;
}

function readEntries(lock: JsonObject): KnownEntries {
	const known: BerryEntry[] = [];
	const problems: EntryProblem[] = [];
	let total = 0;
	for (const key of Object.keys(lock)) {
		if (key === "__metadata") continue;
		total++;
		const fields = lock[key];
		const entry = isObject(fields) ? readBerryEntry(key, fields) : undefined;
		if (entry !== undefined) known.push(entry);
		const problem = findProblem(fields, entry);
		if (problem !== undefined) problems.push({ path: key, problem });
	}
	return { known, problems, total };
}

function findProblem(fields: unknown, entry: BerryEntry | undefined): string | undefined {
	if (!isObject(fields)) return "is no mapping";
	if (entry === undefined) return "names no package";
	return entry.version === null ? "has no version" : undefined;
}

/** One entry for each folder: a folder that is a workspace may be linked to as well. */
function listOwnEntries(known: readonly BerryEntry[]): readonly BerryEntry[] {
	const byFolder = new Map<string, BerryEntry>();
	for (const entry of known) {
		if (!isOwnCode(entry)) continue;
		const folder = toOwnFolder(entry.locator);
		if (entry.locator.protocol === "workspace" || !byFolder.has(folder)) byFolder.set(folder, entry);
	}
	return [...byFolder.values()];
}

/** Where an entry's package is placed: at what it patches, when that has an entry too. */
function toPlacedResolution(
	{ resolution, originResolution }: BerryEntry,
	resolutions: { has(resolution: string): boolean },
): string {
	return resolutions.has(originResolution) ? originResolution : resolution;
}

/** By descriptor; one object for all that lead to the same place. */
function listTargets(known: readonly BerryEntry[]): ReadonlyMap<string, NonNullable<LockTarget>> {
	const places = new Map<string, NonNullable<LockTarget>>();
	for (const entry of known) {
		const { resolution, locator } = entry;
		const isOwn = isOwnCode(entry);
		places.set(
			resolution,
			isOwn ? { kind: "importer", folder: toOwnFolder(locator) } : { kind: "entry", key: resolution },
		);
	}
	const targets = new Map<string, NonNullable<LockTarget>>();
	for (const entry of known) {
		const target = places.get(toPlacedResolution(entry, places));
		if (target !== undefined) for (const descriptor of entry.descriptors) targets.set(descriptor, target);
	}
	return targets;
}

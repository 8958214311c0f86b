/** Own code in a lockfile of yarn 2 or later: workspaces, and folders that are linked to. */
import type { EdgeType } from "../../../../model.ts";
import { joinPath } from "../../../bundle-path.ts";
import { readRequirements } from "../../../project/requirements.ts";
import type { LockfileContext } from "../../define.ts";
import type { LockImporter, LockRequirement } from "../../lock-graph.ts";
import { type Locator, parseLocator } from "../locator.ts";
import { findAliased } from "../pattern.ts";
import { listPinned } from "../resolutions.ts";
import type { BerryEntry } from "./entry.ts";
import type { FindBerry } from "./find.ts";

/** A folder linked from a folder linked from … is followed this far. */
const MAX_LINKS = 8;
/** What yarn calls a root without a name. */
const UNNAMED = /^root-workspace-[0-9a-f]{6}$/;

/** The folder of own code, relative to the lockfile. */
export function toOwnFolder(locator: Locator): string {
	const steps: string[] = [];
	let at = locator;
	for (let depth = 0; depth < MAX_LINKS; depth++) {
		steps.unshift(at.reference);
		const base = at.parameters.get("locator");
		if (at.protocol === "workspace" || base === undefined || at.reference.startsWith("/")) break;
		at = parseLocator(base);
	}
	return joinRelative(steps.join("/"));
}

/** Normalised, with `..` only in front; an absolute path stays one. */
function joinRelative(path: string): string {
	const kept: string[] = [];
	for (const segment of path.split("/")) {
		if (segment === "" || segment === ".") continue;
		if (segment === ".." && kept.length > 0 && kept.at(-1) !== "..") kept.pop();
		else kept.push(segment);
	}
	return `${path.startsWith("/") ? "/" : ""}${kept.join("/")}`;
}

export interface BerryImporter extends LockImporter {
	/** its package.json is there to say what is for development */
	readonly isTyped: boolean;
}

export function toBerryImporter(entry: BerryEntry, find: FindBerry, context: LockfileContext): BerryImporter {
	const { locator, version, requirements } = entry;
	const folder = toOwnFolder(locator);
	const isMember = locator.protocol === "workspace" && folder !== "";
	const manifest = folder === "" ? context.manifest : context.findManifest(joinPath(context.folder, folder) ?? "");
	const written = manifest === undefined ? NONE : readRequirements(manifest.fields, { dev: true });
	const name = UNNAMED.test(locator.name) ? null : locator.name;
	return {
		folder,
		name,
		version: manifest?.version ?? (version === LOCAL ? null : version),
		isMember,
		isTyped: manifest !== undefined || requirements.length === 0,
		...(folder === "" && listPinned(manifest)),
		requirements: toBerryRequirements(entry, find, (asked) => written.get(asked)?.type),
	};
}

const NONE: ReadonlyMap<string, { readonly type: EdgeType }> = new Map();
const LOCAL = "0.0.0-use.local";

/** @param findType how package.json asks for a name: a lockfile does not tell `devDependencies` from others */
export function toBerryRequirements(
	{ requirements, resolution }: BerryEntry,
	find: FindBerry,
	findType: (name: string) => EdgeType | undefined = () => undefined,
): readonly LockRequirement[] {
	return requirements.map(({ name, range, type }) => ({
		name,
		spec: range.startsWith("npm:") && findAliased(range) === undefined ? range.slice("npm:".length) : range,
		type: findType(name) ?? type,
		to: find({ name, range, by: resolution }),
	}));
}

/**
 * Dependencies that own code declares and nothing in the bundle holds: forgotten layers, checkouts without
 * `npm install`, builds that lost their `node_modules`.
 *
 * 1. Only `dependencies` of own manifests count: optional, peer and development ones may be absent by design.
 * 2. A name that any tree, layer or deciding lockfile holds anywhere is there. Whether Node reaches it is not asked.
 * 3. What the platform brings (the AWS SDK) and what is never loaded (type declarations) is not missing.
 * 4. When none of them is there, nothing of what the function runs was examined: a blocking gap, unless a bundler may
 *    have put them into own code, which is a gap of its own, or the target is a package as `npm pack` makes it, which
 *    never carries them.
 */
import { toRelative } from "../../lib/location.ts";
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { BundleFile, Gap, TargetKind } from "../../model.ts";
import { isInside, isPackageFolder, toFolderName } from "../bundle-path.ts";
import { isInFixture } from "../code-file.ts";
import type { OwnFolder } from "../project/own-folders.ts";
import { readRequirements } from "../project/requirements.ts";
import type { Reconciled } from "../reconcile.ts";

/** Of many folders these are shown one by one, the rest as a number. */
const SHOWN = 50;
const SHOWN_NAMES = 10;
const BROUGHT_OR_NEVER_LOADED = /^(?:aws-sdk$|@aws-sdk\/|@smithy\/|@types\/)/;

export interface MissingInput {
	readonly kind: TargetKind;
	readonly own: readonly OwnFolder[];
	readonly reconciled: Reconciled;
	/** own files that a bundler may have put packages into */
	readonly outputs: readonly BundleFile[];
}

export function findMissing({ kind, own, reconciled, outputs }: MissingInput): readonly Gap[] {
	let held: ReadonlySet<string> | undefined;
	const gaps: Gap[] = [];
	for (const { location, manifest } of own) {
		// A package position that is own code is a copy of a folder that is asked itself.
		if (manifest === undefined || isPackageFolder(location) || isInFixture(location, "")) continue;
		const declared = [...readRequirements(manifest.fields, { dev: true })]
			.filter(([name, { type }]) => (type === "prod" || type === "bundled") && !BROUGHT_OR_NEVER_LOADED.test(name))
			.map(([name]) => name);
		if (declared.length === 0) continue;
		held ??= listHeld(reconciled);
		const missing = declared.filter((name) => held?.has(name) !== true);
		if (missing.length === 0) continue;
		const isBuilt = outputs.some(({ path }) => isInside(path, location));
		gaps.push(
			toGap(`${location}/package.json`, {
				blocking: missing.length === declared.length && !isBuilt && kind !== "tarball",
				message: toMessage(missing, declared.length),
			}),
		);
	}
	if (gaps.length <= SHOWN) return gaps;
	const sorted = gaps.sort((a, b) => Number(b.blocking) - Number(a.blocking));
	const message = `the same in ${toPlural(gaps.length - SHOWN, "more folder")}`;
	const blocking = sorted.slice(SHOWN).some((gap) => gap.blocking);
	return [...sorted.slice(0, SHOWN), toGap(null, { blocking, message })];
}

/** Every name by which a package or own code could be asked for. */
function listHeld({ claims, own, edges }: Reconciled): ReadonlySet<string> {
	const names = new Set<string>();
	// Behind an alias, the entry of a lockfile has the real name alone.
	for (const { name, to } of edges) if (to !== null) names.add(name);
	for (const { package: found } of claims) {
		names.add(found.name);
		if (isPackageFolder(found.location)) names.add(toFolderName(found.location));
	}
	for (const { name } of own) if (name !== null) names.add(name);
	return names;
}

function toMessage(missing: readonly string[], declared: number): string {
	const shown = missing.slice(0, SHOWN_NAMES).map((name) => toSafeExcerpt(name, 100));
	const more = missing.length - shown.length;
	const names = more === 0 ? shown.join(", ") : `${shown.join(", ")} and ${more} more`;
	return `${missing.length} of ${toPlural(declared, "declared dependency")} in no tree, layer or lockfile: ${names}`;
}

function toGap(path: string | null, { blocking, message }: Pick<Gap, "blocking" | "message">): Gap {
	return {
		stage: "resolve",
		code: "dependency-missing",
		blocking,
		path: path === null ? null : toRelative(path),
		message,
	};
}

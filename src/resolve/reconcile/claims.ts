/** Packages at one place, with everybody who says so, and what a lockfile with install paths adds to them. */
import type { Disagreement, Evidence, Observation, ObservedPackage } from "../../model.ts";
import { toParent } from "../bundle-path.ts";

// One array for all claims of a kind, in the order of EVIDENCE.
export const INSTALLED: readonly Evidence[] = ["installed"];
export const LOCKED: readonly Evidence[] = ["lockfile"];
const CONFIRMED: readonly Evidence[] = ["installed", "lockfile"];

/** One package at one place, with everybody who says so. */
export interface Claim {
	readonly package: ObservedPackage;
	readonly evidence: readonly Evidence[];
}

/** Adds what the lockfile knows to the claims on the package's copies at one place. */
export function confirmAt(locked: ObservedPackage, indexes: readonly number[], claims: Claim[]): void {
	for (const index of indexes) {
		const claim = claims[index];
		if (claim?.package.name !== locked.name || claim.package.version !== locked.version) continue;
		claims[index] = join(claim, locked, false);
	}
}

/** Adds what the lockfile knows to the claims at its places, and returns where it says something else. */
export function confirm(
	lockfile: Observation,
	claims: Claim[],
	places: ReadonlyMap<string, readonly number[]>,
	{ isHidden }: { isHidden: boolean } = { isHidden: false },
): readonly Disagreement[] {
	const disagreements: Disagreement[] = [];
	for (const locked of lockfile.packages) {
		const indexes = places.get(locked.location) ?? [];
		if (indexes.length === 0 && (locked.scope === "prod" || locked.scope === "peer")) {
			disagreements.push(toDisagreement(lockfile, { installed: undefined, locked }));
		}
		for (const index of indexes) {
			const claim = claims[index];
			if (claim === undefined) continue;
			const { name, version } = claim.package;
			if (version === null || locked.version === null) continue;
			if (name === locked.name && version === locked.version) claims[index] = join(claim, locked, isHidden);
			else disagreements.push(toDisagreement(lockfile, { installed: claim.package, locked }));
		}
	}
	return disagreements;
}

function join(claim: Claim, locked: ObservedPackage, isHidden: boolean): Claim {
	const { package: found, evidence } = claim;
	const isPlaced = found.direct !== null || isHidden;
	return {
		package: {
			...found,
			source: found.source === "unknown" ? locked.source : found.source,
			integrity: found.integrity ?? locked.integrity,
			hasInstallScript: found.hasInstallScript || locked.hasInstallScript,
			scope: isPlaced ? found.scope : locked.scope,
			direct: isPlaced ? found.direct : locked.direct,
		},
		evidence: !isHidden && evidence === INSTALLED ? CONFIRMED : evidence,
	};
}

/** Packages in the trees that the lockfile describes, which it does not have. */
export function listUnlocked(
	lockfile: Observation,
	byTree: ReadonlyMap<string, readonly ObservedPackage[]>,
): readonly Disagreement[] {
	const folders = new Set([toParent(lockfile.witness), ...lockfile.own.map(({ location }) => location)]);
	const locked = new Set(lockfile.packages.map(({ location }) => location));
	return [...folders]
		.flatMap((folder) => byTree.get(folder) ?? [])
		.filter(({ location }) => !locked.has(location))
		.map((installed) => toDisagreement(lockfile, { installed, locked: undefined }));
}

function toDisagreement(
	lockfile: Observation,
	{ installed, locked }: { installed: ObservedPackage | undefined; locked: ObservedPackage | undefined },
): Disagreement {
	return {
		package: (installed ?? locked)?.name ?? "",
		installed: installed?.version ?? null,
		lockfile: locked?.version ?? null,
		path: lockfile.witness,
		location: (installed ?? locked)?.location ?? "",
	};
}

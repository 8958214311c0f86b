/**
 * What a requirement of a berry lockfile is resolved to.
 *
 * 1. The entry with the very descriptor; ranges of yarn 2 and 3 lack the protocol `npm:` that keys have.
 * 2. The one that is bound to who asks (`file:./a::locator=…`), or to anybody.
 * 3. The entry that `resolutions` of the root's package.json name, or the only one of that name.
 * 4. Peers: what provides them stands nowhere; the only entry of that name is the one.
 */
import { addTo } from "../../../../lib/multimap.ts";
import type { Manifest } from "../../../project/manifest.ts";
import type { LockTarget } from "../../lock-graph.ts";
import { stripParameters } from "../locator.ts";
import { splitPattern } from "../pattern.ts";
import { readResolutions } from "../resolutions.ts";

export interface Asked {
	readonly name: string;
	readonly range: string;
	/** `resolution` of who asks */
	readonly by: string;
}

export type FindBerry = (asked: Asked) => LockTarget;

const PROTOCOL = /^[a-z][a-z0-9+.-]*:/i;

/** @param targets descriptors with what they are resolved to */
export function createFindBerry(
	targets: ReadonlyMap<string, NonNullable<LockTarget>>,
	manifest: Manifest | undefined,
): FindBerry {
	const unbound = new Map<string, NonNullable<LockTarget>>();
	const byName = new Map<string, NonNullable<LockTarget>[]>();
	for (const [descriptor, target] of targets) {
		const plain = stripParameters(descriptor);
		if (plain !== descriptor && !unbound.has(plain)) unbound.set(plain, target);
		addTo(byName, splitPattern(descriptor).name, target);
	}
	const resolutions = readResolutions(manifest);

	const findRange = (name: string, range: string, by: string) => {
		for (const written of PROTOCOL.test(range) ? [range] : [range, `npm:${range}`]) {
			const plain = `${name}@${written}`;
			const bound = `${plain}::${new URLSearchParams({ locator: by })}`;
			const found = targets.get(plain) ?? targets.get(bound) ?? unbound.get(plain);
			if (found !== undefined) return found;
		}
		return undefined;
	};
	return ({ name, range, by }) => {
		const found = findRange(name, range, by);
		if (found !== undefined) return found;
		const pinned = (resolutions.get(name) ?? []).flatMap((to) => findRange(name, to, by) ?? []);
		return findOnly(pinned) ?? findOnly(byName.get(name) ?? []);
	};
}

/** The one that all are; `null` when they differ or there is none. */
function findOnly(targets: readonly NonNullable<LockTarget>[]): LockTarget {
	const [first, ...others] = targets;
	return first !== undefined && others.every((other) => other === first) ? first : null;
}

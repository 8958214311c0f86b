/**
 * Commands that the ones before them would turn into a downgrade are held back.
 *
 * A plan is carried out in its order. A package that an earlier fix moves to another version brings another subtree, of
 * which nothing is known here: it may hold later versions than those that are there now. So, in the order of ranks,
 *
 * - an override of a package that an earlier move leads to has no command: it would pin the new subtree to a version
 *   that was chosen for the old one,
 * - any other override is kept to the dependents that are known: for the whole project it would pin copies that an
 *   earlier move may bring,
 * - an install of what an earlier fix installs in a version as late or later has no command.
 *
 * What is left of such a fix says which one comes first; a scan after it says the rest. `npm update` is not held back: it
 * never goes below what is there.
 */
import type { Install } from "./commands/npm.ts";
import type { Dependents } from "./graph/dependents.ts";
import type { Proposal } from "./proposal.ts";
import type { Unranked } from "./rank.ts";
import { isUpgrade } from "./versions/compare.ts";

export interface Planned extends Unranked {
	readonly proposal: Proposal;
	/** the command for nothing but what is known to be there; `null` where there is none of its own */
	readonly narrowCommand: string | null;
}

/** `sorted`: best first. The same fixes in the same order. */
export function holdBack(sorted: readonly Planned[], dependents: Dependents): readonly Unranked[] {
	const moved = new Below(dependents);
	const installed = new Map<string, { readonly version: string; readonly rank: number }>();
	return sorted.map((one, index) => {
		const { installs = [], overrides = [] } = one.proposal.edits;
		const earlier = [
			...(overrides.length === 0 ? [] : toLocations(one.proposal).map((location) => moved.rankAbove(location))),
			...installs.map((install) => findFurther(installed, one.proposal.root, install)),
		].filter((rank) => rank !== undefined);
		const held = earlier.length > 0 ? hold(one, Math.min(...earlier)) : moved.isEmpty ? one : narrow(one);
		const rank = index + 1;
		if (held.fix.command !== null) {
			for (const install of installs) {
				installed.set(toKey(one.proposal.root, install), { version: install.version, rank });
			}
		}
		if (one.fix.action !== "rebuild-layer" && one.fix.to !== null) moved.add(toLocations(one.proposal), rank);
		return held;
	});
}

function hold(one: Planned, rank: number): Planned {
	if (one.fix.command === null) return one;
	const reason = `${one.fix.reason}; apply fix ${rank} first and scan again: what it brings may be later than this`;
	return { ...one, fix: { ...one.fix, command: null, reason } };
}

function narrow(one: Planned): Planned {
	if (one.fix.command === null || one.narrowCommand === null) return one;
	return { ...one, fix: { ...one.fix, command: one.narrowCommand } };
}

function toLocations({ moves }: Proposal): readonly string[] {
	return moves.flatMap(({ packages }) => packages.flatMap(({ locations }) => locations));
}

function findFurther(
	installed: ReadonlyMap<string, { readonly version: string; readonly rank: number }>,
	root: string,
	install: Install,
): number | undefined {
	const before = installed.get(toKey(root, install));
	return before === undefined || isUpgrade(before.version, install.version) ? undefined : before.rank;
}

function toKey(root: string, { workspace, name }: Install): string {
	return JSON.stringify([root, workspace, name]);
}

/** The folders below those that fixes move, each with the first of these fixes. Linear in the edges, over all fixes. */
class Below {
	readonly #dependents: Dependents;
	readonly #ranks = new Map<string, number>();
	readonly #walked = new Set<string>();

	constructor(dependents: Dependents) {
		this.#dependents = dependents;
	}

	get isEmpty(): boolean {
		return this.#walked.size === 0;
	}

	rankAbove(location: string): number | undefined {
		return this.#ranks.get(location);
	}

	add(locations: readonly string[], rank: number): void {
		const stack = [...locations];
		for (let from = stack.pop(); from !== undefined; from = stack.pop()) {
			if (this.#walked.has(from)) continue;
			this.#walked.add(from);
			for (const { to } of this.#dependents.outgoing(from)) {
				if (to === null) continue;
				if (!this.#ranks.has(to)) this.#ranks.set(to, rank);
				stack.push(to);
			}
		}
	}
}

/**
 * Proposals that are one action become one.
 *
 * Those of a lane are united as they are, except where each can be moved to another version: then all that hold at the
 * highest version of them go there together, and the same is done with the rest until none is left.
 */
import { groupBy } from "../lib/multimap.ts";
import { compareCodeUnits, compareFindings } from "../lib/order.ts";
import type { Package } from "../model.ts";
import type { Edits } from "./commands/npm.ts";
import type { Move, Proposal } from "./proposal.ts";
import { compareVersions } from "./versions/compare.ts";

const REASONS_SHOWN = 3;

/** In the order in which the lanes come. */
export function mergeProposals(proposals: readonly Proposal[]): readonly Proposal[] {
	return [...groupBy(proposals, ({ lane }) => lane).values()].flatMap(mergeLane);
}

function mergeLane(lane: readonly Proposal[]): readonly Proposal[] {
	if (lane.length < 2) return lane;
	if (lane.some(({ retarget }) => retarget === undefined)) return [unite(lane)];
	const merged: Proposal[] = [];
	for (let left = lane; left.length > 0; ) {
		const highest = left.reduce((a, b) => (compareVersions(a.headline.to, b.headline.to) < 0 ? b : a)).headline.to;
		const raised = left.map((one) => (one.headline.to === highest ? one : raise(one, highest)));
		merged.push(unite(raised.filter((one) => one !== undefined)));
		left = left.filter((_, index) => raised[index] === undefined);
	}
	return merged;
}

function raise({ retarget }: Proposal, to: string | null): Proposal | undefined {
	return to === null ? undefined : retarget?.(to);
}

function unite(all: readonly Proposal[]): Proposal {
	const named = all.reduce((a, b) => (isWorse(b, a) ? b : a));
	const closes = new Map(all.flatMap((one) => one.closes.map((finding) => [finding.id, finding])));
	const reasons = named.retarget === undefined ? [named.reason] : [...new Set(all.map(({ reason }) => reason))];
	return {
		...named,
		moves: uniteMoves([...new Set(all.map(({ moves }) => moves))].flat()),
		closes: [...closes.values()].sort(compareFindings),
		introduces: [...new Set(all.flatMap(({ introduces }) => introduces))].sort(compareCodeUnits),
		verified: all.every(({ verified }) => verified === "resolved") ? "resolved" : "ranges-only",
		edits: uniteEdits(all.map(({ edits }) => edits)),
		reason: reasons.slice(0, REASONS_SHOWN).join("; "),
	};
}

/** What is removed is named for its worst; what moves up for its lowest version, which comes first anyway. */
function isWorse({ headline, closes: [mine] }: Proposal, { closes: [theirs] }: Proposal): boolean {
	return headline.to === null && mine !== undefined && theirs !== undefined && compareFindings(mine, theirs) < 0;
}

function uniteMoves(moves: readonly Move[]): readonly Move[] {
	const united = new Map<string, { move: Move; readonly packages: Set<Package> }>();
	for (const move of moves) {
		const key = JSON.stringify([move.name, move.from]);
		const other = united.get(key);
		if (other === undefined) united.set(key, { move, packages: new Set(move.packages) });
		else {
			if (compareVersions(other.move.to, move.to) < 0) other.move = move;
			for (const entry of move.packages) other.packages.add(entry);
		}
	}
	return [...united.values()].map(({ move, packages }) => ({ ...move, packages: [...packages] }));
}

function uniteEdits(all: readonly Edits[]): Edits {
	return {
		installs: all.flatMap(({ installs = [] }) => installs),
		uninstalls: all.flatMap(({ uninstalls = [] }) => uninstalls),
		overrides: all.flatMap(({ overrides = [] }) => overrides),
		updates: all.flatMap(({ updates = [] }) => updates),
		...(all.some(({ prune }) => prune) && { prune: true as const }),
	};
}

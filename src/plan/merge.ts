/**
 * Proposals that are one action become one: those of a lane, in the order they come. Where both can be moved to the
 * higher of two versions they are; where one does not hold there, they stay two.
 */
import { compareCodeUnits, compareFindings } from "../lib/order.ts";
import type { Edits } from "./commands.ts";
import type { Move, Proposal } from "./proposal.ts";
import { compareVersions } from "./versions.ts";

export function mergeProposals(proposals: readonly Proposal[]): readonly Proposal[] {
	const lanes = new Map<string, Proposal[]>();
	for (const proposal of proposals) {
		const lane = lanes.get(proposal.lane);
		if (lane === undefined) lanes.set(proposal.lane, [proposal]);
		else addTo(lane, proposal);
	}
	return [...lanes.values()].flat();
}

function addTo(lane: Proposal[], proposal: Proposal): void {
	for (const [index, other] of lane.entries()) {
		const joined = join(other, proposal);
		if (joined === undefined) continue;
		lane[index] = joined;
		return;
	}
	lane.push(proposal);
}

function join(a: Proposal, b: Proposal): Proposal | undefined {
	if (a.retarget === undefined || b.retarget === undefined) return unite(a, b);
	const order = compareVersions(a.headline.to, b.headline.to);
	if (order === 0) return unite(a, b);
	const [low, high] = order < 0 ? [a, b] : [b, a];
	const raised = high.headline.to === null ? undefined : low.retarget?.(high.headline.to);
	return raised && unite(raised, high);
}

function unite(a: Proposal, b: Proposal): Proposal {
	const retarget = (to: string): Proposal | undefined => {
		const left = a.retarget?.(to);
		const right = b.retarget?.(to);
		return left && right && unite(left, right);
	};
	const closes = [...new Map([...a.closes, ...b.closes].map((finding) => [finding.id, finding])).values()];
	return {
		...(isWorse(b, a) ? b : a),
		moves: a.moves === b.moves ? a.moves : uniteMoves([...a.moves, ...b.moves]),
		closes: closes.sort(compareFindings),
		introduces: [...new Set([...a.introduces, ...b.introduces])].sort(compareCodeUnits),
		verified: a.verified === b.verified ? a.verified : "ranges-only",
		edits: uniteEdits(a.edits, b.edits),
		...(a.retarget && b.retarget && { retarget }),
	};
}

/** What is removed is named for its worst; what moves up for its lowest version, which comes first anyway. */
function isWorse({ headline, closes: [mine] }: Proposal, { closes: [theirs] }: Proposal): boolean {
	return headline.to === null && mine !== undefined && theirs !== undefined && compareFindings(mine, theirs) < 0;
}

function uniteMoves(moves: readonly Move[]): readonly Move[] {
	const united = new Map<string, Move>();
	for (const move of moves) {
		const key = JSON.stringify([move.name, move.from]);
		const other = united.get(key);
		if (other === undefined) united.set(key, move);
		else united.set(key, uniteMove(other, move));
	}
	return [...united.values()];
}

function uniteMove(a: Move, b: Move): Move {
	const further = compareVersions(a.to, b.to) < 0 ? b : a;
	return { ...further, packages: [...new Set([...a.packages, ...b.packages])] };
}

function uniteEdits(a: Edits, b: Edits): Edits {
	return {
		installs: [...(a.installs ?? []), ...(b.installs ?? [])],
		uninstalls: [...(a.uninstalls ?? []), ...(b.uninstalls ?? [])],
		overrides: [...(a.overrides ?? []), ...(b.overrides ?? [])],
		updates: [...(a.updates ?? []), ...(b.updates ?? [])],
		...((a.prune || b.prune) && { prune: true as const }),
	};
}

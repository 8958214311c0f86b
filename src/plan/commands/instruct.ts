/** The command of a fix, or in words why there is none although the change is known. */
import { toRelative } from "../../lib/location.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import { isElsewhere } from "../elsewhere.ts";
import type { Proposal } from "../proposal.ts";
import type { PlanContext } from "../strategies/define.ts";
import { describeByHand } from "./by-hand.ts";
import { renderCommand } from "./npm.ts";
import { renderOther } from "./other-managers.ts";

export interface Instruction {
	readonly command: string | null;
	/** a clause for the reason; `null` where that says all */
	readonly note: string | null;
}

const ARCHIVE = /\.(?:zip|tgz|tar\.gz)$/i;

export function instruct(proposal: Proposal, { manager, graph }: PlanContext): Instruction {
	const { action, root, edits } = proposal;
	const isByHand = action === "none" || action === "rebuild-layer" || isElsewhere(proposal.headline.packages);
	if (isByHand) return { command: null, note: null };
	const archive = findArchive(root);
	if (archive !== undefined) {
		return { command: null, note: `it is inside ${toSafeExcerpt(archive, 200)}: make the change where that is built` };
	}
	if (manager === "npm") return { command: renderCommand(root, edits), note: null };
	const project = { root, hasMembers: graph.own.some(({ workspaceOf }) => workspaceOf === root) };
	const command = renderOther(manager, project, edits);
	if (command !== null) return { command, note: null };
	const note = describeByHand(manager, project, edits);
	return { command, note: note ?? `${manager} owns this project: make the change with it` };
}

/** The archive that a folder is inside of: its files are listed below its own path. */
function findArchive(folder: string): string | undefined {
	const parts = toRelative(folder).split("/");
	const last = parts.findLastIndex((part) => ARCHIVE.test(part));
	return last === -1 ? undefined : parts.slice(0, last + 1).join("/");
}

/** What a waiver lets a document claim to others. */
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { FindingWaiver } from "../../model.ts";

const LONGEST = 1_000;

/**
 * Whether somebody has said that the product is not affected: a VEX statement, or a waiver with a justification. A waiver
 * with nothing but a reason and a day accepts a risk until then; to tell others that there is none would be untrue.
 */
export function isNotAffected({ justification, source }: FindingWaiver): boolean {
	return justification !== null || source.kind === "vex";
}

/** The reason, with what else the waiver says. */
export function renderAcceptance(waiver: FindingWaiver): string {
	const reason = toSafeExcerpt(waiver.reason, LONGEST);
	const { expires, justification } = waiver;
	const until = expires === null ? "" : ` until ${toSafeExcerpt(expires, 20)}`;
	if (!isNotAffected(waiver)) return `Accepted${until}: ${reason}`;
	const words = justification === null ? "" : ` (${toSafeExcerpt(justification, 100)}${until})`;
	return `${reason}${words}`;
}

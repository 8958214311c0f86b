/** Which findings made a gate fail, where that is not plain from all that was found. */
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Report } from "../../model.ts";
import { renderName } from "./place.ts";
import { isQuiet } from "./tally.ts";

const MAX_FINDINGS = 5;

/** `CVE-2021-44906 in minimist@1.2.0`, the first few; nothing when all that counts is over the gate, or no policy decided. */
export function renderOverGate({ targets, policy }: Report): readonly string[] {
	if (!policy.applied) return [];
	const counted = targets.flatMap(({ target, findings, overGate }) =>
		findings
			.filter((finding) => finding.gating && !isQuiet(finding))
			.map((finding) => ({ target, finding, isOver: overGate?.has(finding.id) === true })),
	);
	const over = counted.filter(({ isOver }) => isOver);
	if (over.length === counted.length) return [];
	const hidden = over.length - MAX_FINDINGS;
	return [
		...over.slice(0, MAX_FINDINGS).map(({ target, finding }) => {
			const where = targets.length === 1 ? "" : ` of ${toSafeExcerpt(target, 200)}`;
			return `${toSafeExcerpt(finding.rule, 60)} in ${renderName(finding.name, finding.version)}${where}`;
		}),
		...(hidden > 0 ? [`and ${toPlural(hidden, "more finding")}`] : []),
	];
}

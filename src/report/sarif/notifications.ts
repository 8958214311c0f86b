/** What was not examined, what was left out and what the policy warns of, as notifications of the run. */
import { toPlural } from "../../lib/plural.ts";
import { toSafeExcerpt } from "../../lib/sanitise.ts";
import type { Gap } from "../../model.ts";
import { toSentence } from "../prose/sentences.ts";
import type { Level, Notification, NotificationKind } from "./log.ts";

export interface Remark {
	/** kebab-case: the code of a gap, or a word of this format */
	readonly id: string;
	readonly level: Level;
	readonly text: string;
}

/** More gaps than this are counted; blocking ones come first. */
const MAX_GAPS = 1_000;

export function toGapRemarks(gaps: readonly Gap[]): readonly Remark[] {
	const hidden = gaps.length - MAX_GAPS;
	return [
		...gaps.slice(0, MAX_GAPS).map(({ code, blocking, path, message }): Remark => {
			const where = path === null || path === "" ? "" : `${toSafeExcerpt(path, 500)}: `;
			const text = `${where}${toSafeExcerpt(message, 1000)}`;
			return { id: toSafeExcerpt(code, 100), level: blocking ? "error" : "warning", text };
		}),
		...(hidden > 0
			? [{ id: "gaps-left-out", level: "warning", text: `${toPlural(hidden, "more gap")} not listed here.` } as const]
			: []),
	];
}

/** Notifications and the descriptors they refer to, both in the order of `remarks`. */
export function toNotifications(remarks: readonly Remark[]): {
	readonly kinds: readonly NotificationKind[];
	readonly notifications: readonly Notification[];
} {
	const ids = [...new Set(remarks.map(({ id }) => id))];
	const indexes = new Map(ids.map((id, index) => [id, index]));
	return {
		kinds: ids.map(toKind),
		notifications: remarks.map(({ id, level, text }) => ({
			descriptor: { id, index: indexes.get(id) ?? -1 },
			level,
			message: { text: toMessageText(toSentence(text)) },
		})),
	};
}

/** GitHub's rules ask for all three texts. */
function toKind(id: string): NotificationKind {
	const short = { text: toSentence(id.replaceAll("-", " ")) };
	return {
		id,
		shortDescription: short,
		fullDescription: short,
		help: { text: "Each message says what happened and what to do about it." },
	};
}

/** Brackets would make links of scanned text (section 3.11.6), so round ones stand in for them. */
export function toMessageText(text: string): string {
	return text.replaceAll("[", "(").replaceAll("]", ")");
}

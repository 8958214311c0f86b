import { toGrouped } from "./grouped.ts";

/** `1 gap`, `2 gaps`, `1 entry`, `3 entries`. */
export function toPlural(count: number, noun: string): string {
	const plural = /[^aeiou]y$/.test(noun) ? `${noun.slice(0, -1)}ies` : `${noun}s`;
	return `${toGrouped(count)} ${count === 1 ? noun : plural}`;
}

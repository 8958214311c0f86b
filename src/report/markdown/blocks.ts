/** Parts of a text of bounded length: whole lines are left out at the end of lists and tables, and counted. */

export interface Block {
	/** always written: a heading, a table's head, a paragraph */
	readonly lines: readonly string[];
	/** items of a list or rows of a table, in the order in which they matter */
	readonly items?: readonly string[];
	/** items that were left out before */
	readonly hidden?: number;
	/** the line that stands for items that are left out */
	readonly toMore?: (hidden: number) => string;
}

/** What a line about hidden items and the blank line around a block may take. */
const RESERVE = 200;

/**
 * The blocks as text. Items are given room in the order of the blocks, after what is always written; a block for which
 * there is no room at all is left out, with one line in its place for all of them.
 */
export function limitBlocks(blocks: readonly Block[], longest: number): readonly string[] {
	const texts: string[] = [];
	const last = blocks.at(-1);
	let room = longest - (last === undefined ? 0 : toLength(last.lines)) - RESERVE;
	let dropped = 0;
	for (const block of blocks) {
		const fixed = block === last ? 0 : toLength(block.lines) + RESERVE;
		if (fixed > room) {
			dropped++;
			continue;
		}
		room -= fixed;
		const items: string[] = [];
		for (const item of block.items ?? []) {
			if (item.length + 1 > room) break;
			items.push(item);
			room -= item.length + 1;
		}
		const hidden = (block.items?.length ?? 0) - items.length + (block.hidden ?? 0);
		if (block === last && dropped > 0) texts.push(`_${dropped} more parts are left out: --format json has all._`);
		texts.push([...block.lines, ...items, ...(hidden > 0 ? ["", block.toMore?.(hidden) ?? ""] : [])].join("\n"));
	}
	return texts;
}

function toLength(lines: readonly string[]): number {
	return lines.reduce((sum, line) => sum + line.length + 1, 0);
}

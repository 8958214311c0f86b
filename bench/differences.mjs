// Compares what two programs found.

/**
 * @param {string} title what is compared
 * @param {Iterable<string>} ours
 * @param {Iterable<string>} theirs
 * @param {(item: string, side: "ours" | "theirs") => string | undefined} explain why only one side has an item;
 *   `undefined` when there is no good reason
 * @returns {{ title: string, same: number, explained: Map<string, string[]>, unexplained: string[] }} items are led by
 *   `+` (only fnsift has it) or `-` (only the peer has it)
 */
export function compareSets(title, ours, theirs, explain) {
	const left = new Set(ours);
	const right = new Set(theirs);
	const explained = new Map();
	const unexplained = [];
	let same = 0;
	const sort = (item, side, mark) => {
		const reason = explain(item, side);
		if (reason === undefined) unexplained.push(`${mark} ${item}`);
		else explained.set(reason, [...(explained.get(reason) ?? []), `${mark} ${item}`]);
	};
	for (const item of left) {
		if (right.has(item)) same++;
		else sort(item, "ours", "+");
	}
	for (const item of right) if (!left.has(item)) sort(item, "theirs", "-");
	return { title, same, explained, unexplained };
}

const SHOWN = 12;

/** @param {ReturnType<typeof compareSets>} comparison */
export function renderComparison({ title, same, explained, unexplained }) {
	const counts = [...explained].map(([reason, items]) => `${items.length} ${reason}`);
	const lines = [`${title}: ${same} the same, ${[...counts, `${unexplained.length} unexplained`].join(", ")}`];
	for (const items of [...explained.values(), unexplained]) {
		lines.push(...items.slice(0, SHOWN).map((item) => `    ${item}`));
		if (items.length > SHOWN) lines.push(`    … ${items.length - SHOWN} more`);
	}
	return lines.join("\n");
}

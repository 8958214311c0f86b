/** References that may be wanted more than once. */

/** Gives a reference as it is for the first time, then with `#2`, `#3`, … behind it. It must not hold `#` itself. */
export function createUnique(): (base: string) => string {
	const counts = new Map<string, number>();
	return (base) => {
		const count = (counts.get(base) ?? 0) + 1;
		counts.set(base, count);
		return count === 1 ? base : `${base}#${count}`;
	};
}

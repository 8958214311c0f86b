/** Lists by key, each with at least one value. */

export function addTo<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
	const list = lists.get(key);
	if (list === undefined) lists.set(key, [value]);
	else list.push(value);
}

/** Keys and items in the order in which they come. */
export function groupBy<K, V>(items: Iterable<V>, toKey: (item: V) => K): Map<K, [V, ...V[]]> {
	const groups = new Map<K, [V, ...V[]]>();
	for (const item of items) addTo(groups, toKey(item), item);
	return groups;
}

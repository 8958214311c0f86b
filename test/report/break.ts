/** Ways to break a document that its schema must notice whatever the schema is: for those that others have written. */

export interface Broken {
	/** where and how: array indices are left out, since one entry stands for all */
	readonly label: string;
	readonly document: unknown;
}

type Path = readonly (string | number)[];

/**
 * One document per field with a value of another type there, one per object with a field that nobody knows, and one
 * per named field without it.
 */
export function breakEverywhere(document: unknown, required: readonly string[]): readonly Broken[] {
	const broken = new Map<string, Broken>();
	const add = (label: string, path: Path, change: (value: unknown) => unknown) => {
		const name = `${label}: ${path.filter((step) => typeof step === "string").join(".")}`;
		if (!broken.has(name)) broken.set(name, { label: name, document: changeAt(document, path, change) });
	};
	const visit = (value: unknown, path: Path): void => {
		if (path.length > 0) add("type", path, (old) => (typeof old === "boolean" ? "true" : true));
		if (Array.isArray(value)) value.forEach((item, index) => void visit(item, [...path, index]));
		else if (typeof value === "object" && value !== null) {
			add("unknown field", path, (record) => ({ ...(record as object), surplus: 1 }));
			for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
		}
	};
	visit(document, []);
	for (const field of required) {
		const path = findPath(document, field.split("."));
		if (path === undefined) throw new Error(`no ${field} in the document`);
		add("missing field", path, () => undefined);
	}
	return [...broken.values()];
}

/** The first place of a field whose path is given without array indices. */
function findPath(value: unknown, [first, ...rest]: readonly string[], before: Path = []): Path | undefined {
	if (first === undefined) return before;
	if (Array.isArray(value)) {
		for (const [index, item] of value.entries()) {
			const found = findPath(item, [first, ...rest], [...before, index]);
			if (found !== undefined) return found;
		}
		return undefined;
	}
	if (typeof value !== "object" || value === null || !Object.hasOwn(value, first)) return undefined;
	return findPath((value as Record<string, unknown>)[first], rest, [...before, first]);
}

function changeAt(document: unknown, path: Path, change: (value: unknown) => unknown): unknown {
	const copy = structuredClone(document);
	if (path.length === 0) return change(copy);
	let parent = copy as Record<string | number, unknown>;
	for (const step of path.slice(0, -1)) parent = parent[step] as Record<string | number, unknown>;
	const last = path[path.length - 1]!;
	const changed = change(parent[last]);
	if (changed === undefined) delete parent[last];
	else parent[last] = changed;
	return copy;
}

/** Every way to break a valid document that a schema must notice, made from the document and its schema. */

/** The part of JSON Schema that docs/report.schema.json uses. */
export interface Schema {
	readonly $ref?: string;
	readonly $defs?: Readonly<Record<string, Schema>>;
	readonly type?: string | readonly string[];
	readonly properties?: Readonly<Record<string, Schema>>;
	readonly required?: readonly string[];
	readonly additionalProperties?: boolean;
	readonly items?: Schema;
	readonly anyOf?: readonly Schema[];
	readonly enum?: readonly unknown[];
	readonly const?: unknown;
	readonly pattern?: string;
	readonly description?: string;
}

export interface Mutation {
	/** what is broken, and where: array indices are left out, since one entry stands for all */
	readonly label: string;
	readonly document: unknown;
}

type Path = readonly (string | number)[];

/** One mutation per rule of the schema and place of the document, each breaking that rule alone. */
export function makeMutations(root: Schema, document: unknown): readonly Mutation[] {
	const mutations = new Map<string, Mutation>();
	const add = (rule: string, path: Path, change: (value: unknown) => unknown) => {
		const label = `${rule}: ${path.filter((step) => typeof step === "string").join(".")}`;
		if (!mutations.has(label)) mutations.set(label, { label, document: changeAt(document, path, change) });
	};
	visit(root, root, document, [], (schema, value, path) => {
		add("type", path, toWrongType);
		if (schema.enum !== undefined || schema.const !== undefined) add("closed list", path, () => "nonsense");
		if (schema.pattern !== undefined) add("pattern", path, () => "!");
		if (!isRecord(value)) return;
		add("unknown field", path, (record) => ({ ...(record as object), surplus: 1 }));
		for (const key of Object.keys(value)) {
			add("missing field", [...path, key], () => undefined);
		}
	});
	return [...mutations.values()];
}

/** Calls back for every value with the schema that governs it. */
export function visit(
	root: Schema,
	schema: Schema,
	value: unknown,
	path: Path,
	call: (schema: Schema, value: unknown, path: Path) => void,
): void {
	const resolved = resolve(root, schema, value);
	call(resolved, value, path);
	if (Array.isArray(value)) {
		for (const [index, item] of value.entries()) visit(root, resolved.items ?? {}, item, [...path, index], call);
	} else if (isRecord(value)) {
		for (const [key, item] of Object.entries(value)) {
			visit(root, resolved.properties?.[key] ?? {}, item, [...path, key], call);
		}
	}
}

function resolve(root: Schema, schema: Schema, value: unknown): Schema {
	if (schema.$ref !== undefined) return resolve(root, root.$defs?.[schema.$ref.replace("#/$defs/", "")] ?? {}, value);
	if (schema.anyOf === undefined) return schema;
	const branch = schema.anyOf.find((option) => (value === null ? option.type === "null" : option.type !== "null"));
	return resolve(root, branch ?? {}, value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

// No field is free to be a boolean instead of what it is, and none to be a text instead of a boolean.
function toWrongType(value: unknown): unknown {
	return typeof value === "boolean" ? "true" : true;
}

/** A copy in which the value at `path` is changed; `undefined` removes a field. */
function changeAt(document: unknown, path: Path, change: (value: unknown) => unknown): unknown {
	if (path.length === 0) return change(document);
	const copy = structuredClone(document);
	let parent = copy as Record<string | number, unknown>;
	for (const step of path.slice(0, -1)) parent = parent[step] as Record<string | number, unknown>;
	const last = path[path.length - 1]!;
	const changed = change(parent[last]);
	if (changed === undefined) delete parent[last];
	else parent[last] = changed;
	return copy;
}

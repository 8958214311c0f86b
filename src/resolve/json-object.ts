/** JSON from scanned files: any value may be anything, and any key may be `__proto__`. */

export type JsonObject = Readonly<Record<string, unknown>>;

/** UTF-8 to text, without a byte order mark; invalid bytes become U+FFFD. A Buffer decodes ASCII many times faster than TextDecoder. */
export function toText({ buffer, byteOffset, byteLength }: Uint8Array): string {
	const text = Buffer.from(buffer, byteOffset, byteLength).toString("utf8");
	return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

export function isObject(value: unknown): value is JsonObject {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object that the text is; `undefined` for broken JSON and for any other value. */
export function parseObject(text: string): JsonObject | undefined {
	try {
		const value: unknown = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
		return isObject(value) ? value : undefined;
	} catch {
		return undefined;
	}
}

/** An own property; what is inherited (`constructor`, `__proto__`) is not there. */
export function findProperty(object: JsonObject, key: string): unknown {
	return Object.hasOwn(object, key) ? object[key] : undefined;
}

export function findText(object: JsonObject, key: string): string | null {
	// Nothing that an object inherits is text.
	const value = object[key];
	return typeof value === "string" ? value : null;
}

/** The property is `true`, which nothing that an object inherits is. */
export function isFlagged(object: JsonObject, key: string): boolean {
	return object[key] === true;
}

/** The entries whose value is text; none when the property is no object. */
export function listTextEntries(object: JsonObject, key: string): readonly (readonly [string, string])[] {
	const value = findProperty(object, key);
	if (!isObject(value)) return NO_ENTRIES;
	const entries: [string, string][] = [];
	for (const name of Object.keys(value)) {
		const text = value[name];
		if (typeof text === "string") entries.push([name, text]);
	}
	return entries;
}

const NO_ENTRIES: readonly (readonly [string, string])[] = [];

export function listTexts(object: JsonObject, key: string): readonly string[] {
	const value = findProperty(object, key);
	return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

/** JSON as a report writes it: the same values to a parser, and nothing that a terminal would obey. */

// What JSON leaves as it is but a terminal may obey: C1 controls, direction and other invisible characters.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}]/gu;

/** Indented by two, ending in a newline; lone surrogates become U+FFFD. */
export function renderJson(value: unknown): string {
	const text = JSON.stringify(value, null, 2);
	if (isPlain(text)) return `${text}\n`;
	const wellFormed = JSON.stringify(value, (_, part) => toWellFormed(part), 2);
	return `${wellFormed.replace(UNSAFE, (unsafe) => (unsafe === "\n" ? unsafe : escapeUnits(unsafe)))}\n`;
}

/**
 * Nearly every report: ASCII without DEL (other controls are escaped already), and no lone surrogate, which
 * JSON.stringify writes as \\udxxx. No expression, which would take longer over a megabyte than writing it.
 */
function isPlain(json: string): boolean {
	return Buffer.byteLength(json) === json.length && !json.includes("\x7f") && !json.includes("\\ud");
}

/** A lone surrogate is not text: U+FFFD stands in for it. */
function toWellFormed(value: unknown): unknown {
	return typeof value === "string" ? value.toWellFormed() : value;
}

/** The same character to a JSON parser, but only printable ASCII to a terminal. Such characters occur in strings only. */
function escapeUnits(character: string): string {
	return character
		.split("")
		.map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
		.join("");
}

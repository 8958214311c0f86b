/** Makes text from scanned data safe to show. */

// Controls, formatting characters (direction, joiners, BOM), line and paragraph separators, and all else that is
// invisible by default (Unicode's Default_Ignorable_Code_Point).
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{DI}]/gu;

/** One line without control, invisible or direction-changing characters; lone surrogates become U+FFFD. */
export function toSafeText(text: string): string {
	return text.replace(UNSAFE, "").toWellFormed();
}

/** The same, at most `length` characters, an ellipsis in place of the rest. */
export function toSafeExcerpt(text: string, length: number): string {
	const safe = toSafeText(text.length > 8 * length ? text.slice(0, 8 * length) : text);
	return safe.length <= length ? safe : `${safe.slice(0, Math.max(0, length - 1)).toWellFormed()}…`;
}

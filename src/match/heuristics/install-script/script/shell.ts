/** Shell and batch text as the detectors see it. */

/** Joins a continued line without losing count of lines. */
export const CONTINUATION = "\v";

/**
 * Comment lines emptied, lines that go on put together (with a vertical tab), and the marks taken out that change
 * nothing but how a word looks: `c\url`, `c''url`, `po^wershell`, `${IFS}`. Keeps every newline; linear; never throws.
 */
export function toCanonicalCommand(text: string): string {
	return text
		.replace(/\r\n?/g, "\n")
		.replace(/[\\^]\n/g, CONTINUATION)
		.replace(/^[ \t]{0,40}(?:#|::|rem\b).{0,2000}$/gim, "")
		.replace(/\$\{?IFS\}?/g, " ")
		.replace(/(?<=[\w/-])(?:''|"")(?=[\w/-])/g, "")
		.replace(/(?<=[a-z])[\\^](?=[a-z])/gi, (mark, at: number, whole: string) => (isPath(whole, at) ? mark : ""));
}

/** `C:\dir\file` holds backslashes that are no disguise. */
function isPath(text: string, at: number): boolean {
	return text[at] === "\\" && /[:%.~][\\/]?[\w\\/ -]{0,80}$/.test(text.slice(Math.max(0, at - 90), at));
}

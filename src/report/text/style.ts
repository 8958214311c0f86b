/** Colour and weight by SGR codes, or none at all: the caller decides, never the environment. */

// [on, off], ECMA-48 section 8.3.117.
const CODES = {
	alarm: ["1;31", "22;39"],
	bold: [1, 22],
	dim: [2, 22],
	red: [31, 39],
	green: [32, 39],
	yellow: [33, 39],
	cyan: [36, 39],
} as const;

export type StyleName = keyof typeof CODES;

/** Puts a style around text that is already cut and wrapped: codes have no width. */
export type Paint = (style: StyleName, text: string) => string;

export function createPaint(color: boolean): Paint {
	if (!color) return (_, text) => text;
	return (style, text) => {
		const [on, off] = CODES[style];
		return text === "" ? "" : `\u001b[${on}m${text}\u001b[${off}m`;
	};
}
